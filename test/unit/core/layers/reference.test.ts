import { describe, expect, it } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import {
  conv2dBound,
  referenceConv2d,
  referenceLayer,
  referencePipeline,
} from '../../../../src/core/layers/reference.ts'
import { firstMismatch, toTensor, type OpCase } from '../../../fixtures/golden.ts'
import { layerOf } from '../../../fixtures/golden-pipelines.ts'
import { shapeLayerOf } from '../../../fixtures/golden-shapes.ts'
import { loadConv2dCases, loadOpCases } from '../../../fixtures/golden-files.ts'

const FLOAT64_ROUNDING = 1e-12

describe('referenceConv2d', () => {
  const cases = loadConv2dCases()

  it('has all of the golden cases to answer to', () => {
    expect(cases.length).toBe(106)
  })

  it.each(cases)('$name: PyTorch in float64, to rounding', ({ input, bank, output64 }) => {
    const result = referenceConv2d(input, bank)
    const bound = conv2dBound(input, bank)
    const relative = FLOAT64_ROUNDING / 1e-6
    expect(result.shape).toEqual(output64.shape)
    expect(firstMismatch(result.data, output64.data, (i) => relative * (bound[i] ?? 0))).toBeNull()
  })

  it.each(cases)('$name: PyTorch in float32, within the bound', ({ input, bank, output }) => {
    const result = referenceConv2d(input, bank)
    const bound = conv2dBound(input, bank)
    expect(result.shape).toEqual(output.shape)
    expect(firstMismatch(output.data, result.data, (i) => bound[i] ?? 0)).toBeNull()
  })

  it('spreads NaN and infinity through zero taps', () => {
    const input = { shape: [1, 1, 1, 3] as const, data: Float32Array.of(1, Infinity, 2) }
    const bank = {
      weight: { shape: [1, 1, 1, 2] as const, data: Float32Array.of(0, 1) },
      bias: null,
      params: { stride: [1, 1], padding: [0, 0], paddingMode: 'zeros', dilation: [1, 1], groups: 1 },
      names: [''],
    } as const
    expect([...referenceConv2d(input, bank).data]).toEqual([Infinity, NaN])
  })

  it('gives a relative bound that grows with the number of terms', () => {
    const input = { shape: [1, 64, 1, 1] as const, data: new Float32Array(64).fill(1) }
    const bank = {
      weight: { shape: [1, 64, 1, 1] as const, data: new Float32Array(64).fill(-1) },
      bias: Float32Array.of(-36),
      params: { stride: [1, 1], padding: [0, 0], paddingMode: 'zeros', dilation: [1, 1], groups: 1 },
      names: [''],
    } as const
    expect(conv2dBound(input, bank)[0]).toBeCloseTo(100 * 65 * 2 ** -24, 15)
  })
})

/** The input as a picture: (C, H, W) counts as N = 1. */
function inputOf(item: OpCase) {
  return toTensor(item.inputs[0])
}

describe('referenceLayer', () => {
  const fitting = loadOpCases().flatMap((item) => {
    // those that change a map's shape have a test of their own
    const layer = shapeLayerOf(item) === null ? layerOf(item) : null
    return layer ? [{ name: item.name, item, layer }] : []
  })

  it('has the fitting golden cases to answer to', () => {
    const counts: Record<string, number> = {}
    for (const { item } of fitting) counts[item.op] = (counts[item.op] ?? 0) + 1
    expect(counts).toEqual({
      max_pool2d: 8,
      avg_pool2d: 8,
      abs: 1,
      elu: 1,
      gelu: 1,
      hardsigmoid: 1,
      hardswish: 1,
      hardtanh: 1,
      leaky_relu: 2,
      prelu: 1,
      relu: 1,
      relu6: 1,
      sigmoid: 1,
      silu: 1,
      softplus: 1,
      tanh: 1,
      channel_shuffle: 6,
      batch_norm: 2,
      normalize: 1,
    })
  })

  it.each(fitting)('$name', ({ item, layer }) => {
    const result = referenceLayer(inputOf(item), layer)
    const expected = toTensor(item.output)
    expect(result.shape).toEqual(expected.shape)
    expect(
      firstMismatch(result.data, expected.data, (i) => 2e-6 * (1 + Math.abs(result.data[i] ?? 0))),
    ).toBeNull()
  })

  it.each(['maxPool2d', 'avgPool2d'] as const)('%s lets NaN through', (type) => {
    const layer: Layer = {
      type,
      kernelSize: [1, 2],
      stride: [1, 2],
      padding: [0, 0],
      dilation: [1, 1],
      ceilMode: false,
      countIncludePad: true,
    }
    const input = { shape: [1, 1, 1, 4] as const, data: Float32Array.of(NaN, 1, 2, 2) }
    expect([...referenceLayer(input, layer).data]).toEqual([NaN, 2])
  })

  it('chains the layers of a pipeline', () => {
    const input = { shape: [1, 1, 1, 2] as const, data: Float32Array.of(-2, 3) }
    const outputs = referencePipeline(input, [
      { type: 'abs' },
      { type: 'affine', scale: Float32Array.of(0.5), shift: Float32Array.of(-0.5) },
      { type: 'relu' },
    ])
    expect(outputs.map((output) => [...output.data])).toEqual([
      [2, 3],
      [0.5, 1],
      [0.5, 1],
    ])
  })
})
