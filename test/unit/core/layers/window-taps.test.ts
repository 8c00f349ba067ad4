import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paddedIndex } from '../../../../src/core/layers/padding.ts'
import type { WindowAxis } from '../../../../src/core/layers/window.ts'
import {
  axisTouches,
  inputsOfTap,
  layerWindow,
  tapPositions,
  tapTrace,
  touchedOutputs,
} from '../../../../src/core/layers/window-taps.ts'
import { paddingMode, SEED } from '../arbitraries.ts'

/** An axis and a padding mode that reaches as far as its padding. */
const windows = fc
  .record({
    size: fc.integer({ min: 1, max: 9 }),
    before: fc.integer({ min: 0, max: 6 }),
    after: fc.integer({ min: 0, max: 6 }),
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    mode: paddingMode,
  })
  .map(({ mode, ...axis }) => {
    const room = axis.size + axis.before + axis.after - axis.dilation * (axis.kernel - 1) - 1
    return { mode, axis: { ...axis, out: Math.floor(room / axis.stride) + 1 } }
  })
  .filter(({ axis, mode }) => {
    const reach = mode === 'reflect' ? axis.size - 1 : mode === 'circular' ? axis.size : Infinity
    return axis.out > 0 && Math.max(axis.before, axis.after) <= reach
  })

const indices = (count: number) => Array.from({ length: count }, (_, i) => i)

const axisOf = (size: number, before: number, kernel: number, stride = 1, dilation = 1): WindowAxis => ({
  size,
  before,
  after: before,
  kernel,
  stride,
  dilation,
  out: Math.floor((size + 2 * before - dilation * (kernel - 1) - 1) / stride) + 1,
})

describe('tapPositions', () => {
  it.each([
    ['zeros', [null, null, 0]],
    ['reflect', [2, 1, 0]],
    ['replicate', [0, 0, 0]],
    ['circular', [3, 4, 0]],
  ] as const)('names the source of padding by %s', (mode, sources) => {
    const taps = tapPositions(axisOf(5, 2, 3), mode, 0)
    expect(taps.map(({ source }) => source)).toEqual(sources)
    expect(taps.map(({ index, padding }) => [index, padding])).toEqual([
      [-2, true],
      [-1, true],
      [0, false],
    ])
  })

  it('stride and dilation spread windows and taps', () => {
    const taps = tapPositions(axisOf(10, 1, 3, 2, 3), 'zeros', 2)
    expect(taps.map(({ index }) => index)).toEqual([3, 6, 9])
  })

  it.each([-1, 5, 0.5, NaN])('refuses window %d of 5', (output) => {
    expect(() => tapPositions(axisOf(5, 1, 3), 'zeros', output)).toThrow(RangeError)
  })
})

describe('tapTrace', () => {
  it('is what each window reads through that tap', () => {
    fc.assert(
      fc.property(windows, ({ axis, mode }) => {
        for (const tap of indices(axis.kernel)) {
          const expected = indices(axis.out).map((output) => tapPositions(axis, mode, output)[tap])
          expect(tapTrace(axis, mode, tap)).toEqual(expected)
        }
      }),
      SEED,
    )
  })
})

describe('axisTouches', () => {
  it('is tapPositions read backwards', () => {
    fc.assert(
      fc.property(windows, ({ axis, mode }) => {
        const forwards = indices(axis.out).flatMap((output) =>
          tapPositions(axis, mode, output).map(({ source }, tap) => `${source} ${output} ${tap}`),
        )
        const backwards = indices(axis.size).flatMap((index) =>
          axisTouches(axis, mode, index).map(({ output, tap }) => `${index} ${output} ${tap}`),
        )
        expect(backwards.sort()).toEqual(forwards.filter((entry) => !entry.startsWith('null')).sort())
      }),
      SEED,
    )
  })

  it('ascends, and is empty for what a stride skips', () => {
    expect(axisTouches(axisOf(5, 2, 3), 'replicate', 0)).toEqual([
      { output: 0, tap: 0 },
      { output: 0, tap: 1 },
      { output: 0, tap: 2 },
      { output: 1, tap: 0 },
      { output: 1, tap: 1 },
      { output: 2, tap: 0 },
    ])
    expect(axisTouches(axisOf(6, 0, 1, 3), 'zeros', 1)).toEqual([])
  })
})

describe('touchedOutputs and inputsOfTap', () => {
  const params = {
    stride: [1, 2],
    padding: [1, 1],
    paddingMode: 'circular',
    dilation: [1, 1],
    groups: 1,
  } as const
  const bank = {
    weight: { shape: [1, 1, 3, 2], data: new Float32Array(6) },
    bias: null,
    params,
    names: [''],
  } as const
  const window = layerWindow([1, 1, 4, 5], { type: 'conv2d', bank })

  it('agree about which pixel feeds which output through which weight', () => {
    const pairs = indices(3).flatMap((kernelRow) =>
      indices(2).flatMap((kernelColumn) => {
        const { rows, columns } = inputsOfTap(window, kernelRow, kernelColumn)
        return rows.flatMap(({ source: row }, y) =>
          columns.map(({ source: column }, x) => `${row} ${column} ${y} ${x} ${kernelRow} ${kernelColumn}`),
        )
      }),
    )
    const reverse = indices(4).flatMap((row) =>
      indices(5).flatMap((column) =>
        touchedOutputs(window, row, column).map(
          ({ y, x, kernelRow, kernelColumn }) => `${row} ${column} ${y} ${x} ${kernelRow} ${kernelColumn}`,
        ),
      ),
    )
    expect(pairs.length).toBe(4 * 3 * 6)
    expect(reverse.sort()).toEqual(pairs.sort())
  })

  it('in order of y and x', () => {
    const touches = touchedOutputs(window, 0, 1)
    expect(touches.map(({ y, x }) => [y, x])).toEqual([
      [0, 1],
      [1, 1],
      [3, 1],
    ])
  })
})

describe('layerWindow', () => {
  it('of a pooling layer in ceil mode reaches beyond the padding, where nothing is', () => {
    const window = layerWindow([1, 1, 5, 5], {
      type: 'maxPool2d',
      kernelSize: [2, 2],
      stride: [2, 2],
      padding: [0, 0],
      dilation: [1, 1],
      ceilMode: true,
    })
    expect(tapPositions(window.h, window.paddingMode, 2)).toEqual([
      { index: 4, source: 4, padding: false },
      { index: 5, source: null, padding: true },
    ])
  })

  it('of a layer without a window is one element', () => {
    const { h, w } = layerWindow([1, 2, 3, 4], { type: 'channelShuffle', groups: 2 })
    expect([h.out, w.out]).toEqual([3, 4])
    expect(tapPositions(w, 'zeros', 3)).toEqual([
      { index: 3, source: paddedIndex('zeros', 3, 4), padding: false },
    ])
    expect(() => layerWindow([1, 3, 3, 4], { type: 'channelShuffle', groups: 2 })).toThrow(
      'divisible by groups',
    )
  })
})
