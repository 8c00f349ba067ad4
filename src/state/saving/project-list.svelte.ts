import { checkLimits } from '../../core/layers/check-limits.ts'
import { StorageError } from '../../core/errors.ts'
import { MAX_NAME } from '../../core/layers/limits.ts'
import { fileName } from '../../formats/file-name.ts'
import { PROJECT_ENDING, PROJECT_TYPE, writeProject } from '../../formats/project-zip.ts'
import { newDocument } from '../document/document.ts'
import { download } from '../files/download.ts'
import { readFor, type Reading, type Reads } from '../files/reading.ts'
import type { Keeper } from './keeper.svelte.ts'
import { hear, isHeld, tell } from './project-lock.ts'
import { newKey } from '../files/new-key.ts'
import { fromProject } from './project-parts.ts'
import type { ListedProject } from './project-store.ts'
import { rememberProject } from './tab-memory.ts'

/** How long a deleted project can be brought back, in ms. */
const UNDO_TIME = 10_000

/** What the browser's storage holds and may hold, in bytes; `kept`: the browser promised not to throw it away. */
export interface StorageUse {
  readonly used: number
  readonly quota: number
  readonly kept: boolean
}

/** All projects of this device, and what can be done with them. What fails is told by `problem`. */
export class ProjectList {
  #all = $state.raw<readonly ListedProject[] | null>(null)
  #use = $state.raw<StorageUse | null>(null)
  #deleted = $state.raw<ListedProject | null>(null)
  #problem = $state<string | null>(null)
  #purge: ReturnType<typeof setTimeout> | null = null
  /** The file that is being read, when it takes long. */
  reading = $state.raw<Reading | null>(null)
  readonly #keeper: Keeper

  constructor(keeper: Keeper) {
    this.#keeper = keeper
  }

  /** Projects, the newest first; null until they are read. */
  get all(): readonly ListedProject[] | null {
    return this.#all
  }

  get use(): StorageUse | null {
    return this.#use
  }

  /** The project that was deleted last and can be brought back, or null. */
  get deleted(): ListedProject | null {
    return this.#deleted
  }

  get problem(): string | null {
    return this.#problem
  }

  dismissProblem(): void {
    this.#problem = null
  }

  /** Keep the list up to date while it is shown. Returns a function that stops it. */
  watch(): () => void {
    void this.#do(async () => {
      await this.#keeper.flush()
      await this.#keeper.store.purge({ deletedBefore: Date.now() - UNDO_TIME })
    })
    return hear((message) => {
      if (message.type === 'changed') void this.#refresh()
    })
  }

  async open(id: string): Promise<boolean> {
    return await this.#do(async () => {
      if (id !== this.#keeper.current?.id) await this.#keeper.open(id)
    })
  }

  /** Start an empty project; the one so far stays as it is. */
  async create(): Promise<boolean> {
    return await this.#do(() => this.#keeper.startNew(newDocument()))
  }

  async rename(id: string, name: string): Promise<boolean> {
    return await this.#do(() => this.#rename(id, name))
  }

  async duplicate(project: ListedProject): Promise<boolean> {
    return await this.#do(async () => {
      await this.#keeper.flush()
      const copy = { id: newKey(), name: `${project.name} copy`.slice(0, MAX_NAME), modified: Date.now() }
      await this.#keeper.store.duplicate(project.id, copy)
      rememberProject(this.#keeper.current?.id ?? null) // still, although the copy is newer
    })
  }

  /** Delete a project; `bringBack` undoes it for a while. A damaged one goes for good. */
  async remove(project: ListedProject): Promise<boolean> {
    return await this.#do(async () => {
      const { current, isElsewhere, store } = this.#keeper
      const isCurrent = project.id === current?.id
      if (isCurrent ? isElsewhere : await isHeld(project.id)) {
        throw new StorageError(`“${project.name}” is open in another tab. Close it there first.`, 'busy')
      }
      if (isCurrent) await this.#keeper.startNew(newDocument())
      if (project.damaged) await store.purge({ id: project.id })
      else await store.update(project.id, { deleted: Date.now() })
      if (project.damaged) return
      this.#deleted = project
      if (this.#purge !== null) clearTimeout(this.#purge)
      this.#purge = setTimeout(() => void this.#forget(), UNDO_TIME)
    })
  }

  /** Bring the project back that was deleted last. */
  async bringBack(): Promise<boolean> {
    return await this.#do(async () => {
      if (this.#deleted === null) return
      await this.#keeper.store.update(this.#deleted.id, { deleted: null })
      this.#deleted = null
    })
  }

  /** Save a project as a `.filterbank` file. */
  async export(id: string): Promise<boolean> {
    return await this.#do(async () => {
      await this.#keeper.flush()
      const saved = await this.#keeper.store.load(id)
      if (saved === null) throw new StorageError('This project is not there any more.', 'damaged')
      const { project, document, photo: file } = saved
      const { name, view } = project
      const { bank, resolution, bypassed = [] } = document
      checkLimits(bank.layers)
      const photo = document.photo &&
        file && { ...document.photo, bytes: new Uint8Array(await file.arrayBuffer()) }
      const zip = writeProject({ name, bank, resolution, bypassed, view, photo })
      download({
        name: fileName(name, PROJECT_ENDING, 'project'),
        blob: new Blob([zip], { type: PROJECT_TYPE }),
      })
    })
  }

  /** Open a `.filterbank` file as a new project. @param place where it is shown that it is read, unless here */
  async import(file: File, place: Reads = this): Promise<boolean> {
    return await this.#do(async () => {
      const project = await readFor(place, file.name, (reader) => reader.project(file))
      await this.#keeper.startNew(fromProject(project), project.view)
      await this.#keeper.keepCopy({ name: project.name })
    })
  }

  async #rename(id: string, name: string): Promise<void> {
    if (id === this.#keeper.current?.id) this.#keeper.adopt({ name })
    await this.#keeper.store.update(id, { name })
  }

  async #forget(): Promise<void> {
    this.#deleted = null
    await this.#do(() => this.#keeper.store.purge({ deletedBefore: Date.now() - UNDO_TIME / 2 }))
    this.#keeper.retry()
  }

  /** Do something, show the list as it is then, and tell the other tabs. Returns whether it went well. */
  async #do(work: () => Promise<void>): Promise<boolean> {
    this.#problem = null
    try {
      await work()
      tell({ type: 'changed' })
      return true
    } catch (error) {
      const isCalledOff = error instanceof Error && error.name === 'AbortError'
      if (!isCalledOff) this.#problem = error instanceof Error ? error.message : String(error)
      return false
    } finally {
      await this.#refresh()
    }
  }

  async #refresh(): Promise<void> {
    try {
      this.#all = await this.#keeper.store.list()
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error)
    }
    this.#use = await storageUse().catch(() => null) // not every browser tells
  }
}

async function storageUse(): Promise<StorageUse> {
  const { usage = 0, quota = 0 } = await navigator.storage.estimate()
  return { used: usage, quota, kept: await navigator.storage.persisted() }
}
