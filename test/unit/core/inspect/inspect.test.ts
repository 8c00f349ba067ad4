import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conv2dInfo, inChannelsOf } from '../../../../src/core/layers/conv2d.ts'
import { groupOf } from '../../../../src/core/layers/groups.ts'
import { shuffledFrom } from '../../../../src/core/layers/groups.ts'
import { inspectConv2d, inspectLayer, type PixelReader } from '../../../../src/core/inspect/inspect.ts'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import { conv2dBound, referenceConv2d, referenceLayer } from '../../../../src/core/layers/reference.ts'
import { elementCount, type Shape4, type Tensor } from '../../../../src/core/tensor.ts'
import { loadConv2dCases } from '../../../fixtures/golden-files.ts'
import { arbitraryRun, randomTensor } from '../../../fixtures/pipelines.ts'
import { bank, SEED } from '../arbitraries.ts'

/** Reads image n of a tensor, and refuses what is not there. */
function readerOf({ shape, data }: Pick<Tensor, 'shape'> & { data: ArrayLike<number> }, n = 0): PixelReader {
  return (channel, row, column) => {
    const inside = [channel, row, column].every((at, axis) => at >= 0 && at < (shape[axis + 1] ?? 0))
    const value = data[((n * shape[1] + channel) * shape[2] + row) * shape[3] + column]
    if (!inside || value === undefined) throw new RangeError(`read ${channel}, ${row}, ${column}`)
    return value
  }
}

/** Visits every output of one image. */
function eachOutput(shape: Shape4, visit: (c: number, y: number, x: number, index: number) => void): void {
  const [, channels, height, width] = shape
  for (let i = 0; i < channels * height * width; i++) {
    visit(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width, i)
  }
}

describe('inspectConv2d', () => {
  const fits = bank()
    .chain((b) =>
      fc.record({
        b: fc.constant(b),
        size: fc.tuple(fc.integer({ min: 4, max: 9 }), fc.integer({ min: 4, max: 9 })),
        seed: fc.nat(),
      }),
    )
    .map(({ b, size, seed }) => ({ b, input: randomTensor([1, inChannelsOf(b), ...size], seed) }))
    .filter(({ b, input }) => {
      try {
        conv2dInfo(input.shape, b.weight.shape, b.params)
        return true
      } catch {
        return false
      }
    })

  it('gives the reference’s float64 sum bit for bit, and its bound, for every setting', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fits, ({ b, input }) => {
        const expected = referenceConv2d(input, b)
        const bounds = conv2dBound(input, b)
        seen.add(b.params.paddingMode)
        eachOutput(expected.shape, (filter, y, x, i) => {
          const { total, bound } = inspectConv2d(readerOf(input), input.shape, b, filter, y, x)
          if (total !== expected.data[i] || bound !== bounds[i]) {
            expect([filter, y, x, total, bound]).toEqual([filter, y, x, expected.data[i], bounds[i]])
          }
        })
      }),
      { ...SEED, numRuns: 450 },
    )
    expect([...seen].sort()).toEqual(['circular', 'reflect', 'replicate', 'zeros'])
  })

  it('adds up: patch x kernel = products, their sums and the bias the total, to rounding', () => {
    fc.assert(
      fc.property(fits, fc.nat(), ({ b, input }, choice) => {
        const [, filters, height, width] = conv2dInfo(input.shape, b.weight.shape, b.params).output
        const filter = choice % filters
        const found = inspectConv2d(readerOf(input), input.shape, b, filter, choice % height, choice % width)
        const inPerGroup = b.weight.shape[1]
        expect(found.group).toBe(groupOf(filter, filters, b.params.groups))
        expect(found.parts.map(({ channel }) => channel)).toEqual(
          Array.from({ length: inPerGroup }, (_, i) => found.group * inPerGroup + i),
        )
        for (const { patch, kernel, products, sum } of found.parts) {
          expect([...products]).toEqual(Array.from(patch, (value, tap) => value * (kernel[tap] ?? NaN)))
          expect(sum).toBe(products.reduce((partial, product) => partial + product, 0))
        }
        const total = found.parts.reduce((partial, part) => partial + part.sum, found.bias)
        expect(Math.abs(total - found.total)).toBeLessThanOrEqual(1e-9 * found.bound)
        const sizes = found.order.map((index) => Math.abs(found.parts[index]?.sum ?? NaN))
        expect(sizes).toEqual([...sizes].sort((a, c) => c - a))
        expect([...found.order].sort((a, c) => a - c)).toEqual([...found.parts.keys()])
      }),
      SEED,
    )
  })

  it.each(loadConv2dCases().filter(({ input }) => input.shape[0] > 0))(
    '$name: PyTorch’s float32 map lies within the bound',
    ({ input, bank: b, output }) => {
      const last = output.shape[0] - 1
      const start = last * elementCount([1, output.shape[1], output.shape[2], output.shape[3]])
      const misses: number[] = []
      eachOutput(output.shape, (filter, y, x, i) => {
        const { total, bound } = inspectConv2d(readerOf(input, last), input.shape, b, filter, y, x)
        const difference = Math.abs(total - (output.data[start + i] ?? NaN))
        if (Number.isFinite(total) && !(difference <= bound)) misses.push(i)
      })
      expect(misses).toEqual([])
    },
  )

  const small: Tensor = { shape: [1, 2, 2, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, NaN) }
  const b = {
    weight: { shape: [2, 1, 2, 2] as const, data: Float32Array.of(1, 0, 0, -1, 1, 1, 1, 1) },
    bias: Float32Array.of(0.5, 0),
    params: { stride: [1, 1], padding: [1, 1], paddingMode: 'zeros', dilation: [1, 1], groups: 2 },
    names: ['', ''],
  } as const

  it('shows the zeros of the padding as zeros without a source', () => {
    const found = inspectConv2d(readerOf(small), small.shape, b, 0, 0, 0)
    expect([...(found.parts[0]?.patch ?? [])]).toEqual([0, 0, 0, 1])
    expect(found.window.rows.map(({ index, source }) => [index, source])).toEqual([
      [-1, null],
      [0, 0],
    ])
    expect(found.total).toBe(0.5 - 1)
  })

  it('lets NaN through and puts it first', () => {
    const found = inspectConv2d(readerOf(small), small.shape, b, 1, 1, 1)
    expect(found.total).toBeNaN()
    const dense = {
      ...b,
      weight: { shape: [1, 2, 1, 1] as const, data: Float32Array.of(1, 0) },
      bias: null,
      names: [''],
      params: { ...b.params, padding: [0, 0] as const, groups: 1 },
    }
    expect(inspectConv2d(readerOf(small), small.shape, dense, 0, 1, 1).order).toEqual([1, 0])
  })

  it.each([
    [2, 0, 0],
    [-1, 0, 0],
    [0, 3, 0],
    [0, 0, -1],
  ])('refuses output %d, %d, %d', (filter, y, x) => {
    expect(() => inspectConv2d(readerOf(small), small.shape, b, filter, y, x)).toThrow(RangeError)
  })
})

describe('inspectLayer', () => {
  it('gives the reference’s value for every layer', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(arbitraryRun, fc.nat(), ({ input, layers }, choice) => {
        const layer = layers[0]
        if (layer === undefined) return
        seen.add(layer.type)
        const expected = referenceLayer(input, layer)
        const n = input.shape[0] - 1
        const start = n * elementCount([1, expected.shape[1], expected.shape[2], expected.shape[3]])
        // Some of the many, others each time.
        const each = Math.ceil(expected.data.length / input.shape[0] / 200)
        eachOutput(expected.shape, (c, y, x, i) => {
          if (i % each !== choice % each) return
          const { total } = inspectLayer(readerOf(input, n), input.shape, layer, c, y, x)
          if (!Object.is(total, expected.data[start + i])) {
            expect([layer, c, y, x, total]).toEqual([layer, c, y, x, expected.data[start + i]])
          }
        })
      }),
      { ...SEED, numRuns: 450 },
    )
    expect(seen.size).toBe(26)
  })

  const input: Tensor = { shape: [1, 4, 2, 2], data: Float32Array.from({ length: 16 }, (_, i) => i) }
  const pool = { kernelSize: [2, 2], stride: [1, 1], padding: [1, 1], ceilMode: false } as const

  it('names the element that won the maximum: the first of equal ones, NaN over any', () => {
    const layer: Layer = { type: 'maxPool2d', ...pool, dilation: [1, 1] }
    const of = (...values: number[]) => {
      const image = { shape: [1, 1, 2, 2] as const, data: Float32Array.from(values) }
      return inspectLayer(readerOf(image), image.shape, layer, 0, 1, 1)
    }
    expect(of(1, 3, 3, 2)).toMatchObject({ winner: 1, total: 3 })
    expect(of(1, NaN, 3, 2)).toMatchObject({ winner: 1, total: NaN })
    expect(of(-Infinity, -Infinity, -Infinity, -Infinity)).toMatchObject({ winner: 0, total: -Infinity })
    const corner = inspectLayer(readerOf(input), input.shape, layer, 1, 0, 0)
    expect(corner).toMatchObject({ winner: 3, total: 4 })
    expect(corner.type === 'maxPool2d' && [...corner.patch]).toEqual([NaN, NaN, NaN, 4])
  })

  it.each([
    [true, 4],
    [false, 1],
  ])('says what an average is divided by, padding counted: %s', (countIncludePad, divisor) => {
    const found = inspectLayer(
      readerOf(input),
      input.shape,
      { type: 'avgPool2d', ...pool, countIncludePad },
      2,
      0,
      0,
    )
    expect(found).toMatchObject({ sum: 8, divisor, total: 8 / divisor })
  })

  it('of an affine layer names scale and shift, of a shuffle the channel', () => {
    const affine: Layer = {
      type: 'affine',
      scale: Float32Array.of(1, 2, 3, 4),
      shift: Float32Array.of(0, 0, 0, 9),
    }
    expect(inspectLayer(readerOf(input), input.shape, affine, 3, 0, 1)).toMatchObject({
      input: 13,
      scale: 4,
      shift: 9,
      total: 61,
    })
    const shuffle: Layer = { type: 'channelShuffle', groups: 2 }
    expect(inspectLayer(readerOf(input), input.shape, shuffle, 1, 0, 0)).toMatchObject({
      channel: 2,
      total: 8,
    })
    expect([0, 1, 2, 3].map((channel) => shuffledFrom(channel, 4, 2))).toEqual([0, 2, 1, 3])
  })

  it.each<Layer>([{ type: 'relu' }, { type: 'maxPool2d', ...pool, dilation: [1, 1] }])(
    'refuses outputs of $type that are not there',
    (layer) => {
      expect(() => inspectLayer(readerOf(input), input.shape, layer, 4, 0, 0)).toThrow(RangeError)
      expect(() => inspectLayer(readerOf(input), input.shape, layer, 0, 3, 0)).toThrow(RangeError)
    },
  )
})
