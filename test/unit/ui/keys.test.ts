import { expect, test } from 'vitest'
import { kernelMove } from '../../../src/ui/bank/kernel-move.ts'
import { cellAction } from '../../../src/ui/kernel/cell-keys.ts'

const RESTING = { typing: false, caret: false, inGrid: true }
const OVERWRITING = { typing: true, caret: false, inGrid: true }
const EDITING = { typing: true, caret: true, inGrid: true }

function press(key: string, modifiers: { shiftKey?: boolean; altKey?: boolean; ctrlKey?: boolean } = {}) {
  return { key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...modifiers }
}

test('arrows walk, with Shift and Alt they step by 0.1 and 0.01', () => {
  expect(cellAction(press('ArrowLeft'), RESTING)).toEqual({ type: 'move', rows: 0, columns: -1 })
  expect(cellAction(press('ArrowUp', { shiftKey: true }), RESTING)).toEqual({ type: 'step', by: 0.1 })
  expect(cellAction(press('ArrowDown', { altKey: true }), RESTING)).toEqual({ type: 'step', by: -0.01 })
})

test('after Enter or F2 left and right belong to the caret, up and down still walk', () => {
  expect(cellAction(press('ArrowLeft'), EDITING)).toBeNull()
  expect(cellAction(press('ArrowDown'), EDITING)).toEqual({ type: 'move', rows: 1, columns: 0 })
  expect(cellAction(press('ArrowLeft'), OVERWRITING)).toEqual({ type: 'move', rows: 0, columns: -1 })
})

test('Enter edits and commits, Escape cancels, Delete clears', () => {
  expect(cellAction(press('Enter'), RESTING)).toEqual({ type: 'edit' })
  expect(cellAction(press('F2'), RESTING)).toEqual({ type: 'edit' })
  expect(cellAction(press('Enter'), EDITING)).toEqual({ type: 'commit' })
  expect(cellAction(press('Escape'), OVERWRITING)).toEqual({ type: 'cancel' })
  expect(cellAction(press('Delete'), RESTING)).toEqual({ type: 'clear' })
  expect(cellAction(press('Delete'), EDITING)).toBeNull()
})

test('text, Tab and the browser’s own keys are left alone', () => {
  for (const key of ['5', '-', 'Tab', 'Escape']) expect(cellAction(press(key), RESTING)).toBeNull()
  expect(cellAction(press('ArrowUp', { ctrlKey: true }), RESTING)).toBeNull()
  expect(cellAction(press('ArrowUp'), { ...RESTING, inGrid: false })).toBeNull()
})

test('keys lead from kernel to kernel, a page is a group', () => {
  const from = { filter: 5, channel: 1 }
  expect(kernelMove('ArrowDown', from, 2, 4)).toEqual({ filter: 6, channel: 1 })
  expect(kernelMove('ArrowRight', from, 2, 4)).toEqual({ filter: 5, channel: 2 })
  expect(kernelMove('End', from, 2, 4)).toEqual({ filter: 5, channel: 1 })
  expect(kernelMove('PageDown', from, 2, 4)).toEqual({ filter: 9, channel: 1 })
  expect(kernelMove('x', from, 2, 4)).toBeNull()
})
