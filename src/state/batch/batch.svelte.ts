import type { LevelRange } from '../../../workers/encode/api.ts'
import type { InputSettings } from '../../core/layers/layer.ts'
import { stemOf } from '../../formats/file-name.ts'
import { freeName, patternName } from '../../formats/name-pattern.ts'
import { channelFileNames } from './batch-names.ts'
import type { FilterbankDocument } from '../document/document.ts'
import { ExportHold, removeLeftovers } from '../export/export-leftovers.ts'
import { ENDINGS, ExportWorkshop, type ExportChoice, type ExportOrder } from '../export/export-workshop.ts'
import { messageOf } from '../export/full-resolution.svelte.ts'
import type { Look } from '../view/look.ts'
import { BatchPhoto, photoKey } from './batch-photo.svelte.ts'
import type { BatchTarget } from './batch-target.ts'
import { watched } from './watched.ts'

/** What is done to each of many photos. */
export interface BatchOrder {
  /** Its photo is of no account. */
  readonly document: FilterbankDocument
  readonly layer: number
  readonly look: Look
  readonly choice: ExportChoice
  readonly ranges: readonly (LevelRange | null)[]
  /** Names of the files, as "{name}-{map}". */
  readonly pattern: string
}

/** Keeps how far it is, so that it goes on after a crash. */
export interface BatchKeeper {
  /** @param done keys of photos that are written */
  keep(done: readonly string[]): Promise<void>
}

/** Photos that are worked on at a time, at most: each holds a decoded photo. */
const MOST_LANES = 3

/**
 * Sends many photos through a pipeline, each at its own size, a few at a time, each on workers of its own: reading, computing
 * and writing of different photos overlap. A photo that fails stops no other.
 */
export class Batch {
  readonly photos: readonly BatchPhoto[]
  #running = $state(false)
  #startedAt = $state(0)
  #doneAtStart = 0
  #abort: AbortController | null = null
  /** Of each photo the names of its files: the same whenever it is run. */
  readonly #names: ReadonlyMap<BatchPhoto, readonly string[]>
  /** Of the files that are not where they belong yet. */
  #hold: ExportHold | null = null
  /** Whether the browser was given files to copy that the hold is of. */
  #isSaved = false

  /** @param isDone whether a photo was written by an earlier run */
  constructor(
    files: readonly File[],
    private readonly order: BatchOrder,
    private readonly target: BatchTarget,
    private readonly keeper: BatchKeeper,
    isDone: (key: string) => boolean = () => false,
  ) {
    this.photos = files.map((file, i) => {
      const photo = new BatchPhoto(file, i + 1)
      if (isDone(photoKey(file))) photo.state = { type: 'done', ms: null, files: [], clipped: 0 }
      return photo
    })
    const taken = new Set<string>()
    this.#names = new Map(this.photos.map((photo) => [photo, this.#namesOf(photo, taken)]))
  }

  get running(): boolean {
    return this.#running
  }

  /** How each photo becomes a tensor. */
  get input(): InputSettings {
    return this.order.document.input
  }

  /** Photos that are neither done nor failed. */
  readonly left: number = $derived.by(
    () => this.photos.filter(({ state }) => state.type === 'waiting' || state.type === 'running').length,
  )
  /** Photos that failed. */
  readonly failed: number = $derived.by(
    () => this.photos.filter(({ state }) => state.type === 'failed').length,
  )
  /** 0..1, all photos counted alike. */
  readonly done: number = $derived.by(() => {
    const parts = this.photos.map(({ state }) =>
      state.type === 'running' ? state.done : state.type === 'waiting' ? 0 : 1,
    )
    return parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length)
  })

  /** Milliseconds that the rest takes at the pace so far; null before anything is done. @param now of performance.now() */
  timeLeft(now: number): number | null {
    const since = this.done - this.#doneAtStart
    if (!this.#running || since <= 0) return null
    return ((now - this.#startedAt) / since) * (1 - this.done)
  }

  /** Stop; what is half done begins anew when it goes on. */
  cancel(): void {
    this.#abort?.abort()
  }

  /** Begin, or go on; those that failed are tried again. Resolves when all is over or cancelled. */
  async run(): Promise<void> {
    const abort = (this.#abort = new AbortController())
    for (const photo of this.photos) if (photo.state.type === 'failed') photo.state = { type: 'waiting' }
    this.#running = true
    this.#startedAt = performance.now()
    this.#doneAtStart = this.done
    try {
      const { id } = await this.#held()
      const processors = Math.max(1, navigator.hardwareConcurrency || 1)
      const lanes = Math.min(MOST_LANES, processors, this.left)
      const threads = Math.max(1, Math.floor(processors / Math.max(1, lanes)))
      const all = Array.from({ length: lanes }, () => this.#lane(id, threads, abort.signal))
      await Promise.all(all)
      if (!abort.signal.aborted) await this.saveDone()
    } finally {
      this.#running = false
    }
  }

  async #held(): Promise<ExportHold> {
    if (this.#hold !== null) return this.#hold
    const hold = (this.#hold = new ExportHold())
    await Promise.all([removeLeftovers(), hold.take()])
    return hold
  }

  /** Whether what is done is not saved by itself while the rest waits. */
  get canSaveDone(): boolean {
    return !this.#running && this.target.gathers && this.photos.some(({ state }) => state.type === 'done')
  }

  /** Whether something is under way, or done and not saved, that would go with the tab. */
  get isLostWithTab(): boolean {
    return this.target.keeps && (this.#running || (this.left > 0 && this.canSaveDone))
  }

  /** Save what is done so far. */
  async saveDone(): Promise<void> {
    const done = this.photos.filter(({ state }) => state.type === 'done')
    const names = done.flatMap((photo) => this.#names.get(photo) ?? [])
    if (await this.target.finish(names)) this.#isSaved = true
  }

  /** Stop for good. */
  dispose(): void {
    this.cancel()
    this.target.end(this.#isSaved)
    this.#hold?.release(this.#isSaved ? 'whenCopied' : 'now')
    this.#hold = null
  }

  /** One photo after another on workers of its own, until none waits. */
  async #lane(id: string, threads: number, signal: AbortSignal): Promise<void> {
    let workshop: ExportWorkshop | null = null
    const isCancelled = () => signal.aborted
    for (;;) {
      const photo = this.photos.find(({ state }) => state.type === 'waiting')
      if (photo === undefined || isCancelled()) break
      photo.state = { type: 'running', done: 0 }
      const folder = `${id}.${photo.number}`
      try {
        workshop ??= new ExportWorkshop({ threads })
        await this.#one(photo, workshop, folder, signal)
        if (!this.target.keeps) await workshop.discard(folder)
      } catch (error) {
        photo.state = isCancelled() ? { type: 'waiting' } : { type: 'failed', why: messageOf(error) }
        // what a failure left of its workers is not built upon
        await workshop?.discard(folder)
        await workshop?.dispose()
        workshop = null
      }
    }
    await workshop?.dispose()
  }

  async #one(photo: BatchPhoto, workshop: ExportWorkshop, id: string, signal: AbortSignal): Promise<void> {
    const { document, layer, look, choice, ranges } = this.order
    const { file } = photo
    const order: ExportOrder = {
      ...choice,
      document: { ...document, photo: { file, name: file.name, width: 0, height: 0 } },
      layer,
      look,
      ranges,
    }
    const from = performance.now()
    const names = this.#names.get(photo) ?? []
    const made = await watched(signal, (alive) =>
      workshop.make(order, names, id, signal, (done) => {
        // what was given up may still tell of itself
        if (signal.aborted || photo.state.type !== 'running') return
        alive()
        photo.state = { type: 'running', done }
      }),
    )
    signal.throwIfAborted()
    await this.target.put(made.files)
    photo.state = { type: 'done', ms: performance.now() - from, files: names, clipped: made.clipped }
    await this.keeper.keep(
      this.photos.filter(({ state }) => state.type === 'done').map((each) => photoKey(each.file)),
    )
  }

  /** Names of a photo's files: none is given twice. */
  #namesOf({ file, number }: BatchPhoto, taken: Set<string>): string[] {
    const { document, layer, choice, pattern } = this.order
    const ending = ENDINGS[choice.form]
    return channelFileNames(document.layers, layer, choice).map(({ map, filter }) => {
      const facts = {
        name: stemOf(file.name),
        number: String(number).padStart(String(this.photos.length).length, '0'),
        map,
        filter,
        layer: layer === -1 ? 'input' : `layer${layer + 1}`,
      }
      return freeName(patternName(pattern, facts, ending), ending, taken)
    })
  }
}
