import { openDB } from 'idb'
import { offered } from '../browser.ts'
import type { BatchOrder } from './batch.svelte.ts'

/** A run over many photos that writes into a folder, and how far it is. */
export interface KeptBatch {
  readonly order: BatchOrder
  /** Where its files go. */
  readonly folder: FileSystemDirectoryHandle
  /** Keys of all photos, see `photoKey`. */
  readonly photos: readonly string[]
  /** Of those that are written. */
  readonly done: readonly string[]
}

const [NAME, STORE, KEY] = ['filterbank-many', 'runs', 'current']

/** The run that was interrupted, for the next visit; null for none, and where the browser keeps nothing. */
export async function keptBatch(): Promise<KeptBatch | null> {
  return (await use(async (database) => (await database.get(STORE, KEY)) as KeptBatch | undefined)) ?? null
}

/** Keep how far a run is. Where the browser keeps nothing, it does not go on after a crash. */
export async function keepBatch(batch: KeptBatch): Promise<void> {
  await use((database) => database.put(STORE, batch, KEY))
}

/** Forget the run. */
export async function forgetBatch(): Promise<void> {
  await use((database) => database.delete(STORE, KEY))
}

type Opened = Awaited<ReturnType<typeof openDB>>

async function use<T>(work: (database: Opened) => Promise<T>): Promise<T | null> {
  if (offered(() => indexedDB) === null) return null
  try {
    const database = await openDB(NAME, 1, { upgrade: (created) => void created.createObjectStore(STORE) })
    try {
      return await work(database)
    } finally {
      database.close()
    }
  } catch {
    return null // blocked, full or damaged: the run itself needs none of it
  }
}
