import { describe, expect, it } from 'vitest'
import { gridMove, rowsOf, runsOf } from '../../../../src/ui/maps/grid-move.ts'

const bands = [
  { from: 0, to: 5 },
  { from: 5, to: 8 },
]

describe('the grid of maps', () => {
  it('cuts bands into rows', () => {
    expect(rowsOf({ from: 5, to: 8 }, 2)).toEqual([[5, 6], [7]])
  })

  it('cuts bands into runs of rows, of eight maps or more', () => {
    expect(runsOf({ from: 10, to: 40 }, 12).map(({ rows }) => rows.length)).toEqual([1, 1, 1])
    const runs = runsOf({ from: 10, to: 36 }, 3)
    expect(runs.map(({ at, first, rows }) => [at, first, rows.length])).toEqual([
      [0, 10, 3],
      [3, 19, 3],
      [6, 28, 3],
    ])
    expect(runs.flatMap(({ rows }) => rows)).toEqual(rowsOf({ from: 10, to: 36 }, 3))
  })

  it.each([
    ['right', 4, 5],
    ['left', 0, null],
    ['down', 2, 4],
    ['down', 4, 6],
    ['up', 5, 3],
    ['up', 1, null],
    ['last', 0, 2],
    ['first', 4, 3],
    ['after', 1, 5],
    ['after', 6, null],
    ['before', 7, 0],
  ] as const)('%s on map %d of rows of three leads to %s', (way, at, to) => {
    expect(gridMove(way, at, bands, 3)).toBe(to)
  })
})
