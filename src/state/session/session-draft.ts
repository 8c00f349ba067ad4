import type { Shape4 } from '../../core/tensor.ts'
import type { FilterbankDocument } from '../document/document.ts'
import type { Editor, MakeEdit } from '../document/editor.ts'
import type { GestureBase } from '../document/history.svelte.ts'
import type { Edit } from '../document/edits.ts'
import type { DraftTarget } from '../document/params-draft.svelte.ts'

/** What shows the document that is drafted for, and takes its edits. */
interface Drafting {
  readonly document: FilterbankDocument
  readonly inputShape: Shape4 | null
  readonly view: { readonly layer: number; readonly visit: number }
  readonly editor: Editor
  edit(edit: Edit): boolean
  editIn(gesture: string, make: MakeEdit): boolean
}

/** What the draft of settings works on. */
export class SessionDraft implements DraftTarget {
  constructor(private readonly session: Drafting) {}

  get document(): FilterbankDocument {
    return this.session.document
  }

  get layer(): number {
    return this.session.view.layer
  }

  get inputShape(): Shape4 | null {
    return this.session.inputShape
  }

  get visit(): number {
    return this.session.view.visit
  }

  baseOf(gesture: string): GestureBase {
    return this.session.editor.baseOf(gesture)
  }

  apply(edit: Edit, gesture?: string): void {
    if (gesture === undefined) this.session.edit(edit)
    else this.session.editIn(gesture, () => edit)
  }
}
