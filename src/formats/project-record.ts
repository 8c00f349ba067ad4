import { MAX_NAME } from '../core/layers/limits.ts'
import { readFinite, readObject, readString, refuse, type Node } from './json-reader.ts'
import { isLink, MAX_LINK } from './link.ts'
import { readView, type ProjectView } from './project-view.ts'
import { readStoredFile } from './stored-file.ts'

/** The link that a project was made of: see linkKey, and the link's hash itself. */
export interface ProjectLink {
  readonly key: string
  readonly hash: string
}

/** A project as the list shows it. Times are in ms since 1970, sizes in bytes. */
export interface ProjectRecord {
  readonly id: string
  readonly name: string
  readonly modified: number
  readonly bytes: number
  readonly view: ProjectView
  readonly thumbnail: Blob | null
  /** When it was deleted; it can be brought back until it is purged. */
  readonly deleted: number | null
  /** Missing where it was not made of a link. */
  readonly link?: ProjectLink
}

/** Read a stored value; nothing is taken for granted. @throws FormatError with the path of the field */
export function readProjectRecord(value: unknown): ProjectRecord {
  const required = ['id', 'name', 'modified', 'bytes', 'view', 'thumbnail', 'deleted'] as const
  const fields = readObject({ value, path: '' }, required, ['link'])
  return {
    id: readString(fields.id, MAX_NAME),
    name: readString(fields.name, MAX_NAME),
    modified: readFinite(fields.modified),
    bytes: readFinite(fields.bytes),
    view: readView(fields.view),
    thumbnail: fields.thumbnail.value === null ? null : readStoredFile(fields.thumbnail),
    deleted: fields.deleted.value === null ? null : readFinite(fields.deleted),
    ...(fields.link && { link: readProjectLink(fields.link) }),
  }
}

function readProjectLink(node: Node): ProjectLink {
  const fields = readObject(node, ['key', 'hash'])
  const hash = readString(fields.hash, MAX_LINK)
  if (!isLink(hash)) refuse(fields.hash, 'expected a link')
  return { key: readString(fields.key, MAX_NAME), hash }
}
