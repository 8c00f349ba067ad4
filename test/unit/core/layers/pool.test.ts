import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { averageCounts, poolInfo, type PoolLayer } from '../../../../src/core/layers/pool.ts'
import type { WindowAxis } from '../../../../src/core/layers/window.ts'
import { pair, SEED } from '../arbitraries.ts'

/** Half of a kernel with its dilation, rounded down: the most that may be padded. */
const half = (kernel: number, dilation: number) => ((kernel - 1) * dilation + 1) >> 1

const pool = fc.tuple(pair(2, 5), pair(1, 2)).chain(([kernelSize, dilation]) =>
  fc.record({
    type: fc.constant('maxPool2d' as const),
    kernelSize: fc.constant(kernelSize),
    stride: pair(1, 5),
    padding: fc.tuple(
      fc.integer({ min: 0, max: half(kernelSize[0], dilation[0]) }),
      fc.integer({ min: 0, max: half(kernelSize[1], dilation[1]) }),
    ),
    dilation: fc.constant(dilation),
    ceilMode: fc.boolean(),
  }),
)

const lastStart = (axis: WindowAxis) => (axis.out - 1) * axis.stride - axis.before

describe('poolInfo', () => {
  it('covers every window by its padding, and starts none beyond the input', () => {
    fc.assert(
      fc.property(pool, pair(10, 20), (layer, [height, width]) => {
        const info = poolInfo([1, 2, height, width], layer)
        for (const axis of [info.h, info.w]) {
          const end = lastStart(axis) + axis.dilation * (axis.kernel - 1) + 1
          expect(end).toBeLessThanOrEqual(axis.size + axis.after)
          expect(lastStart(axis)).toBeLessThan(axis.size)
        }
      }),
      SEED,
    )
  })

  it('leaves nothing out in ceil mode that a further window could start in, and nothing over without', () => {
    fc.assert(
      fc.property(pool, pair(10, 20), (layer, [height, width]) => {
        const info = poolInfo([1, 2, height, width], layer)
        for (const [i, axis] of [info.h, info.w].entries()) {
          const padding = layer.padding[i] ?? 0
          const end = lastStart(axis) + axis.dilation * (axis.kernel - 1) + 1
          if (!layer.ceilMode) expect(end).toBeLessThanOrEqual(axis.size + padding)
          const nextFits = end + axis.stride <= axis.size + padding
          const uncovered = end < axis.size + padding && lastStart(axis) + axis.stride < axis.size
          expect(layer.ceilMode ? uncovered : nextFits).toBe(false)
        }
      }),
      SEED,
    )
  })

  const dilated: PoolLayer = {
    type: 'maxPool2d',
    kernelSize: [3, 3],
    stride: [1, 1],
    padding: [2, 2],
    dilation: [2, 2],
    ceilMode: false,
  }

  it('lets padding be half of the kernel with its dilation, as PyTorch 2 does', () => {
    expect(poolInfo([1, 1, 8, 9], dilated).output).toEqual([1, 1, 8, 9])
    expect(() => poolInfo([1, 1, 8, 9], { ...dilated, padding: [0, 3] })).toThrow(
      'pad should be at most half of effective kernel size, but got pad=3, kernel_size=3 and dilation=2',
    )
    expect(() => poolInfo([1, 1, 8, 9], { ...dilated, dilation: [2, 1] })).toThrow(
      'pad should be at most half of effective kernel size, but got pad=2, kernel_size=3 and dilation=1',
    )
  })

  it('blames a kernel of 0 on the kernel, whatever its padding', () => {
    const empty: PoolLayer = { ...dilated, kernelSize: [0, 3] }
    expect(() => poolInfo([1, 1, 8, 9], empty)).toThrow(
      expect.objectContaining({
        message: 'kernel size should be greater than zero, but got kH: 0 kW: 3',
        field: 'kernelSize',
      }),
    )
  })
})

describe('averageCounts', () => {
  const layer: PoolLayer = {
    type: 'avgPool2d',
    kernelSize: [2, 3],
    stride: [2, 2],
    padding: [1, 1],
    ceilMode: true,
    countIncludePad: true,
  }

  it('counts padding, but not what ceil mode reads beyond it', () => {
    const counts = averageCounts(poolInfo([1, 1, 4, 4], layer), true)
    expect([...counts.rows]).toEqual([2, 2, 2])
    expect([...counts.columns]).toEqual([3, 3, 2])
  })

  it('counts pixels of the input only', () => {
    const counts = averageCounts(poolInfo([1, 1, 4, 4], layer), false)
    expect([...counts.rows]).toEqual([1, 2, 1])
    expect([...counts.columns]).toEqual([2, 3, 1])
  })
})
