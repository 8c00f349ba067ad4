import type { Conv2dParams, Pipeline } from '../../core/layers/layer.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { stemOf } from '../../formats/file-name.ts'
import { channelsOf } from '../../formats/models/conv-shape.ts'
import type { KernelPicture } from '../../formats/models/kernel-picture.ts'
import type {
  BatchNormChoice,
  FoundConv,
  ModelListing,
  TakenLayers,
} from '../../formats/models/model-file.ts'
import {
  assemble,
  choicesOf,
  planConvs,
  type Between,
  type PlannedConv,
} from '../../formats/models/plan-layers.ts'
import { wordsOf } from '../browser.ts'
import type { FilterbankDocument } from '../document/document.ts'
import { IMAGE_CHANNELS, type Edit } from '../document/edits.ts'
import { takeLayers, type Place } from '../document/import-bank.ts'
import { readAside, type Reads } from './reading.ts'

/** What layers are taken into. */
export interface Taking extends Reads {
  readonly document: FilterbankDocument
  /** Shape behind each layer, null where that is not known. */
  readonly shapes: readonly Shape4[] | null
  /** What is chosen from; null closes it. */
  choosing: ModelChoice | null
  edit(edit: Edit): boolean
}

/** What a person takes out of a model's file, and how it is put in place. */
export class ModelChoice {
  /** Names of the chosen convolutions. */
  chosen: ReadonlySet<string> = $state.raw(new Set())
  /** Settings that were changed, by the name of their convolution. */
  overrides: ReadonlyMap<string, Partial<Conv2dParams>> = $state.raw(new Map())
  batchNorm = $state<BatchNormChoice>('fold')
  /** Of BatchNorms for which the file does not say it; null for what is usual. */
  eps = $state<number | null>(null)
  between = $state<Between>('relu')
  place = $state<Place>('replace')
  /** Why nothing was taken, in plain words. */
  problem = $state<string | null>(null)
  #decide: (isTaken: boolean) => void = () => undefined
  /** Whether layers were taken, once the dialog is closed. */
  readonly isTaken = new Promise<boolean>((resolve) => (this.#decide = resolve))
  /** The way to end the reading that is under way. */
  #reading = $state.raw<AbortController | null>(null)
  /** Pictures of convolutions, by name; null for those that are on their way, or too large. */
  pictures: ReadonlyMap<string, KernelPicture | null> = $state.raw(new Map())
  /** Ends what is read for the dialog alone. */
  readonly #closed = new AbortController()
  #painting: Promise<void> = Promise.resolve()
  /** All that the file holds, those that read the photo's channels first. */
  readonly convs: readonly FoundConv[]

  constructor(
    private readonly session: Taking,
    readonly file: File,
    readonly listing: ModelListing,
  ) {
    const readsPhoto = (conv: FoundConv) => channelsOf(conv, conv.settings.groups ?? 1)[0] === IMAGE_CHANNELS
    this.convs = [...listing.convs.filter(readsPhoto), ...listing.convs.filter((conv) => !readsPhoto(conv))]
    const [first] = this.convs
    if (first !== undefined) this.chosen = new Set([first.name])
  }

  /** Channels behind the layers that are there; null where they are not known. */
  get channelsNow(): number | null {
    const { shapes, document } = this.session
    return document.layers.length === 0 ? null : (shapes?.at(-1)?.[1] ?? null)
  }

  /** Whether there is nothing to choose and nothing to ask. */
  get isObvious(): boolean {
    const { convs, chain } = this.listing
    if (chain !== null) return chain.stopsAt === null && convs.length === 1
    return convs.length === 1 && this.plan.every(({ conv, isMixed }) => !isMixed && !conv.batchNorm)
  }

  /** The chosen convolutions in the order of the file, each with its settings. */
  readonly plan: readonly PlannedConv[] = $derived.by(() => {
    const before = this.place === 'behind' ? this.channelsNow : null
    const convs = this.listing.convs.filter(({ name }) => this.chosen.has(name))
    return planConvs(convs, this.overrides, before ?? IMAGE_CHANNELS)
  })

  /** Whether layers are being read. */
  get isReading(): boolean {
    return this.#reading !== null
  }

  /** Change settings of one convolution. */
  set(name: string, changes: Partial<Conv2dParams>): void {
    const before = this.overrides.get(name)
    this.overrides = new Map(this.overrides).set(name, { ...before, ...changes })
  }

  /** Take what is chosen, as one step. Returns whether that went well. */
  async take(): Promise<boolean> {
    const { plan, batchNorm, eps, between, file } = this
    const names = plan.map(({ conv }) => conv.name).join(', ')
    return await this.#take(names, this.place, async (signal) => {
      const choices = choicesOf(plan, batchNorm, eps)
      const taken = await readAside(file.name, (reader) => reader.modelLayers(file, choices), signal)
      return { ...taken, layers: assemble(plan, taken.layers, batchNorm, between) }
    })
  }

  /** Take the longest chain of layers from the input on, in place of all layers, as one step. */
  async takeChain(): Promise<boolean> {
    const { file, batchNorm } = this
    const how = batchNorm === 'affine' ? 'affine' : 'fold'
    return await this.#take('the chain', 'replace', (signal) =>
      readAside(file.name, (reader) => reader.modelChain(file, { batchNorm: how }), signal),
    )
  }

  /** End the reading that is under way. */
  cancel(): void {
    this.#reading?.abort()
  }

  /** Take nothing. */
  close(): void {
    this.cancel()
    this.#closed.abort()
    this.#decide(false)
    if (this.session.choosing === this) this.session.choosing = null
  }

  /** Have pictures of these convolutions made, after those asked for before. */
  needPictures(names: readonly string[]): void {
    const missing = names.filter((name) => !this.pictures.has(name))
    if (missing.length === 0) return
    this.pictures = new Map([...this.pictures, ...missing.map((name) => [name, null] as const)])
    this.#painting = this.#painting.then(() => this.#readPictures(missing))
  }

  async #readPictures(names: readonly string[]): Promise<void> {
    const { file } = this
    try {
      const made = await readAside(
        file.name,
        (reader) => reader.modelPictures(file, names),
        this.#closed.signal,
      )
      this.pictures = new Map([...this.pictures, ...made.map((picture) => [picture.name, picture] as const)])
    } catch (error) {
      // a damaged tensor is told again when it is taken
      if (!this.#closed.signal.aborted) this.problem = wordsOf(error)
    }
  }

  async #take(
    what: string,
    place: Place,
    read: (signal: AbortSignal) => Promise<TakenLayers>,
  ): Promise<boolean> {
    this.cancel()
    const reading = new AbortController()
    this.#reading = reading
    this.problem = null
    try {
      const { layers, notes } = await read(reading.signal)
      reading.signal.throwIfAborted()
      return this.#put(what, layers, notes, place)
    } catch (error) {
      if (!reading.signal.aborted) this.problem = wordsOf(error)
      return false
    } finally {
      if (this.#reading === reading) this.#reading = null
    }
  }

  #put(what: string, layers: Pipeline, notes: readonly string[], place: Place): boolean {
    const { session, file } = this
    const taken = { what, from: file.name, name: stemOf(file.name), layers, notes }
    const isMade = session.edit(takeLayers(session.document, taken, place))
    if (!isMade) return false
    this.#decide(true)
    this.close()
    return true
  }
}
