import { defaultPipeline } from '../core/default-pipeline.ts'
import type { InputSettings, Pipeline } from '../core/layers.ts'

/** A photo as it was opened: its encoded bytes, shared by reference, and its upright size in pixels. */
export interface Photo {
  readonly file: Blob
  readonly name: string
  readonly width: number
  readonly height: number
}

/** All that undo covers. Immutable: an edit makes a new document. */
export interface FilterbankDocument {
  readonly name: string
  readonly photo: Photo | null
  readonly input: InputSettings
  /** Long side of the working picture in pixels; 0 is the photo's own size. Never enlarged. */
  readonly resolution: number
  readonly layers: Pipeline
  /** Positions of layers that pass their input on, ascending. Files of filters leave these layers out. */
  readonly bypassed?: readonly number[]
}

/** What to_tensor does, over white. */
export const DEFAULT_INPUT: InputSettings = { range: '0..1', light: 'srgb', matte: '#ffffff' }

/** Choices of the working resolution, long side in pixels; 0 is full. */
export const RESOLUTIONS: readonly number[] = [256, 512, 768, 1024, 1536, 2048, 4096, 0]

/** The document of a first visit: the default pipeline and no photo. */
export function newDocument(): FilterbankDocument {
  return {
    name: 'Untitled',
    photo: null,
    input: DEFAULT_INPUT,
    resolution: 1024,
    layers: defaultPipeline(),
  }
}

interface Step {
  readonly document: FilterbankDocument
  /** What led to this document from the one before: "Groups 4 → 8". */
  readonly label: string
}

/** Steps that are kept; photos and weights are shared between them. */
const LIMIT = 256

/** The document with its undo history. */
export class DocumentHistory {
  #steps = $state.raw<readonly Step[]>([])
  #at = $state(0)
  #gesture: string | null = null

  constructor(
    first: FilterbankDocument = newDocument(),
    private readonly limit = LIMIT,
  ) {
    this.#steps = [{ document: first, label: '' }]
  }

  readonly #step = $derived.by((): Step => {
    const step = this.#steps[this.#at]
    if (step === undefined) throw new RangeError(`no step ${this.#at} in a history of ${this.#steps.length}`)
    return step
  })
  readonly current: FilterbankDocument = $derived(this.#step.document)
  readonly canUndo: boolean = $derived(this.#at > 0)
  readonly canRedo: boolean = $derived(this.#at < this.#steps.length - 1)
  /** What undo takes back, '' when there is nothing. */
  readonly undoLabel: string = $derived(this.#step.label)
  /** What redo brings back, '' when there is nothing. */
  readonly redoLabel: string = $derived(this.#steps[this.#at + 1]?.label ?? '')

  /** The document that undo leads back to in the end. */
  get beginning(): FilterbankDocument | undefined {
    return this.#steps[0]?.document
  }

  /**
   * Make `next` the current document, as one step. Applications in a row with the same `gesture` (a drag, a run of
   * steps in one cell) are one step. Steps that were undone are dropped. Nothing happens when `next` is the current document.
   */
  apply(label: string, next: FilterbankDocument, gesture?: string): void {
    if (next === this.current) return
    const joins = gesture !== undefined && gesture === this.#gesture && this.#at > 0
    const kept = this.#steps.slice(0, joins ? this.#at : this.#at + 1)
    const steps = [...kept, { document: next, label }].slice(-this.limit)
    this.#steps = steps
    this.#at = steps.length - 1
    this.#gesture = gesture ?? null
  }

  /** The next application starts a step of its own, whatever its gesture. */
  endGesture(): void {
    this.#gesture = null
  }

  /** Start anew with another document, without steps to take back. */
  reset(document: FilterbankDocument): void {
    this.#steps = [{ document, label: '' }]
    this.#at = 0
    this.endGesture()
  }

  undo(): void {
    this.endGesture()
    if (this.canUndo) this.#at -= 1
  }

  redo(): void {
    this.endGesture()
    if (this.canRedo) this.#at += 1
  }
}
