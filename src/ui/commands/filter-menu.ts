import type { MenuItem } from '../controls/menu-item.ts'
import { entry, type AtBench, type Command } from './command.ts'
import {
  add,
  copy,
  duplicate,
  linkKernels,
  many,
  moveDown,
  moveUp,
  pickAll,
  remove,
  rename,
  showPresets,
  type AtFilter,
} from './filter-commands.ts'
import { hasBank } from './weight-commands.ts'
import { weightItems } from './weight-menu.ts'

/*
 * What menus and the palette offer for filters: loaded when one of them opens.
 */

const pickSeveral: Command<AtBench> = {
  id: 'pick-filters',
  group: 'Filters',
  name: ({ bench }) => (bench.picking ? 'Select one filter again' : 'Select several filters'),
  label: ({ bench }) => (bench.picking ? 'Select one again' : 'Select several'),
  when: hasBank,
  run: ({ bench }) => (bench.picking = !bench.picking),
}
/** What the palette offers for the selected filter. */
export const FILTER: readonly Command<AtFilter>[] = [
  add,
  duplicate,
  copy,
  remove,
  moveUp,
  moveDown,
  pickSeveral,
  rename,
  pickAll,
  linkKernels,
  showPresets,
]

/** What can be done to the picked filters, as entries of a menu. @param on the selected filter */
export function filterItems(on: AtFilter): MenuItem[] {
  const { filters, count } = on.bench
  return [
    ...(many(on) ? [] : [entry(rename, on)]),
    entry(add, on),
    entry(duplicate, on),
    entry(copy, on),
    entry(moveUp, on),
    entry(moveDown, on),
    entry(pickSeveral, on, { keys: 'Shift, Ctrl' }),
    entry(pickAll, on),
    entry(showPresets, on, { parted: true }),
    ...weightItems(on, 'filters'),
    entry(remove, on, { parted: true, disabled: filters.length >= count }),
  ]
}
