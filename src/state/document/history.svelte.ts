import { sameValues } from '../../core/layers/same-values.ts'
import type { Pipeline } from '../../core/layers/layer.ts'
import { runningLayers } from './bypass.ts'
import { newDocument, type FilterbankDocument } from './document.ts'
import type { Selection } from './selection.ts'

/** What was selected before a step, and after it. */
export interface SelectionChange {
  readonly before: Selection
  readonly after: Selection
}

interface Step {
  readonly document: FilterbankDocument
  /** What led to this document from the one before: "Groups 4 → 8". */
  readonly label: string
  readonly selection?: SelectionChange | undefined
}

/** A gesture that may go on, and the history that it began on. */
interface Gesture {
  readonly name: string
  readonly steps: readonly Step[]
  readonly at: number
  readonly before: Selection | undefined
}

/** Where the edits of a gesture begin. */
export interface GestureBase {
  readonly document: FilterbankDocument
  /** Whether it has made edits before, and what was selected then. */
  readonly isOpen: boolean
  readonly selection: Selection | undefined
}

/** Steps that are kept; photos and weights are shared between them. */
const LIMIT = 256

/** The document with its undo history. */
export class DocumentHistory {
  #steps = $state.raw<readonly Step[]>([])
  #at = $state(0)
  #gesture: Gesture | null = null
  #opened = $state.raw<FilterbankDocument>()

  constructor(
    first: FilterbankDocument = newDocument(),
    private readonly limit = LIMIT,
  ) {
    this.reset(first)
  }

  readonly #step = $derived.by((): Step => {
    const step = this.#steps[this.#at]
    if (step === undefined) throw new RangeError(`no step ${this.#at} in a history of ${this.#steps.length}`)
    return step
  })
  readonly current: FilterbankDocument = $derived(this.#step.document)
  readonly #layers = $derived(this.current.layers)
  readonly #bypassed = $derived(this.current.bypassed)
  /** The layers that run, see runningLayers: the same array while neither layers nor bypasses change. */
  readonly running: Pipeline = $derived(runningLayers({ layers: this.#layers, bypassed: this.#bypassed }))
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

  /** Where the edits of a gesture begin: at the document before its first one, which is the current one for a new gesture. */
  baseOf(gesture: string): GestureBase {
    const open = this.#gesture?.name === gesture ? this.#gesture : null
    const document = open?.steps[open.at]?.document ?? this.current
    return { document, isOpen: open !== null, selection: open?.before }
  }

  /**
   * Make `next` the current document, as one step; steps that were undone are dropped. Applications in a row with the same
   * `gesture` (a drag, a run of steps in one control) are one step, from where the first began: `next` is what all of it
   * makes of `baseOf(gesture)`. What is no change leaves no step, and a gesture that comes back to where it began leaves the
   * history as it was. Returns whether there is a step to undo.
   */
  apply(label: string, next: FilterbankDocument, gesture?: string, selection?: SelectionChange): boolean {
    const open = this.#gesture?.name === gesture ? this.#gesture : null
    const { steps, at, before } = open ?? { steps: this.#steps, at: this.#at, before: selection?.before }
    if (sameValues(next, steps[at]?.document)) {
      if (open === null) return false
      this.#steps = steps
      this.#at = at
      return false
    }
    const step = {
      document: next,
      label,
      selection: selection && { ...selection, before: before ?? selection.before },
    }
    this.#steps = [...steps.slice(0, at + 1), step].slice(-this.limit)
    this.#at = this.#steps.length - 1
    this.#gesture = gesture === undefined ? null : { name: gesture, steps, at, before }
    return true
  }

  /** The document of the moment when it was opened: what reverting goes back to. */
  get opened(): FilterbankDocument | undefined {
    return this.#opened
  }

  /** What is current counts as what was opened; the next application starts a step of its own. */
  open(): void {
    this.#opened = this.current
    this.endGesture()
  }

  /** The next application starts a step of its own, whatever its gesture. */
  endGesture(): void {
    this.#gesture = null
  }

  /** Start anew with another document, without steps to take back. */
  reset(document: FilterbankDocument): void {
    this.#steps = [{ document, label: '' }]
    this.#at = 0
    this.open()
  }

  /** Start anew with another document until the returned function brings back all that was here, its steps included. */
  setAside(document: FilterbankDocument): () => void {
    const steps = this.#steps
    const at = this.#at
    const opened = this.#opened
    this.reset(document)
    return () => {
      this.endGesture()
      this.#steps = steps
      this.#at = at
      this.#opened = opened
    }
  }

  /** Take a step back. Returns what was selected before it, if that was told. */
  undo(): Selection | undefined {
    this.endGesture()
    if (!this.canUndo) return undefined
    const { selection } = this.#step
    this.#at -= 1
    return selection?.before
  }

  /** Take a step again. Returns what was selected after it, if that was told. */
  redo(): Selection | undefined {
    this.endGesture()
    if (!this.canRedo) return undefined
    this.#at += 1
    return this.#step.selection?.after
  }
}
