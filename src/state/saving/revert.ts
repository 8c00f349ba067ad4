import { linkedDocument, readLink } from './link-content.ts'
import type { FilterbankDocument } from '../document/document.ts'
import type { Session } from '../session/session.svelte.ts'
import { showView } from './kept-view.ts'

/*
 * Projects are saved as one works, so that "the last save" is of no use: what one wants back is what a project was when it was
 * opened. Either way is one step, which undo takes back.
 */

/** Whether the document is another than the one that was opened. */
export function canRevert({ history }: Session): boolean {
  return history.opened !== undefined && history.opened !== history.current
}

/** Go back to the document that was opened. */
export function revertToOpened(session: Session): void {
  const { opened } = session.history
  if (opened !== undefined)
    revert(session, 'Revert', opened, 'This is how the project was when it was opened.')
}

/** Go back to what the link says that the project was made of, on the photo of now. @param hash the link's */
export async function revertToLink(session: Session, hash: string): Promise<void> {
  const content = await readLink(session, hash)
  if (content === null) return
  const document = linkedDocument(content, session.document.photo)
  revert(session, 'Revert to the link', document, 'This is what the link says.')
  showView(session.view, content.view)
}

function revert(session: Session, label: string, document: FilterbankDocument, message: string): void {
  const select = Math.min(session.view.layer, document.layers.length - 1)
  session.edit({
    label,
    document,
    origins: [],
    select,
    message: `${message} Undo brings back what was here.`,
  })
}
