import { validGroups } from '../../core/groups.ts'
import { inChannelsOf } from '../../core/conv2d.ts'
import type { Session } from '../../state/session.svelte.ts'
import type { DrawerTab } from '../../state/view.svelte.ts'

const COLOR_MAPS = ['gray', 'viridis', 'signed'] as const

/** Keys of the drawer's tabs. */
const TABS: ReadonlyMap<string, DrawerTab> = new Map([
  ['f', 'filter'],
  ['i', 'inspect'],
  ['c', 'cost'],
])

/** Whether the browser's own editing keys belong to the element: text is being typed into it. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  if (!(target instanceof HTMLInputElement)) return false
  const isText = ['text', 'search', 'number', 'url', 'email', ''].includes(target.type)
  return (
    isText &&
    !target.readOnly &&
    (target.dataset['number'] === undefined || target.dataset['typing'] !== undefined)
  )
}

/** Whether a letter belongs to the element: fields take it, and so do menus. */
function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.closest('input, select, textarea, [contenteditable], [role="menu"], [role="dialog"]') !== null
}

/**
 * The keys that work everywhere: Ctrl or Cmd with Z (Shift: redo), Y, O; 1-9 select a layer, [ and ] change the groups, M the
 * colour map, F, I and C open tabs of the drawer. @param openImage opens the file dialog
 */
export function handleShortcut(event: KeyboardEvent, session: Session, openImage: () => void): void {
  if (event.defaultPrevented || event.isComposing) return
  const done = event.ctrlKey || event.metaKey ? command(event, session, openImage) : single(event, session)
  if (done) event.preventDefault()
}

function command(event: KeyboardEvent, session: Session, openImage: () => void): boolean {
  if (event.altKey) return false
  const key = event.key.toLowerCase()
  if (key === 'o' && !event.shiftKey) openImage()
  else if (isTyping(event.target)) return false
  else if (key === 'z' && !event.shiftKey) session.undo()
  else if (key === 'z' || (key === 'y' && event.ctrlKey)) session.redo()
  else return false
  return true
}

function single(event: KeyboardEvent, session: Session): boolean {
  if (event.altKey || takesLetters(event.target)) return false
  const { view } = session
  const tab = TABS.get(event.key.toLowerCase())
  const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0
  if (digit > 0 && digit <= session.document.layers.length) view.selectLayer(digit - 1)
  else if (event.key === '[') stepGroups(session, -1)
  else if (event.key === ']') stepGroups(session, 1)
  else if (event.key.toLowerCase() === 'm') {
    const next = (COLOR_MAPS.indexOf(view.colorMap) + 1) % COLOR_MAPS.length
    view.colorMap = COLOR_MAPS[next] ?? view.colorMap
  } else if (tab !== undefined) view.showDrawer(tab)
  else return false
  return true
}

/** The next valid groups below or above. */
function stepGroups({ view, draft }: Session, direction: 1 | -1): void {
  if (view.bank === null) return
  const valid = validGroups(inChannelsOf(view.bank), view.bank.weight.shape[0])
  const groups = valid[valid.indexOf(view.bank.params.groups) + direction]
  if (groups !== undefined) draft.set({ groups })
}
