import { MAX_NAME } from '../../core/layers/limits.ts'
import { bankOf } from '../../core/layers/layer.ts'
import { stemOf } from '../../formats/file-name.ts'
import type { ProjectRecord } from '../../formats/project-record.ts'
import type { ProjectView } from '../../formats/project-view.ts'
import type { ReadProject } from '../../formats/readers.ts'
import type { StoredDocument } from '../../formats/stored-document.ts'
import { newKey } from '../files/new-key.ts'
import type { FilterbankDocument, Photo } from '../document/document.ts'
import type { Session } from '../session/session.svelte.ts'
import { viewOf } from './kept-view.ts'

/*
 * A session's document and view, as they are kept and as they come back.
 */

/** What storage holds of a project. */
export interface Saved {
  readonly document: FilterbankDocument
  readonly view: ProjectView
}

/** Under which key a photo's bytes are kept; the same for as long as the photo is the same object. */
const keys = new WeakMap<Photo, string>()

/** The key of a photo's bytes. */
export function photoKey(photo: Photo): string {
  const key = keys.get(photo) ?? newKey()
  keys.set(photo, key)
  return key
}

/** A document to be stored, its photo by key. */
export function toStored({ photo, resolution, bypassed, ...bank }: FilterbankDocument): StoredDocument {
  const about = photo && { id: photoKey(photo), name: photo.name, width: photo.width, height: photo.height }
  const stored = {
    bank: { name: bank.name, input: bank.input, layers: bank.layers },
    resolution,
    photo: about,
  }
  return bypassed === undefined ? stored : { ...stored, bypassed }
}

/** A stored document; without its photo when the bytes are missing. */
export function fromStored({ bank, photo, ...rest }: StoredDocument, file: Blob | null): FilterbankDocument {
  const opened = photo && file && { file, name: photo.name, width: photo.width, height: photo.height }
  if (opened) keys.set(opened, photo.id)
  return { ...bank, ...rest, photo: opened }
}

/** A document out of a project file. */
export function fromProject({ bank, resolution, photo, bypassed = [] }: ReadProject): FilterbankDocument {
  return { ...bank, resolution, bypassed, photo }
}

/** What a project is called at first: after its photo, else after its filters. */
export function projectName({ photo, name }: FilterbankDocument): string {
  return (photo === null ? name : stemOf(photo.name)).slice(0, MAX_NAME) || 'Untitled'
}

/** About how many bytes a document takes. */
export function sizeOf({ photo, layers }: FilterbankDocument): number {
  const weights = layers.map((layer) => 4 * (bankOf(layer)?.weight.data.length ?? 16))
  return (photo?.file.size ?? 0) + weights.reduce((sum, bytes) => sum + bytes, 0)
}

/** What a project that has no record yet is made of, where that is more than what the session shows. */
export type ProjectOrigin = Partial<Pick<ProjectRecord, 'name' | 'link'>>
/** A project that has no record yet. */
export type NextProject = ProjectOrigin & Pick<ProjectRecord, 'id'>

/** A record of what the session shows. */
export function recordOf(session: Session, project: ProjectRecord | NextProject): ProjectRecord {
  const { document } = session
  const { id, name, link } = project
  return {
    id,
    name: name ?? projectName(document),
    modified: Date.now(),
    bytes: sizeOf(document),
    view: viewOf(session.view),
    thumbnail: 'thumbnail' in project ? project.thumbnail : null,
    deleted: null,
    ...(link && { link }),
  }
}
