import { StorageError } from '../../core/errors.ts'
import type { ProjectRecord } from '../../formats/project-record.ts'
import { documentValue, readStoredDocument } from '../../formats/stored-document.ts'
import type { FilterbankDocument, Photo } from '../document/document.ts'
import { photoKey, toStored } from './project-parts.ts'
import type { ProjectStore } from './project-store.ts'

const ADVICE = 'Delete projects to make room, or export this one as a file.'

/**
 * Save a document with its project's record; without its photo where the photo does not fit.
 * @param before the photo that the project had so far; null for none @param tooLarge a photo that did not fit before
 * @returns whether the photo was saved too @throws StorageError when not even the rest can be saved
 */
export async function writeDocument(
  store: ProjectStore,
  project: ProjectRecord,
  document: FilterbankDocument,
  before: Photo | null,
  tooLarge: Photo | null,
): Promise<boolean> {
  const stored = toStored(document)
  readStoredDocument(documentValue(stored)) // nothing is written that could not be read again
  const { photo } = document
  const isNewPhoto = photo !== before
  const unused = before && isNewPhoto ? photoKey(before) : undefined
  try {
    if (photo === null || photo !== tooLarge) {
      await store.save(
        { project, document: stored, ...(photo && isNewPhoto ? { photo: photo.file } : {}) },
        unused,
      )
      return true
    }
  } catch (error) {
    if (!isFull(error) || photo === null || !isNewPhoto) throw withAdvice(error)
    await store.purge({ deletedBefore: Date.now() })
  }
  try {
    await store.save({ project, document: { ...stored, photo: null } }, unused)
    return false
  } catch (error) {
    throw withAdvice(error)
  }
}

/** What to say of a photo that does not fit. */
export function photoTooLarge(photo: Photo | null): string {
  const name = photo?.name ?? 'The photo'
  return `${name} does not fit into what is left of this browser's storage. Everything else is saved. ${ADVICE}`
}

function isFull(error: unknown): error is StorageError {
  return error instanceof StorageError && error.reason === 'full'
}

function withAdvice(error: unknown): unknown {
  if (!isFull(error)) return error
  return new StorageError(`${error.message} The last changes are not saved. ${ADVICE}`, 'full')
}
