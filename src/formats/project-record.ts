import { MAX_NAME } from '../core/layers/limits.ts'
import { readFinite, readObject, readString } from './json-reader.ts'
import { readView, type ProjectView } from './project-view.ts'
import { readStoredFile } from './stored-file.ts'

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
}

/** Read a stored value; nothing is taken for granted. @throws FormatError with the path of the field */
export function readProjectRecord(value: unknown): ProjectRecord {
  const fields = readObject({ value, path: '' }, [
    'id',
    'name',
    'modified',
    'bytes',
    'view',
    'thumbnail',
    'deleted',
  ])
  return {
    id: readString(fields.id, MAX_NAME),
    name: readString(fields.name, MAX_NAME),
    modified: readFinite(fields.modified),
    bytes: readFinite(fields.bytes),
    view: readView(fields.view),
    thumbnail: fields.thumbnail.value === null ? null : readStoredFile(fields.thumbnail),
    deleted: fields.deleted.value === null ? null : readFinite(fields.deleted),
  }
}
