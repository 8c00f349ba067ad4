/** Keys that do one thing. `keys` holds alternatives; the parts of one are pressed together. */
export interface KeyRow {
  readonly keys: readonly (readonly string[])[]
  readonly does: string
}

/** Keys of one part of the screen. */
export interface KeySection {
  readonly name: string
  readonly rows: readonly KeyRow[]
}

const row = (does: string, ...keys: readonly string[]): KeyRow => ({
  does,
  keys: keys.map((key) => (key === '+' ? ['+'] : key.split(' '))),
})

/** Every key of the app, by where it works. `Ctrl` is ⌘ on a Mac. */
export const KEY_MAP: readonly KeySection[] = [
  {
    name: 'Everywhere',
    rows: [
      row('All commands', 'Ctrl K'),
      row('This list', '?'),
      row('Open a photo, paste one', 'Ctrl O', 'Ctrl V'),
      row('Undo, redo', 'Ctrl Z', 'Ctrl Shift Z'),
      row('Take back what is being typed, stepped or dragged, or was refused', 'Esc'),
      row('Select a layer', '1 … 9'),
      row('Fewer, more groups', '[', ']'),
      row('Presets', 'P'),
      row('Rotate, flip, flip top and bottom, negate the kernel', 'R', 'H', 'V', 'N'),
      row('Link the kernels of a filter', 'L'),
      row('Next colour map', 'M'),
      row('Drawer: filter, inspect, cost', 'F', 'I', 'C'),
    ],
  },
  {
    name: 'Layers',
    rows: [
      row('Move the layer', 'Alt ←', 'Alt →'),
      row('Duplicate it', 'Ctrl D'),
      row('Bypass it', 'B'),
      row('Remove it', 'Del'),
    ],
  },
  {
    name: 'Filter bank',
    rows: [
      row('Walk over the kernels', '↑', '↓', '←', '→'),
      row('First and last kernel; a group up or down', 'Home', 'End', 'Page ↑', 'Page ↓'),
      row('Edit the kernel, or rename the filter', 'Enter', 'F2'),
      row('Select several filters', 'Shift ↑', 'Shift ↓'),
      row('Add one to them, select all', 'Ctrl Space', 'Ctrl A'),
      row('Move filters', 'Alt ↑', 'Alt ↓'),
      row('Duplicate, add, remove filters', 'Ctrl D', 'Ins', 'Del'),
      row('Copy the kernel or filter, paste numbers', 'Ctrl C', 'Ctrl V'),
    ],
  },
  {
    name: 'Weights',
    rows: [
      row('Next cell', '↑', '↓', '←', '→'),
      row('Type over, edit, back out', '0 … 9', 'Enter', 'Esc'),
      row('± 0.1', 'Shift ↑', 'Shift ↓'),
      row('± 0.01', 'Alt ↑', 'Alt ↓'),
      row('Set to 0', 'Del'),
      row('Copy the kernel, paste numbers', 'Ctrl C', 'Ctrl V'),
    ],
  },
  {
    name: 'Feature maps',
    rows: [
      row('Walk over the maps', '↑', '↓', '←', '→'),
      row('Ends of the row; a group up or down', 'Home', 'End', 'Page ↑', 'Page ↓'),
      row('See the selected map large', 'Enter'),
    ],
  },
  {
    name: 'Map seen large',
    rows: [
      row('Zoom; fit; actual pixels', '+', '−', '0', '1'),
      row('Move', '↑', '↓', '←', '→'),
      row('Back', 'Esc'),
    ],
  },
  {
    name: 'Inspect',
    rows: [
      row('Move the pin; by 10', '↑', '↓', '←', '→', 'Shift ↑'),
      row('Ends of the row', 'Home', 'End'),
      row('Pin what the pointer shows', 'Enter'),
    ],
  },
]
