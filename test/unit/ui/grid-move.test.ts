import { describe, expect, it } from 'vitest'
import { gridMove, rowsOf } from '../../../src/ui/maps/grid-move.ts'

const bands = [
  { from: 0, to: 5 },
  { from: 5, to: 8 },
]

describe('the grid of maps', () => {
  it('cuts bands into rows', () => {
    expect(rowsOf({ from: 5, to: 8 }, 2)).toEqual([[5, 6], [7]])
  })

  it.each([
    ['ArrowRight', 4, 5],
    ['ArrowLeft', 0, null],
    ['ArrowDown', 2, 4],
    ['ArrowDown', 4, 6],
    ['ArrowUp', 5, 3],
    ['ArrowUp', 1, null],
    ['End', 0, 2],
    ['Home', 4, 3],
    ['PageDown', 1, 5],
    ['PageDown', 6, null],
    ['PageUp', 7, 0],
    ['x', 1, null],
  ])('%s on map %d of rows of three leads to %s', (key, at, to) => {
    expect(gridMove(key, at, bands, 3)).toBe(to)
  })
})
