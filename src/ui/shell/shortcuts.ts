import { validGroups } from '../../core/layers/groups.ts'
import { WEIGHT_OPS } from '../../core/bank/weight-ops.ts'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import type { Session } from '../../state/session/session.svelte.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import type { DrawerTab } from '../../state/view/view.svelte.ts'
import { isTyping } from '../controls/text-fields.ts'
import { COLOR_MAPS } from '../choices/looks.ts'

/** Keys of the drawer's tabs. */
const TABS: ReadonlyMap<string, DrawerTab> = new Map([
  ['f', 'filter'],
  ['i', 'inspect'],
  ['c', 'cost'],
])

/** Keys of operations on the selected kernel. */
const OPS: ReadonlyMap<string, string> = new Map([
  ['r', 'rotate-90'],
  ['h', 'flip-horizontal'],
  ['v', 'flip-vertical'],
  ['n', 'negate'],
])

/** Whether a letter belongs to the element: fields take it, and so do menus. */
function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.closest('input, select, textarea, [contenteditable], [role="menu"], [role="dialog"]') !== null
}

/** What is looked at of a key that is pressed. */
type Pressed = Pick<
  KeyboardEvent,
  | 'key'
  | 'target'
  | 'altKey'
  | 'ctrlKey'
  | 'metaKey'
  | 'shiftKey'
  | 'isComposing'
  | 'defaultPrevented'
  | 'preventDefault'
>

/** Whether a key is meant for the large view: all but two act on it alone. */
function isForLargeView(event: Pressed, { view }: Session): boolean {
  const { target, key } = event
  if (!view.large || key === '?' || key.toLowerCase() === 'm') return false
  return target === document.body || (target instanceof Element && target.closest('.large') !== null)
}

/**
 * The keys that work everywhere: Ctrl or Cmd with Z (Shift: redo), Y, O; 1-9 select a layer, [ and ] change the groups, M the
 * colour map, F, I and C open tabs of the drawer, K with Ctrl the palette, ? the keys, P the presets; R, H, V, N and L are the
 * kernel's. @param openImage opens the file dialog
 */
export function handleShortcut(event: Pressed, bench: Workbench, openImage: () => void): void {
  if (event.defaultPrevented || event.isComposing) return
  const done = event.ctrlKey || event.metaKey ? command(event, bench, openImage) : single(event, bench)
  if (done) event.preventDefault()
}

function command(event: Pressed, bench: Workbench, openImage: () => void): boolean {
  const { session } = bench
  if (event.altKey) return false
  const key = event.key.toLowerCase()
  if (key === 'o' && !event.shiftKey) openImage()
  else if (key === 'k' && !event.shiftKey) bench.dialog = bench.dialog === 'palette' ? null : 'palette'
  else if (isTyping(event.target)) return false
  else if (key === 'z' && !event.shiftKey) session.undo()
  else if (key === 'z' || (key === 'y' && event.ctrlKey)) session.redo()
  else return false
  return true
}

function single(event: Pressed, bench: Workbench): boolean {
  // a dialog that is still being loaded has no focus yet: what is typed is meant for it
  if (event.altKey || bench.dialog !== null || takesLetters(event.target)) return false
  const { session } = bench
  if (isForLargeView(event, session)) return false
  const { view } = session
  const op = WEIGHT_OPS.find(({ id }) => id === OPS.get(event.key.toLowerCase()))
  const tab = TABS.get(event.key.toLowerCase())
  const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0
  if (digit > 0 && digit <= session.document.layers.length) view.selectLayer(digit - 1)
  else if (event.key === '[') stepGroups(session, -1)
  else if (event.key === ']') stepGroups(session, 1)
  else if (event.key.toLowerCase() === 'm') {
    const next = (COLOR_MAPS.findIndex(({ value }) => value === view.colorMap) + 1) % COLOR_MAPS.length
    view.colorMap = COLOR_MAPS[next]?.value ?? view.colorMap
  } else if (tab !== undefined) view.showDrawer(tab)
  else if (event.key === '?') bench.dialog = 'keys'
  else if (view.bank === null) return false
  else if (op !== undefined && bench.can(op)) bench.apply(op, 'kernel')
  else if (event.key.toLowerCase() === 'p') bench.dialog = 'presets'
  else if (event.key.toLowerCase() === 'l') bench.linked = !bench.linked
  else return false
  return true
}

/** The next valid groups below or above; steps in a row are one gesture. */
function stepGroups({ view, draft }: Session, direction: 1 | -1): void {
  if (view.bank === null) return
  const valid = validGroups(inChannelsOf(view.bank), view.bank.weight.shape[0])
  const groups = valid[valid.indexOf(view.bank.params.groups) + direction]
  if (groups !== undefined) draft.set({ groups }, 'groups')
}
