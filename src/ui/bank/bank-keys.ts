import type { Workbench } from '../../state/workbench.svelte.ts'

/** What keys do to filters, in the matrix. */
export type BankAction =
  'extendUp' | 'extendDown' | 'moveUp' | 'moveDown' | 'toggle' | 'all' | 'duplicate' | 'remove' | 'add'

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>

/** The action of a key, null for one that has none. */
export function bankAction(event: Key): BankAction | null {
  const { key, shiftKey, altKey } = event
  const command = event.ctrlKey || event.metaKey
  const vertical = key === 'ArrowUp' ? 'Up' : key === 'ArrowDown' ? 'Down' : null
  if (vertical !== null && !command) {
    if (altKey) return `move${vertical}`
    return shiftKey ? `extend${vertical}` : null
  }
  if (command && !shiftKey && !altKey) {
    if (key === 'a') return 'all'
    if (key === 'd') return 'duplicate'
    return key === ' ' ? 'toggle' : null
  }
  if (command || altKey || shiftKey) return null
  if (key === 'Delete' || key === 'Backspace') return 'remove'
  return key === 'Insert' ? 'add' : null
}

/** The actions themselves. */
export const BANK_ACTIONS: Readonly<Record<BankAction, (bench: Workbench) => void>> = {
  extendUp: (bench) => extend(bench, -1),
  extendDown: (bench) => extend(bench, 1),
  moveUp: (bench) => bench.moveBy(-1),
  moveDown: (bench) => bench.moveBy(1),
  toggle: (bench) => bench.pick(bench.session.view.filter, 'toggle'),
  all: (bench) => bench.pickAll(),
  duplicate: (bench) => bench.duplicate(),
  remove: (bench) => bench.remove(),
  add: (bench) => bench.add(),
}

function extend(bench: Workbench, by: 1 | -1): void {
  const to = bench.session.view.filter + by
  if (to >= 0 && to < bench.count) bench.pick(to, 'range')
}
