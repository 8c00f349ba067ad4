import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShapeError } from '../../../../src/core/errors.ts'
import {
  fromTransposedWeight,
  toTransposedWeight,
  transposedAsConv2d,
  transposedInfo,
  turned,
} from '../../../../src/core/layers/conv-transpose2d.ts'
import type { ConvTranspose2dLayer, FilterBank, Layer } from '../../../../src/core/layers/layer.ts'
import { padWindow } from '../../../../src/core/layers/pad.ts'
import { layerOutputShape } from '../../../../src/core/layers/pipeline.ts'
import {
  referenceConv2d,
  referenceLayer,
  type ReferenceTensor,
} from '../../../../src/core/layers/reference.ts'
import { axisTouches, layerWindow, tapPositions } from '../../../../src/core/layers/window-taps.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import { firstMismatch, toTensor } from '../../../fixtures/golden.ts'
import { loadOpCases } from '../../../fixtures/golden-files.ts'
import { shapeLayerOf } from '../../../fixtures/golden-shapes.ts'
import { randomTensor, randomValues } from '../../../fixtures/pipelines.ts'

describe('layers that change shape, against PyTorch', () => {
  const fitting = loadOpCases().flatMap((item) => {
    const layer = shapeLayerOf(item)
    return layer ? [{ name: item.name, item, layer }] : []
  })

  it('have the fitting golden cases to answer to', () => {
    const counts: Record<string, number> = {}
    for (const { item } of fitting) counts[item.op] = (counts[item.op] ?? 0) + 1
    expect(counts).toEqual({
      pad: 20,
      adaptive_avg_pool2d: 1,
      pixel_shuffle: 1,
      pixel_unshuffle: 1,
      interpolate: 12,
      conv_transpose2d: 1,
    })
  })

  it.each(fitting)('$name', ({ item, layer }) => {
    const result = referenceLayer(toTensor(item.inputs[0]), layer)
    const expected = toTensor(item.output)
    expect(result.shape).toEqual(expected.shape)
    const rounds = ['interpolate', 'conv_transpose2d', 'adaptive_avg_pool2d'].includes(item.op) ? 2e-6 : 0
    expect(
      firstMismatch(result.data, expected.data, (i) => rounds * (1 + Math.abs(result.data[i] ?? 0))),
    ).toBeNull()
  })
})

/** Settings of a Conv2d whose transposed form takes what it makes. */
const settings = fc.record({
  groups: fc.integer({ min: 1, max: 2 }),
  inEach: fc.integer({ min: 1, max: 3 }),
  outEach: fc.integer({ min: 1, max: 3 }),
  kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  padding: fc.tuple(fc.nat(5), fc.nat(5)),
  dilation: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
  seed: fc.nat(),
})

describe('referenceLayer of convTranspose2d', () => {
  it('is the adjoint of Conv2d: <conv(x), y> = <x, convT(y)>', () => {
    fc.assert(
      fc.property(settings, ({ groups, inEach, outEach, kernel, stride, padding, dilation, size, seed }) => {
        // a conv2d of groups * inEach channels into groups * outEach, whose weight is PyTorch's of the transposed one
        const weight = randomTensor([groups * outEach, inEach, ...kernel], seed)
        const params = { stride, padding, paddingMode: 'zeros', dilation, groups } as const
        const conv: FilterBank = { weight, bias: null, params, names: names(weight.shape) }
        const x = randomTensor([1, groups * inEach, ...size], seed + 1)
        const reach = size.map(
          (n, i) => n + 2 * (padding[i] ?? 0) - (dilation[i] ?? 1) * ((kernel[i] ?? 1) - 1) - 1,
        )
        fc.pre(reach.every((room) => room >= 0))
        const outputPadding = reach.map((room, i) => room % (stride[i] ?? 1))
        const forward = referenceConv2d(x, conv)
        const y = randomTensor(forward.shape, seed + 2)
        const filters = fromTransposedWeight(weight, groups)
        const layer: ConvTranspose2dLayer = {
          type: 'convTranspose2d',
          bank: { ...conv, weight: filters, names: names(filters.shape) },
          outputPadding: [outputPadding[0] ?? 0, outputPadding[1] ?? 0],
        }
        const back = referenceLayer(y, layer)
        expect(back.shape).toEqual(x.shape)
        const [left, right] = [dot(forward, y), dot(x, back)]
        expect(Math.abs(left - right)).toBeLessThan(1e-9 * (1 + Math.abs(left)))
      }),
      { seed: 15, numRuns: 300 },
    )
  })

  it('is a convolution of the input with zeros between, by turned kernels', () => {
    fc.assert(
      fc.property(settings, ({ groups, inEach, outEach, kernel, stride, dilation, size, seed, padding }) => {
        const weight = randomTensor([groups * outEach, inEach, ...kernel], seed)
        // no more padding than the kernel covers: here the convolution adds zeros and cuts nothing off
        const covered = (i: 0 | 1) => Math.min(padding[i], dilation[i] * (kernel[i] - 1))
        const params = {
          stride,
          padding: [covered(0), covered(1)],
          paddingMode: 'zeros',
          dilation,
          groups,
        } as const
        const bank = {
          weight,
          bias: randomValues(groups * outEach, seed + 1),
          params,
          names: names(weight.shape),
        }
        const layer: ConvTranspose2dLayer = { type: 'convTranspose2d', bank, outputPadding: [0, 0] }
        const x = randomTensor([1, groups * inEach, ...size], seed + 2)
        fc.pre(fits(x.shape, layer))
        const conv = transposedAsConv2d(transposedInfo(x.shape, layer), bank)
        const spread = new Float64Array(conv.input.reduce((product, n) => product * n, 1))
        x.data.forEach((value, i) => {
          const [row, column] = [Math.floor(i / size[1]) % size[0], i % size[1]]
          const map = Math.floor(i / size[1] / size[0])
          spread[(map * conv.input[2] + row * stride[0]) * conv.input[3] + column * stride[1]] = value
        })
        const same = referenceConv2d(
          { shape: conv.input, data: spread },
          { ...turned(bank), params: { ...params, stride: [1, 1], padding: [conv.h.before, conv.w.before] } },
        )
        const result = referenceLayer(x, layer)
        expect(same.shape).toEqual(result.shape)
        expect(firstMismatch(result.data, same.data, () => 1e-11)).toBeNull()
      }),
      { seed: 15, numRuns: 200 },
    )
  })

  it("turns PyTorch's weight into a bank and back", () => {
    const weight = randomTensor([6, 2, 3, 2], 1)
    const filters = fromTransposedWeight(weight, 3)
    expect(filters.shape).toEqual([6, 2, 3, 2])
    const bank = {
      weight: filters,
      bias: null,
      params: { ...PARAMS, groups: 3 },
      names: names(filters.shape),
    }
    expect(toTransposedWeight(bank)).toEqual(weight)
  })
})

const PARAMS = { stride: [1, 1], padding: [0, 0], paddingMode: 'zeros', dilation: [1, 1], groups: 1 } as const

describe('what an output of such a layer reads', () => {
  const layers: readonly (readonly [string, Layer, Shape4])[] = [
    [
      'nearest',
      { type: 'upsample', scaleFactor: [3, 2], mode: 'nearest', alignCorners: false },
      [1, 1, 4, 5],
    ],
    [
      'a fraction',
      { type: 'upsample', scaleFactor: [1.5, 0.6], mode: 'nearest', alignCorners: false },
      [1, 1, 4, 5],
    ],
    [
      'bilinear',
      { type: 'upsample', scaleFactor: [3, 0.5], mode: 'bilinear', alignCorners: false },
      [1, 1, 4, 6],
    ],
    [
      'corners',
      { type: 'upsample', scaleFactor: [2, 3], mode: 'bilinear', alignCorners: true },
      [1, 1, 4, 5],
    ],
    ['pixel shuffle', { type: 'pixelShuffle', factor: 2 }, [1, 4, 3, 2]],
    ['wrapped and cut', { type: 'pad', padding: [-2, 2, 1, -1], mode: 'circular', value: 0 }, [1, 1, 4, 5]],
    ['mirrored and cut', { type: 'pad', padding: [-2, 2, 1, -1], mode: 'reflect', value: 0 }, [1, 1, 4, 5]],
    [
      'transposed',
      {
        type: 'convTranspose2d',
        bank: {
          weight: randomTensor([1, 1, 3, 2], 5),
          bias: null,
          params: { ...PARAMS, stride: [2, 3], padding: [1, 0] },
          names: [''],
        },
        outputPadding: [1, 2],
      },
      [1, 1, 3, 4],
    ],
  ]

  it.each(layers)('%s: exactly the elements that change it, and the reverse', (_, layer, shape) => {
    const channels = layer.type === 'pixelShuffle' ? 4 : 1
    const plain = randomTensor(shape, 3)
    const { h, w, paddingMode } = layerWindow(shape, layer)
    const before = referenceLayer(plain, layer)
    expect([h.out, w.out]).toEqual(before.shape.slice(2))
    for (let row = 0; row < shape[2]; row++) {
      for (let column = 0; column < shape[3]; column++) {
        const data = plain.data.map((value, i) => {
          const here = Math.floor(i / shape[3]) % shape[2] === row && i % shape[3] === column
          return here ? value + 1 : value
        })
        const after = referenceLayer({ shape, data }, layer)
        const rows = new Set(axisTouches(h, paddingMode, row).map(({ output }) => output))
        const columns = new Set(axisTouches(w, paddingMode, column).map(({ output }) => output))
        after.data.forEach((value, i) => {
          const [y, x] = [Math.floor(i / w.out) % h.out, i % w.out]
          const reads =
            tapPositions(h, paddingMode, y).some(({ source }) => source === row) &&
            tapPositions(w, paddingMode, x).some(({ source }) => source === column)
          expect(rows.has(y) && columns.has(x)).toBe(reads)
          // a blend may give an element it lies beside no part
          if (value !== before.data[i]) expect(reads).toBe(true)
          else if (layer.type !== 'upsample' || layer.mode === 'nearest')
            expect(reads && channels === 1).toBe(false)
        })
      }
    }
  })

  it('wraps around once at most, and what is left of an axis that was cut', () => {
    const wrapped = { padding: [2, -1, 0, 0], mode: 'circular', value: 0 } as const
    expect(() => padWindow([1, 1, 1, 2], wrapped)).toThrow('wrapping around more than once')
    const { w } = padWindow([1, 1, 1, 5], { padding: [-2, 2, 0, 0], mode: 'circular', value: 0 })
    expect(Array.from({ length: w.out }, (_, i) => w.reads?.of(i)[0])).toEqual([2, 3, 4, 2, 3])
  })
})

function names(shape: Shape4): readonly string[] {
  return Array.from({ length: shape[0] }, () => '')
}

function dot(a: ReferenceTensor, b: ReferenceTensor): number {
  let sum = 0
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i] ?? NaN) * (b.data[i] ?? NaN)
  return sum
}

function fits(input: Shape4, layer: Layer): boolean {
  try {
    layerOutputShape(input, layer)
    return true
  } catch (error) {
    if (error instanceof ShapeError) return false
    throw error
  }
}
