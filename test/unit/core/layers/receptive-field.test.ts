import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import {
  receptiveFields,
  runsOf,
  seenPixels,
  seenRectangle,
} from '../../../../src/core/layers/receptive-field.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import { elementCount, type Pair, type Shape4 } from '../../../../src/core/tensor.ts'
import { pair, paddingMode, SEED } from '../arbitraries.ts'

type Params = NonNullable<Parameters<typeof createBank>[3]>

/** One channel, every weight 1, so that what a window sees shows in its sum. */
function ones(kernelSize: Pair, params: Params): Layer {
  const bank = createBank(1, 1, kernelSize, params)
  return {
    type: 'conv2d',
    bank: { ...bank, weight: { ...bank.weight, data: bank.weight.data.map(() => 1) } },
  }
}

const average = (kernelSize: Pair, stride: Pair, padding: Pair, ceilMode: boolean): Layer => ({
  type: 'avgPool2d',
  kernelSize,
  stride,
  padding,
  ceilMode,
  countIncludePad: true,
})

describe('receptiveFields', () => {
  it('of AlexNet’s convolutions and pools are the published ones', () => {
    const conv = (k: number, s: number, p: number) => ones([k, k], { stride: [s, s], padding: [p, p] })
    const pool = average([3, 3], [2, 2], [0, 0], false)
    const layers = [
      conv(11, 4, 2),
      pool,
      conv(5, 1, 2),
      pool,
      conv(3, 1, 1),
      conv(3, 1, 1),
      conv(3, 1, 1),
      pool,
    ]
    const axes = receptiveFields([1, 1, 227, 227], layers).map(({ h }) => [h.size, h.jump])
    expect(axes).toEqual([
      [11, 4],
      [19, 8],
      [51, 8],
      [67, 16],
      [99, 16],
      [131, 16],
      [163, 16],
      [195, 32],
    ])
  })

  it('of dilated kernels grow by their reach, axis by axis', () => {
    const layers = [
      ones([3, 1], { dilation: [2, 1], padding: [2, 0], stride: [2, 1] }),
      { type: 'relu' },
      ones([3, 3], { padding: [1, 0] }),
    ] as const
    expect(receptiveFields([1, 1, 20, 20], layers)).toEqual([
      { h: { size: 5, jump: 2, start: -2 }, w: { size: 1, jump: 1, start: 0 } },
      { h: { size: 5, jump: 2, start: -2 }, w: { size: 1, jump: 1, start: 0 } },
      { h: { size: 9, jump: 2, start: -4 }, w: { size: 3, jump: 1, start: 0 } },
    ])
  })
})

describe('seenRectangle', () => {
  const field = { h: { size: 5, jump: 2, start: -3 }, w: { size: 3, jump: 1, start: 0 } }

  it('is clipped, and says by how much', () => {
    expect(seenRectangle(field, [1, 1, 6, 8], 0, 6)).toEqual({
      rows: [0, 2],
      columns: [6, 8],
      clipped: { top: 3, right: 1, bottom: 0, left: 0 },
    })
  })

  it('is empty in the padding', () => {
    const { rows, clipped } = seenRectangle(
      { ...field, h: { size: 2, jump: 1, start: -4 } },
      [1, 1, 6, 8],
      0,
      0,
    )
    expect(rows).toEqual([0, 0])
    expect(clipped.top).toBe(2)
    expect(seenRectangle({ ...field, h: { size: 2, jump: 1, start: 9 } }, [1, 1, 6, 8], 0, 0).rows).toEqual([
      6, 6,
    ])
  })
})

/** A random pipeline of one channel and three layers at most, as the reference can prove it. */
const pipelines = fc
  .record({
    size: pair(5, 9),
    layers: fc.array(
      fc.oneof(
        fc
          .record({
            kernel: pair(1, 3),
            stride: pair(1, 3),
            padding: pair(0, 2),
            dilation: pair(1, 2),
            paddingMode,
          })
          .map(({ kernel, ...params }) => ones(kernel, params)),
        fc.tuple(pair(2, 3), pair(1, 3), pair(0, 1), fc.boolean()).map((args) => average(...args)),
        fc.constant<Layer>({ type: 'abs' }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ size, layers }) => ({
    input: [1, 1, ...size] as const satisfies Shape4,
    layers,
  }))
  .filter(({ input, layers }) => {
    try {
      receptiveFields(input, layers)
      return true
    } catch {
      return false
    }
  })

describe('seenPixels', () => {
  it('are those whose NaN reaches the output', () => {
    fc.assert(
      fc.property(pipelines, ({ input, layers }) => {
        const [, , height, width] = input
        const seen = new Map<string, boolean>()
        for (let pixel = 0; pixel < height * width; pixel++) {
          const data = new Float32Array(elementCount(input)).fill(1)
          data[pixel] = NaN
          const output = referencePipeline({ shape: input, data }, layers).at(-1)
          output?.data.forEach((value, i) => seen.set(`${i} ${pixel}`, Number.isNaN(value)))
        }
        const shape =
          referencePipeline({ shape: input, data: new Float32Array(elementCount(input)) }, layers).at(-1)
            ?.shape ?? input
        for (let i = 0; i < shape[2] * shape[3]; i++) {
          const { rows, columns } = seenPixels(
            input,
            layers,
            layers.length - 1,
            Math.floor(i / shape[3]),
            i % shape[3],
          )
          for (let pixel = 0; pixel < height * width; pixel++) {
            const expected = rows.includes(Math.floor(pixel / width)) && columns.includes(pixel % width)
            if (seen.get(`${i} ${pixel}`) !== expected)
              expect([i, pixel, !expected]).toEqual([i, pixel, expected])
          }
        }
      }),
      { ...SEED, numRuns: 100 },
    )
  })

  it('span the rectangle where padding is zeros and nothing is skipped', () => {
    const zeros = [ones([3, 2], { padding: [1, 1] }), ones([2, 3], { padding: [1, 2] })]
    const input: Shape4 = [1, 1, 6, 7]
    const field = receptiveFields(input, zeros)[1]
    if (field === undefined) throw new Error('no field')
    for (let y = 1; y < 5; y++) {
      for (let x = 1; x < 7; x++) {
        const { rows, columns } = seenPixels(input, zeros, 1, y, x)
        const rectangle = seenRectangle(field, input, y, x)
        expect(runsOf(rows)).toEqual([rectangle.rows])
        expect(runsOf(columns)).toEqual([rectangle.columns])
      }
    }
  })

  it('refuse a layer that is not there', () => {
    expect(() => seenPixels([1, 1, 5, 5], [{ type: 'relu' }], 1, 0, 0)).toThrow(RangeError)
  })
})

describe('runsOf', () => {
  it('joins neighbours', () => {
    expect(runsOf([0, 1, 2, 5, 7, 8])).toEqual([
      [0, 3],
      [5, 6],
      [7, 9],
    ])
    expect(runsOf([])).toEqual([])
  })
})
