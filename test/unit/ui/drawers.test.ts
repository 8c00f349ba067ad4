import { describe, expect, test } from 'vitest'
import { createBank } from '../../../src/core/bank/bank.ts'
import { inspectConv2d } from '../../../src/core/inspect/inspect.ts'
import { conv2dInfo } from '../../../src/core/layers/conv2d.ts'
import type { Shape4 } from '../../../src/core/tensor.ts'
import { threadCounts } from '../../../src/state/measuring/speed-up.svelte.ts'
import { around } from '../../../src/ui/inspect/around.ts'
import {
  cellText,
  channelRuns,
  differenceText,
  exactText,
  paddingCells,
  sumText,
  tapRange,
} from '../../../src/ui/inspect/inspect-words.ts'
import { fedOutputs, pointedInputs, pointedPixel, pointedTap } from '../../../src/ui/inspect/pointed.ts'
import { decadeTicks, powersOfTwo, tick } from '../../../src/ui/plots/draw.ts'
import { toCsv } from '../../../src/ui/plots/export-plot.ts'

describe('numbers of Inspect', () => {
  test.each([
    [0.31749, '0.317'],
    [0, '0'],
    [-1.5, '−1.500'],
    [12.345, '12.35'],
    [0.0001, '1e−4'],
    [NaN, 'NaN'],
  ])('a cell shows %d as %s', (value, text) => expect(cellText(value)).toBe(text))

  test('float32 values can be told apart, the sum has two digits more', () => {
    expect(exactText(Math.fround(0.1), 9)).toBe('0.100000001')
    expect(exactText(-0.1, 11)).toBe('−0.10000000000')
    expect(Math.fround(Number(exactText(Math.fround(1 / 3), 9)))).toBe(Math.fround(1 / 3))
  })

  test.each([
    [0, '0'],
    [-0.25, '−0.25'],
    [-5.96e-8, '−6.0e−8'],
  ])('a difference of %d reads %s', (value, text) => expect(differenceText(value)).toBe(text))

  test.each([
    [[3], '3'],
    [[0, 1], '0 and 1'],
    [[0, 1, 2, 5, 6, 7], '0–2 and 5–7'],
    [[0, 2, 4], '0, 2 and 4'],
  ])('channels %j read %s', (channels, text) => expect(channelRuns(channels)).toBe(text))

  test('sums have four digits', () => expect(sumText(-0.49653)).toBe('−0.4965'))
})

describe('what lights up', () => {
  const bank = createBank(1, 1, [3, 3], { padding: [2, 2], dilation: [2, 2], paddingMode: 'replicate' })
  const input: Shape4 = [1, 1, 6, 6]
  const info = conv2dInfo(input, bank.weight.shape, bank.params)
  const { window } = inspectConv2d(() => 1, input, bank, 0, 0, 3)

  test('a tap in the padding lights its cell and the one it is a copy of', () => {
    expect(window.rows.map(({ index }) => index)).toEqual([-2, 0, 2])
    expect(tapRange(window.rows)).toBe('−2 … 2, every 2')
    expect(paddingCells(window)).toBe(3)
    const cells = pointedInputs({ type: 'tap', tap: 1 }, window).map(({ row, column }) => [row, column])
    expect(cells).toEqual([
      [-2, 3],
      [0, 3],
    ])
    expect(pointedPixel({ type: 'tap', tap: 1 }, window)).toEqual({ row: 0, column: 3 })
  })

  test('a pixel lights the tap that reads it, and none in a gap of the dilation', () => {
    expect(pointedTap({ type: 'pixel', row: 2, column: 5 }, window)).toBe(8)
    expect(pointedTap({ type: 'pixel', row: 1, column: 3 }, window)).toBeNull()
  })

  test('a pixel feeds each output once, also through copies in the padding', () => {
    const corner = fedOutputs(info, { row: 0, column: 0 })
    expect(new Set(corner.map(({ y, x }) => `${y} ${x}`)).size).toBe(corner.length)
    expect(corner).toContainEqual({ y: 0, x: 0 })
    expect(corner).toContainEqual({ y: 1, x: 1 })
    expect(fedOutputs(info, { row: -1, column: 0 })).toEqual([])
    expect(fedOutputs(info, null)).toEqual([])
  })

  test('a crop has the window in its middle', () => {
    expect(around(10, 3, 7)).toEqual([8, 15])
    expect(around(0, 1, 12)).toEqual([-5, 7])
  })
})

describe('plots', () => {
  test('CSV quotes what holds commas, quotes or line ends', () => {
    const csv = toCsv({
      columns: ['a,b', 'c'],
      rows: [
        ['say "g 4"', 0.5],
        ['x\ny', -1],
      ],
    })
    expect(csv).toBe('"a,b",c\r\n"say ""g 4""",0.5\r\n"x\ny",-1\r\n')
  })

  test('ticks of logarithmic axes', () => {
    expect(powersOfTwo(3, 17)).toEqual([2, 4, 8, 16, 32])
    expect(powersOfTwo(0.5, 64).length).toBeLessThanOrEqual(8)
    expect(decadeTicks(3, 120)).toEqual([3, 10, 30, 100])
    expect(decadeTicks(8, 45).map((value) => Number(value.toPrecision(3)))).toEqual([10, 20])
    expect([tick(0.25), tick(1200)]).toEqual(['0.25', '1.2k'])
  })

  test('numbers of workers to measure', () => {
    expect(threadCounts(2)).toEqual([1, 2])
    expect(threadCounts(13)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13])
  })
})
