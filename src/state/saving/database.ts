import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import { StorageError } from '../../core/errors.ts'
import { offered } from '../browser.ts'

/** Values are what some version of the app wrote, or what is left of it: readers check them. */
interface Schema extends DBSchema {
  /** What the list of projects shows. */
  projects: { key: string; value: unknown }
  /** `{ id, photo, document }`: photo is the key of its bytes, or missing. */
  documents: { key: string; value: unknown; indexes: { photo: string } }
  /** `{ id, file }` */
  photos: { key: string; value: unknown }
}

export type Database = IDBPDatabase<Schema>
export type Transaction = IDBPTransaction<Schema, StoreNames<Schema>[], 'readwrite'>

const NAME = 'filterbank'
/** Stores and indexes; their values have versions of their own. */
const VERSION = 1

/**
 * Open the app's database.
 * @param lost called when a newer version or the browser closes it; the next `openDatabase` opens it again
 * @throws StorageError in plain words
 */
export async function openDatabase(lost: () => void): Promise<Database> {
  if (offered(() => indexedDB) === null) throw blocked('it has no IndexedDB')
  let refuse: (error: StorageError) => void = () => undefined
  const inTheWay = new Promise<never>((_, reject) => {
    refuse = reject
  })
  const opening = openDB<Schema>(NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore('projects', { keyPath: 'id' })
      database.createObjectStore('documents', { keyPath: 'id' }).createIndex('photo', 'photo')
      database.createObjectStore('photos', { keyPath: 'id' })
    },
    blocked: () =>
      refuse(
        new StorageError('Another tab runs an older version of Filterbank. Close it to save here.', 'busy'),
      ),
    blocking: (_current, _wanted, event) => {
      if (event.target instanceof IDBDatabase) event.target.close()
      lost()
    },
    terminated: lost,
  })
  try {
    return await Promise.race([opening, inTheWay])
  } catch (error) {
    opening.then(
      (database) => database.close(), // too late
      () => undefined, // it fails for the same reason
    )
    throw storageErrorOf(error)
  }
}

/** What a failure of the storage means for the person. */
export function storageErrorOf(error: unknown): Error {
  if (error instanceof StorageError) return error
  if (!(error instanceof Error)) return new Error(String(error))
  if (error.name === 'QuotaExceededError') {
    return new StorageError('There is no room left in this browser for Filterbank.', 'full')
  }
  if (error.name === 'VersionError') {
    return new StorageError(
      'The projects here were saved by a newer version of Filterbank. Reload the page.',
      'busy',
    )
  }
  return error instanceof DOMException ? blocked(error.message) : error
}

function blocked(why: string): StorageError {
  return new StorageError(
    `This browser does not let Filterbank save here, as in a private window or with site data blocked (${why.replace(/\.$/, '')}).`,
    'blocked',
  )
}
