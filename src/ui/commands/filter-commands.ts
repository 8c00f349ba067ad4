import type { AtBench, Command } from './command.ts'
import { ARROWS, ENDS, walks, type Way } from './walks.ts'
import { hasBank, WEIGHTS } from './weight-commands.ts'

/** A filter, by its name or one of its kernels. */
export interface AtFilter extends AtBench {
  readonly filter: number
}

/** A filter in the matrix, from which keys lead to others. */
export interface InMatrix extends AtFilter {
  readonly walk: (way: Way) => void
}

const group = 'Filters'

/** Whether several are picked. */
export const many = ({ bench }: AtBench) => bench.filters.length > 1
const counted = (on: AtBench, verb: string) =>
  many(on) ? `${verb} ${on.bench.filters.length} filters` : verb

/** Types the name of a filter anew. */
export const rename: Command<AtFilter> = {
  id: 'rename-filter',
  group,
  name: 'Rename filter',
  label: 'Rename',
  keys: ['F2'],
  does: 'On a name: rename the filter',
  when: hasBank,
  run: ({ bench, filter }) => (bench.renaming = filter),
}
const renameSelected: Command<AtFilter> = {
  ...rename,
  id: 'rename-selected-filter',
  keys: ['Enter'],
  // the browser makes a click of it, which selects another one
  when: ({ bench, filter }) => bench.session.view.filter === filter,
  leaves: true,
}
/** Adds a filter, or one to every group. */
export const add: Command<AtBench> = {
  id: 'add-filter',
  group,
  name: 'Add filter',
  hint: ({ bench }) => ((bench.session.view.bank?.params.groups ?? 1) > 1 ? 'One to every group' : undefined),
  keys: ['Ins'],
  does: 'Duplicate, add filters',
  when: hasBank,
  run: ({ bench }) => bench.add(),
}
/** Puts copies behind the picked filters. */
export const duplicate: Command<AtBench> = {
  id: 'duplicate-filters',
  group,
  name: 'Duplicate filters',
  label: (on) => counted(on, 'Duplicate'),
  words: 'copy',
  keys: ['Ctrl D'],
  does: 'Duplicate, add filters',
  when: hasBank,
  run: ({ bench }) => bench.duplicate(),
}
/** Copies the picked filters as text. */
export const copy: Command<AtBench> = {
  id: 'copy-filters',
  group,
  name: 'Copy filters',
  label: (on) => counted(on, 'Copy'),
  keys: ['Ctrl C'],
  does: 'Copy, paste filters or numbers',
  when: hasBank,
  run: async ({ bench }) => (await import('../../state/part-clipboard.ts')).copyFilters(bench),
}
/** Removes the picked filters. */
export const remove: Command<AtBench> = {
  id: 'remove-filters',
  group,
  name: 'Remove filters',
  label: (on) => counted(on, 'Remove'),
  words: 'delete',
  keys: ['Del'],
  does: 'On a name: remove the filters',
  when: hasBank,
  run: ({ bench }) => bench.remove(),
}
/** Moves the picked filters up. */
export const moveUp: Command<AtBench> = {
  id: 'move-filters-up',
  group,
  name: 'Move filters up',
  label: 'Move up',
  keys: ['Alt ↑'],
  does: 'Move filters',
  when: (on) => hasBank(on) && Math.min(...on.bench.filters) > 0,
  run: ({ bench }) => bench.moveBy(-1),
}
/** Moves the picked filters down. */
export const moveDown: Command<AtBench> = {
  id: 'move-filters-down',
  group,
  name: 'Move filters down',
  label: 'Move down',
  keys: ['Alt ↓'],
  does: 'Move filters',
  when: (on) => hasBank(on) && Math.min(...on.bench.filters) + on.bench.filters.length < on.bench.count,
  run: ({ bench }) => bench.moveBy(1),
}
/** Picks all filters. */
export const pickAll: Command<AtBench> = {
  id: 'pick-all-filters',
  group,
  name: 'Select all filters',
  label: 'Select all',
  keys: ['Ctrl A'],
  does: 'Add one to them, select all',
  when: hasBank,
  run: ({ bench }) => bench.pickAll(),
}

/** Edits the kernels of a filter as one, or each by itself again. */
export const linkKernels: Command<AtBench> = {
  id: 'link-kernels',
  group,
  name: ({ bench }) => (bench.linked ? 'Unlink the kernels of a filter' : 'Link the kernels of a filter'),
  keys: ['L'],
  does: 'Link the kernels of a filter',
  when: hasBank,
  run: ({ bench }) => (bench.linked = !bench.linked),
}

/** Opens the list of presets. */
export const showPresets: Command<AtBench> = {
  id: 'presets',
  group,
  name: 'All presets',
  label: 'Presets…',
  words: 'gabor dct sliders',
  keys: ['P'],
  does: 'Presets',
  when: hasBank,
  run: ({ bench }) => (bench.dialog = 'presets'),
}

const pickMore: readonly Command<AtBench>[] = [
  ...walks<AtBench, 'up' | 'down'>({ id: 'pick-to', name: 'Select several filters' }, ['up', 'down'], {
    held: 'Shift',
    run: ({ bench }, way) => {
      const to = bench.session.view.filter + (way === 'up' ? -1 : 1)
      if (to >= 0 && to < bench.count) bench.pick(to, 'range')
    },
  }),
  {
    id: 'pick-filter',
    name: 'Add one to them, select all',
    keys: ['Ctrl Space'],
    run: ({ bench }) => bench.pick(bench.session.view.filter, 'toggle'),
  },
  pickAll,
]
const walk = (id: string, ways: readonly Way[], far: readonly Way[]) => {
  const run = (on: InMatrix, way: Way) => on.walk(way)
  return [
    ...walks({ id, name: 'Walk over the kernels' }, ways, { run }),
    ...walks({ id, name: 'First and last kernel; a group up or down' }, far, { run }),
  ]
}
const clearKernel = WEIGHTS.kernel.filter(({ id }) => id === 'kernel-zero')

/** Keys on a kernel of the matrix. */
export const ON_KERNEL: readonly Command<InMatrix>[] = [
  ...walk('walk-kernels', ARROWS, [...ENDS, 'before', 'after']),
  ...pickMore,
  moveUp,
  moveDown,
  duplicate,
  add,
  ...clearKernel.map((zero) => ({
    ...zero,
    id: 'clear-kernel',
    keys: ['Del'],
    does: 'On a kernel: set it to 0',
  })),
]

/** Keys on the name of a filter, which stands for all of its kernels. */
export const ON_LABEL: readonly Command<InMatrix>[] = [
  ...walk('walk-filters', ['up', 'down'], ['before', 'after']),
  ...pickMore,
  moveUp,
  moveDown,
  duplicate,
  add,
  copy,
  rename,
  renameSelected,
  remove,
]
