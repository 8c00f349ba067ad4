import type { AtBench, Command } from './command.ts'

const group = 'Edit'
const does = 'Undo, redo'

/** Takes the last step back. */
export const undo: Command<AtBench> = {
  id: 'undo',
  group,
  name: ({ bench }) => `Undo ${bench.session.history.undoLabel}`,
  label: 'Undo',
  keys: ['Ctrl Z'],
  does,
  when: ({ bench }) => bench.session.history.canUndo,
  run: ({ bench }) => bench.session.undo(),
}

/** Does again what was undone. */
export const redo: Command<AtBench> = {
  id: 'redo',
  group,
  name: ({ bench }) => `Redo ${bench.session.history.redoLabel}`,
  label: 'Redo',
  keys: ['Ctrl Shift Z', 'Control Y'],
  does,
  when: ({ bench }) => bench.session.history.canRedo,
  run: ({ bench }) => bench.session.redo(),
}
