import { ShapeError } from '../../core/errors.ts'
import { attempt } from './attempt.ts'
import type { FilterbankDocument } from './document.ts'
import type { DocumentHistory, GestureBase } from './history.svelte.ts'
import type { Edit } from './edits.ts'
import { followEdit, selectionIn, type Selection } from './selection.ts'

/** What holds the selection: kept as chosen, perhaps of a document before the current one. */
export interface SelectionHolder {
  readonly selection: Selection
  /** @param isSameLayer the layer that was selected before still is, wherever it stands now */
  select(selection: Selection, isSameLayer?: boolean): void
}

/** What makes an edit of the document that a gesture began on, and of what was selected then. */
export type MakeEdit = (base: FilterbankDocument, selection: Selection) => Edit

/** An edit that was made, and whether there is a step to undo: not where nothing has changed. */
export interface Made {
  readonly edit: Edit
  readonly isStep: boolean
}

/** Changes the document, and with it what is selected: they go through the history together. */
export class Editor {
  /** What the last edit left selected. */
  #left: Selection | null = null

  constructor(
    private readonly history: DocumentHistory,
    private readonly view: SelectionHolder,
  ) {}

  /** Make an edit one step of the history, or none that cannot be made or saved. See DocumentHistory.apply for `gesture`. */
  apply(making: Edit | (() => Edit), gesture?: string): Made | ShapeError {
    const { current } = this.history
    const edit = attempt(making, current)
    if (edit instanceof ShapeError) return edit
    const before = this.#selection
    const { selection, isSameLayer } = followEdit(before, current.layers, edit)
    const isStep = this.history.apply(edit.label, edit.document, gesture, { before, after: selection })
    this.view.select(selection, isSameLayer)
    this.#left = this.view.selection
    return { edit, isStep }
  }

  /** Make all of a gesture anew, from where it began. */
  applyIn(gesture: string, make: MakeEdit): Made | ShapeError {
    const { document, selection } = this.baseOf(gesture)
    return this.apply(() => make(document, selection ?? this.#selection), gesture)
  }

  /** Where the edits of a gesture begin. One goes on as long as nothing else is edited or selected. */
  baseOf(gesture: string): GestureBase {
    if (this.view.selection !== this.#left) this.history.endGesture()
    return this.history.baseOf(gesture)
  }

  undo(): void {
    this.view.select(this.history.undo() ?? this.view.selection)
  }

  redo(): void {
    this.view.select(this.history.redo() ?? this.view.selection)
  }

  /** What is selected of the current document. */
  get #selection(): Selection {
    return selectionIn(this.view.selection, this.history.current.layers)
  }
}
