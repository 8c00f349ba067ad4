import { FormatError, StorageError } from '../../core/errors.ts'
import { readProjectRecord, type ProjectRecord } from '../../formats/project-record.ts'
import { documentValue, readStoredDocument, type StoredDocument } from '../../formats/stored-document.ts'
import { readStoredFile } from '../../formats/stored-file.ts'
import { openDatabase, storageErrorOf, type Database, type Transaction } from './database.ts'
import { StoredFiles, type Files } from './stored-files.ts'

/** A project in the list: its record, or what is left of one that cannot be read. */
export type ListedProject =
  | (ProjectRecord & { readonly damaged: false })
  | { readonly id: string; readonly name: string; readonly damaged: true; readonly why: string }

/** A project as it was saved. */
export interface SavedProject {
  readonly project: ProjectRecord
  readonly document: StoredDocument
  /** The encoded photo; null where there is none or it cannot be read. */
  readonly photo: Blob | null
}

/** What is to be saved of a project; what is left out stays as it is. */
export interface ProjectChange {
  readonly project: ProjectRecord
  readonly document?: StoredDocument
  /** The bytes of the document's photo, where they are not stored yet. */
  readonly photo?: Blob
}

const STORES = ['projects', 'documents', 'photos'] as const

/**
 * Projects in the browser's storage: each a record for the list, a document, and a photo that copies share. Every change is
 * one transaction: it is saved as a whole or not at all.
 * Methods throw StorageError in plain words.
 */
export class ProjectStore {
  #opening: Promise<Database> | null = null
  #database: Database | null = null
  readonly #files = new StoredFiles()

  /** Projects that are not deleted, the newest first; a damaged one is listed as such. */
  async list(): Promise<readonly ListedProject[]> {
    const all = (await this.#all()).filter((each) => each.damaged || each.deleted === null)
    const time = (each: ListedProject) => (each.damaged ? 0 : each.modified)
    return all.sort((a, b) => time(b) - time(a))
  }

  /**
   * The project to go on with: the one that is remembered, unless another was saved later, as when the browser died before
   * it remembered it. @returns its id, or null for none
   */
  async lastId(
    remembered: { readonly id: string | null; readonly at: number } | null,
  ): Promise<string | null> {
    const newest = (await this.list()).find((each) => !each.damaged)
    if (newest !== undefined && newest.modified > (remembered?.at ?? -Infinity)) return newest.id
    return remembered?.id ?? null
  }

  /** @returns null when there is no such project @throws StorageError when it is damaged, saying where */
  async load(id: string): Promise<SavedProject | null> {
    return await this.#use(async (database) => {
      const record = await database.get('projects', id)
      const stored = await database.get('documents', id)
      if (record === undefined && stored === undefined) return null
      try {
        const project = readProjectRecord(record)
        const document = readStoredDocument(fieldOf(stored, 'document'))
        const kept = document.photo === null ? null : await database.get('photos', document.photo.id)
        const file = fieldOf(kept, 'file')
        return {
          project,
          document,
          photo: file === undefined ? null : readStoredFile({ value: file, path: 'photo' }),
        }
      } catch (error) {
        if (!(error instanceof FormatError)) throw error
        throw new StorageError(`This project is damaged and cannot be opened (${error.message}).`, 'damaged')
      }
    })
  }

  /** Whether a project with these files is handed to the storage before `save` returns. */
  isReady(files: Files): boolean {
    return this.#database !== null && this.#files.areReady(files)
  }

  /** Make it so: open the storage, and find out how it takes files. */
  async prepare(files: Files): Promise<void> {
    if (!this.isReady(files)) await this.#use(() => this.#files.prepare(files))
  }

  /**
   * Save a project. Where all is ready, everything is handed to the storage before this returns, so that it is saved even
   * when the page ends at once. A photo that no document uses any more is dropped.
   * @param unused key of the photo that the project had before, if it has another one now
   */
  async save(change: ProjectChange, unused?: string): Promise<void> {
    const files = [change.project.thumbnail, change.photo]
    if (!this.isReady(files)) await this.prepare(files) // no waiting where there is nothing to wait for
    try {
      await put(this.#database ?? (await this.#open()), change, this.#files)
    } catch (error) {
      throw storageErrorOf(error)
    }
    if (unused !== undefined) await this.#change((transaction) => dropUnusedPhoto(transaction, unused))
  }

  /** Change what the list shows, such as the name. */
  async update(id: string, changes: Partial<Omit<ProjectRecord, 'id'>>): Promise<void> {
    if (changes.thumbnail) await this.prepare([changes.thumbnail])
    await this.#change(async (transaction) => {
      const projects = transaction.objectStore('projects')
      await projects.put({ ...asStored(await projects.get(id)), ...this.#files.inRecord(changes) })
    })
  }

  /** A copy under another id and name; the photo's bytes are shared. */
  async duplicate(id: string, copy: Pick<ProjectRecord, 'id' | 'name' | 'modified'>): Promise<void> {
    await this.#change(async (transaction) => {
      const record = asStored(await transaction.objectStore('projects').get(id))
      const stored = await transaction.objectStore('documents').get(id)
      if (typeof stored !== 'object' || stored === null)
        throw new StorageError('This project is damaged.', 'damaged')
      await transaction.objectStore('projects').put({ ...record, ...copy })
      await transaction.objectStore('documents').put({ ...stored, id: copy.id })
    })
  }

  /** Remove for good: projects that were deleted before a time (ms since 1970), or one; and photos that none has. */
  async purge(which: { readonly deletedBefore: number } | { readonly id: string }): Promise<void> {
    const ids =
      'id' in which
        ? [which.id]
        : (await this.#all()).flatMap((each) =>
            !each.damaged && each.deleted !== null && each.deleted < which.deletedBefore ? [each.id] : [],
          )
    await this.#change(async (transaction) => {
      for (const id of ids) {
        await transaction.objectStore('projects').delete(id)
        await transaction.objectStore('documents').delete(id)
      }
      for (const photo of await transaction.objectStore('photos').getAllKeys())
        await dropUnusedPhoto(transaction, photo)
    })
  }

  async #all(): Promise<ListedProject[]> {
    return await this.#use(async (database) => {
      const values = await database.getAll('projects')
      const keys = await database.getAllKeys('projects')
      return values.map((value, i): ListedProject => {
        try {
          return { ...readProjectRecord(value), damaged: false }
        } catch (error) {
          if (!(error instanceof FormatError)) throw error
          return { id: keys[i] ?? '', name: 'Damaged project', damaged: true, why: error.message }
        }
      })
    })
  }

  /** All stores in one transaction, on the disk before it counts as saved. */
  async #change(work: (transaction: Transaction) => Promise<void>): Promise<void> {
    await this.#use(async (database) => {
      const transaction = database.transaction([...STORES], 'readwrite', { durability: 'strict' })
      const done = transaction.done
      try {
        await work(transaction)
      } catch (error) {
        done.catch(() => undefined) // it fails for the same reason
        if (transaction.error === null) abort(transaction)
        throw transaction.error ?? error
      }
      await done
    })
  }

  async #use<T>(work: (database: Database) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open())
    } catch (error) {
      throw storageErrorOf(error)
    }
  }

  /** One connection; after a failure or a loss the next use tries again. */
  async #open(): Promise<Database> {
    const forget = () => {
      this.#opening = null
      this.#database = null
    }
    this.#opening ??= openDatabase(forget).catch((error: unknown) => {
      forget()
      throw error
    })
    return (this.#database = await this.#opening)
  }
}

/**
 * All of a change in one transaction, without waiting for anything in between. Its files are ready.
 * @throws also when the transaction is done and one of its writes is not, as in WebKit
 */
async function put(database: Database, change: ProjectChange, files: StoredFiles): Promise<void> {
  const { project, document, photo } = change
  const transaction = database.transaction([...STORES], 'readwrite', { durability: 'strict' })
  const writes: Promise<unknown>[] = [transaction.objectStore('projects').put(files.inRecord(project))]
  if (document !== undefined) {
    const key = document.photo === null ? {} : { photo: document.photo.id }
    const value = { id: project.id, document: documentValue(document), ...key }
    writes.push(transaction.objectStore('documents').put(value))
    if (document.photo !== null && photo !== undefined)
      writes.push(transaction.objectStore('photos').put({ id: document.photo.id, file: files.of(photo) }))
  }
  transaction.commit()
  const ends = await Promise.allSettled([transaction.done, ...writes])
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw transaction.error ?? failed.reason
}

/** A stored record that can be read, with its picture as it is stored. @throws FormatError */
function asStored(value: unknown): object {
  return { ...readProjectRecord(value), thumbnail: fieldOf(value, 'thumbnail') }
}

function abort(transaction: Transaction): void {
  try {
    transaction.abort()
  } catch (error) {
    // It ended by itself meanwhile.
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error
  }
}

async function dropUnusedPhoto(transaction: Transaction, photo: string): Promise<void> {
  const users = await transaction.objectStore('documents').index('photo').count(photo)
  if (users === 0) await transaction.objectStore('photos').delete(photo)
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined
}
