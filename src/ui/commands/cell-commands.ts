import type { Command } from './command.ts'
import { ARROWS, ENDS, STEPS, walks } from './walks.ts'

/** A cell of a grid of numbers, or one that stands alone. */
export interface AtCell {
  /** There are cells beside it. */
  readonly inGrid: boolean
  /** Typing was begun by Enter or F2: left and right move the caret. */
  readonly caret: boolean
  readonly step: (by: number) => void
  readonly move: (rows: number, columns: number) => void
  readonly edit: () => void
  readonly commit: () => void
  readonly cancel: () => void
  readonly clear: () => void
}

const steps = (by: number, held: string) =>
  walks<AtCell, 'up' | 'down'>({ id: `step-${held.toLowerCase()}`, name: `± ${by}` }, ['up', 'down'], {
    held,
    run: (cell, way) => cell.step(way === 'up' ? by : -by),
  })

const moves = walks<AtCell, keyof typeof STEPS>(
  { id: 'next-cell', name: 'Next cell; ends of the row', leaves: true },
  [...ARROWS, ...ENDS],
  {
    when: ({ inGrid, caret }, way) => inGrid && (!caret || way === 'up' || way === 'down'),
    run: (cell, way) => cell.move(...STEPS[way]),
  },
)

const edits = 'Type over, edit, back out'

/** Keys in a cell that is walked over, as in a spreadsheet. */
export const IN_CELL: readonly Command<AtCell>[] = [
  ...moves,
  { id: 'edit-cell', name: edits, keys: ['Enter', 'F2'], run: (cell) => cell.edit() },
  ...steps(0.1, 'Shift'),
  ...steps(0.01, 'Alt'),
  { id: 'clear-cell', name: 'Set to 0', keys: ['Del'], run: (cell) => cell.clear() },
]

/** Keys in a cell that is typed into. */
export const IN_CELL_TEXT: readonly Command<AtCell>[] = [
  ...moves,
  { id: 'commit-cell', name: edits, keys: ['Enter'], run: (cell) => cell.commit() },
  { id: 'cancel-cell', name: edits, keys: ['Esc'], takes: true, run: (cell) => cell.cancel() },
  ...steps(0.1, 'Shift'),
  ...steps(0.01, 'Alt'),
]
