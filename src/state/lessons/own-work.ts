import type { FilterbankDocument } from '../document/document.ts'
import type { Session } from '../session/session.svelte.ts'
import type { View } from '../view/view.svelte.ts'

/** What of the view is one's own, beside the selection; the theme goes on. */
const KEPT = [
  'colorMap',
  'range',
  'fixed',
  'shown',
  'large',
  'largeMode',
  'besidePhoto',
  'rgb',
  'minus',
  'drawerTab',
  'drawerOpen',
  'mobileTab',
] as const satisfies readonly (keyof View)[]

/**
 * Put a lesson's document in place of what a person works on, which is kept as it is: the document with its steps of undo, what
 * was selected and how it was seen. Nothing of the lesson is saved (see Keeper). The returned function brings all of it back,
 * once; `session.leaveLesson` ends the lesson as well: what opens something else calls it first.
 */
export function setAside(session: Session, lesson: FilterbankDocument): () => void {
  session.leaveLesson?.()
  const { view, history } = session
  const kept = Object.fromEntries(KEPT.map((name) => [name, view[name]]))
  const { selection } = view
  view.camera = false
  session.dismissNotice()
  const bringBackSteps = history.setAside(lesson)
  const bringBack = () => {
    if (session.leaveLesson !== leave) return
    session.leaveLesson = null
    bringBackSteps()
    view.select(selection)
    Object.assign(view, kept)
    session.dismissNotice()
  }
  const leave = () => {
    bringBack()
    view.lesson = null
  }
  session.leaveLesson = leave
  return bringBack
}
