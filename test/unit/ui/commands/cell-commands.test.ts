import { expect, test } from 'vitest'
import { IN_CELL, IN_CELL_TEXT, type AtCell } from '../../../../src/ui/commands/cell-commands.ts'
import { press as pressIn } from '../../../../src/ui/commands/command.ts'

const RESTING = { typing: false, caret: false, inGrid: true }
const OVERWRITING = { typing: true, caret: false, inGrid: true }
const EDITING = { typing: true, caret: true, inGrid: true }

interface Held {
  readonly shiftKey?: boolean
  readonly altKey?: boolean
  readonly ctrlKey?: boolean
}

/** What a key does to a cell, null where it is left to the browser. */
function press(key: string, { typing, caret, inGrid } = RESTING, held: Held = {}): string | null {
  const done: string[] = []
  const event = { key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...held }
  const act = (name: string) => () => void done.push(name)
  const cell: AtCell = {
    inGrid,
    caret,
    step: (by) => done.push(`step ${by}`),
    move: (rows, columns) => done.push(`move ${rows} ${columns}`),
    edit: act('edit'),
    commit: act('commit'),
    cancel: act('cancel'),
    clear: act('clear'),
  }
  const isDone = pressIn({ ...event, preventDefault: () => undefined }, typing ? IN_CELL_TEXT : IN_CELL, cell)
  expect(isDone).toBe(done.length === 1)
  return done[0] ?? null
}

test('arrows walk, with Shift and Alt they step by 0.1 and 0.01', () => {
  expect(press('ArrowLeft')).toBe('move 0 -1')
  expect(press('End')).toBe('move 0 Infinity')
  expect(press('ArrowUp', RESTING, { shiftKey: true })).toBe('step 0.1')
  expect(press('ArrowDown', OVERWRITING, { altKey: true })).toBe('step -0.01')
})

test('after Enter or F2 left and right belong to the caret, up and down still walk', () => {
  expect(press('ArrowLeft', EDITING)).toBeNull()
  expect(press('ArrowDown', EDITING)).toBe('move 1 0')
  expect(press('ArrowLeft', OVERWRITING)).toBe('move 0 -1')
})

test('Enter edits and commits, Escape cancels, Delete clears', () => {
  expect(press('Enter')).toBe('edit')
  expect(press('F2')).toBe('edit')
  expect(press('Enter', EDITING)).toBe('commit')
  expect(press('Escape', OVERWRITING)).toBe('cancel')
  expect(press('Delete')).toBe('clear')
  expect(press('Delete', EDITING)).toBeNull()
})

test('text, Tab and the browser’s own keys are left alone', () => {
  for (const key of ['5', '-', 'Tab', 'Escape']) expect(press(key)).toBeNull()
  expect(press('ArrowUp', RESTING, { ctrlKey: true })).toBeNull()
  expect(press('ArrowUp', { ...RESTING, inGrid: false })).toBeNull()
})
