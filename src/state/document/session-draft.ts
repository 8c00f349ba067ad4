import type { Shape4 } from '../../core/tensor.ts'
import type { FilterbankDocument, GestureBase } from './document.svelte.ts'
import type { Edit } from './edits.ts'
import type { DraftTarget } from './params-draft.svelte.ts'
import type { Session } from '../session.svelte.ts'

/** What the draft of settings works on. */
export class SessionDraft implements DraftTarget {
  constructor(private readonly session: Session) {}

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
