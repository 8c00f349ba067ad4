import type { Chord } from '../controls/chords.ts'
import { IN_CELL, IN_CELL_TEXT } from './cell-commands.ts'
import type { Command, KeyRow } from './command.ts'
import { EVERYWHERE } from './everywhere.ts'
import { ON_KERNEL, ON_LABEL } from './filter-commands.ts'
import { IN_LARGE } from './large-commands.ts'
import { LAYER } from './layer-commands.ts'
import { ON_MAP } from './map-commands.ts'
import { ON_PIN } from './pin-commands.ts'

/** A row as the list sees it: what has no `run` is native. */
export type ListedRow = KeyRow & Partial<Pick<Command<never>, 'name' | 'run'>>

/** A place on the screen, and all keys that mean something there by themselves. */
export interface Place {
  /** Heading in the list of keys, which places may share. */
  readonly name: string
  readonly rows: readonly ListedRow[]
}

/** Keys that the browser, or a field, acts on. */
const native = (id: string, does: string, ...keys: readonly Chord[]): ListedRow => ({
  id,
  does,
  keys,
  native: true,
})
const taken = (row: ListedRow): ListedRow => ({ ...row, takes: true })

const FILTERS = 'Copy, paste filters or numbers'
const PASTE_FILTERS = taken(native('paste-weights', FILTERS, 'Ctrl V'))
const PASTE_LAYERS = taken(native('paste-layers', 'Copy it, paste one', 'Ctrl V'))
const CELL_CLIPBOARD = [
  native('copy-kernel', 'Copy the kernel, paste numbers', 'Ctrl C'),
  taken(native('paste-kernel', 'Copy the kernel, paste numbers', 'Ctrl V')),
]
const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Every place with keys of its own. What is Everywhere works in the others too, but for the keys that they take. */
export const PLACES: readonly Place[] = [
  {
    name: 'Everywhere',
    rows: [
      ...EVERYWHERE,
      native('take-back', 'Take back what is being typed, stepped or dragged, or was refused', 'Esc'),
    ],
  },
  { name: 'Layers', rows: [...LAYER, PASTE_LAYERS] },
  {
    name: 'Filter bank',
    rows: [
      ...ON_KERNEL,
      native('edit-kernel', 'On a kernel: edit it', 'Enter'),
      native('copy-weights', FILTERS, 'Ctrl C'),
      PASTE_FILTERS,
    ],
  },
  { name: 'Filter bank', rows: [...ON_LABEL, PASTE_FILTERS] },
  {
    name: 'Weights',
    rows: [...IN_CELL, taken(native('type-over', 'Type over, edit, back out', ...DIGITS)), ...CELL_CLIPBOARD],
  },
  { name: 'Weights', rows: IN_CELL_TEXT },
  { name: 'Feature maps', rows: [...ON_MAP, native('open-map', 'See the selected map large', 'Enter')] },
  { name: 'Map seen large', rows: IN_LARGE },
  { name: 'Inspect', rows: ON_PIN },
]

/** Keys that do one thing: `keys` are alternatives, those in a row from one digit to another as a range. */
export interface KeyLine {
  readonly does: string
  readonly keys: readonly Chord[]
}

/** The lines of the list of keys under each heading. */
export const KEY_LIST: readonly { readonly name: string; readonly lines: readonly KeyLine[] }[] = [
  ...new Set(PLACES.map(({ name }) => name)),
].map((name) => {
  const lines = new Map<string, Chord[]>()
  for (const row of PLACES.filter((place) => place.name === name).flatMap(({ rows }) => rows)) {
    const keys = lines.get(wordsOf(row)) ?? []
    keys.push(...(row.keys ?? []).filter((chord) => !keys.includes(chord)))
    lines.set(wordsOf(row), keys)
  }
  return { name, lines: [...lines].map(([does, keys]) => ({ does, keys: withRanges(keys) })) }
})

/** What a row says in the list. */
export function wordsOf({ does, name }: ListedRow): string {
  return does ?? (typeof name === 'string' ? name : '')
}

/** Digits in a row as "1 … 9". */
function withRanges(keys: readonly Chord[]): readonly Chord[] {
  const digits = keys.filter((key) => /^\d$/.test(key))
  const [first] = digits
  const last = digits.at(-1)
  if (first === undefined || last === undefined || digits.length < 3) return keys
  return [`${first} … ${last}`, ...keys.filter((key) => !digits.includes(key))]
}
