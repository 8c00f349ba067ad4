import type { Workbench } from '../../state/workbench.svelte.ts'
import type { MenuItem } from '../controls/menu-item.ts'
import { weightItems } from '../kernel/weight-items.ts'

/** What can be done to the picked filters, as entries of a menu. @param onrename where a name can be typed */
export function filterItems(bench: Workbench, onrename?: () => void): MenuItem[] {
  const { filters, count } = bench
  const first = Math.min(...filters)
  const many = filters.length > 1
  const groups = bench.session.view.bank?.params.groups ?? 1
  return [
    ...(onrename && !many ? [{ label: 'Rename', keys: 'F2', onselect: onrename }] : []),
    {
      label: 'Add filter',
      ...(groups > 1 && { hint: 'One to every group' }),
      onselect: () => bench.add(),
    },
    {
      label: many ? `Duplicate ${filters.length} filters` : 'Duplicate',
      keys: 'Ctrl D',
      onselect: () => bench.duplicate(),
    },
    { label: 'Move up', keys: 'Alt ↑', disabled: first <= 0, onselect: () => bench.moveBy(-1) },
    {
      label: 'Move down',
      keys: 'Alt ↓',
      disabled: first + filters.length >= count,
      onselect: () => bench.moveBy(1),
    },
    {
      label: bench.picking ? 'Select one again' : 'Select several',
      keys: 'Shift, Ctrl',
      onselect: () => (bench.picking = !bench.picking),
    },
    { label: 'Select all', keys: 'Ctrl A', onselect: () => bench.pickAll() },
    { label: 'Presets…', keys: 'P', parted: true, onselect: () => (bench.dialog = 'presets') },
    ...weightItems(bench, 'filters'),
    {
      label: many ? `Remove ${filters.length} filters` : 'Remove',
      keys: 'Del',
      parted: true,
      disabled: filters.length >= count,
      onselect: () => bench.remove(),
    },
  ]
}
