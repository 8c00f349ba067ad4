import { openDB } from 'idb'
import { offered } from '../browser.ts'
import type { BatchOrder } from './batch.svelte.ts'

/** A run over many photos whose files outlive the tab. */
export interface KeptRun {
  /** Of this record: another is not read. */
  readonly version: 1
  readonly order: BatchOrder
  /** Where its files go: a folder of the device, or the browser's own. */
  readonly folder: FileSystemDirectoryHandle
  /** Name of the ZIP that is made of those in the browser's own. */
  readonly zip?: string
  /** Keys of all photos, see `photoKey`. */
  readonly photos: readonly string[]
}

/** A run that was interrupted, and how far it came. */
export interface KeptBatch {
  readonly run: KeptRun
  /** Keys of the photos that are written. */
  readonly done: readonly string[]
}

/** The run that was interrupted, for the next visit; null for none, and where the browser keeps nothing. */
export async function keptBatch(): Promise<KeptBatch | null> {
  const found = await use(async (database) => {
    const run: unknown = await database.get(STORE, 'run')
    const done: unknown = await database.get(STORE, 'done')
    return isRun(run) ? { run, done: isKeys(done) ? done : [] } : null
  })
  return found ?? null
}

/** Keep a run from its beginning, or from where it goes on. Returns whether the browser does. */
export async function keepRun(run: KeptRun, done: readonly string[]): Promise<boolean> {
  const kept = await use(async (database) => {
    await database.put(STORE, run, 'run')
    await database.put(STORE, done, 'done')
    return true
  })
  return kept === true
}

/** Keep how far the run is. */
export async function keepDone(done: readonly string[]): Promise<void> {
  await use((database) => database.put(STORE, done, 'done'))
}

/** Forget the run. */
export async function forgetBatch(): Promise<void> {
  await use((database) => database.clear(STORE))
}

const [NAME, STORE] = ['filterbank-many', 'runs']

function isRun(value: unknown): value is KeptRun {
  if (typeof value !== 'object' || value === null) return false
  const { version, folder, photos } = value as Partial<KeptRun>
  return version === 1 && folder !== undefined && isKeys(photos)
}

function isKeys(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string')
}

type Opened = Awaited<ReturnType<typeof openDB>>

/** Undefined where the storage is blocked, full or damaged: the run itself needs none of it. */
async function use<T>(work: (database: Opened) => Promise<T>): Promise<T | undefined> {
  if (offered(() => indexedDB) === null) return undefined
  try {
    const database = await openDB(NAME, 1, { upgrade: (created) => void created.createObjectStore(STORE) })
    try {
      return await work(database)
    } finally {
      database.close()
    }
  } catch {
    return undefined
  }
}
