import { describe, expect, test } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { inspectConv2d } from '../../../../src/core/inspect/inspect.ts'
import { conv2dInfo } from '../../../../src/core/layers/conv2d.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import { paddingCells, tapRange } from '../../../../src/ui/inspect/inspect-words.ts'
import { fedOutputs, pointedInputs, pointedPixel, pointedTap } from '../../../../src/ui/inspect/pointed.ts'

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
})
