import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layerCost, pipelineCost } from '../../../../src/core/cost/cost.ts'
import { defaultPipeline } from '../../../../src/core/presets/default-pipeline.ts'
import { inChannelsOf } from '../../../../src/core/layers/conv2d.ts'
import { referenceConv2d } from '../../../../src/core/layers/reference.ts'
import { elementCount, type Shape4 } from '../../../../src/core/tensor.ts'
import { bank, SEED } from '../arbitraries.ts'

describe('layerCost', () => {
  it('of the default first layer on a 600 x 400 photo', () => {
    expect(pipelineCost([1, 3, 400, 600], defaultPipeline())[0]).toEqual({
      parameters: { weight: 216, bias: 8 },
      macs: 216 * 400 * 600,
      bytes: { input: 3 * 240000 * 4, output: 8 * 240000 * 4, weight: 224 * 4 },
    })
  })

  it('counts as many multiply-adds as sums of ones add up', () => {
    const fits = bank().map((b) => ({ ...b, bias: null, params: { ...b.params, padding: 'valid' as const } }))
    fc.assert(
      fc.property(fits, fc.integer({ min: 0, max: 2 }), (b, n) => {
        const input: Shape4 = [n, inChannelsOf(b), 9, 8]
        const ones = { ...b, weight: { ...b.weight, data: b.weight.data.map(() => 1) } }
        const picture = { shape: input, data: new Float32Array(elementCount(input)).fill(1) }
        const macs = referenceConv2d(picture, ones).data.reduce((sum, value) => sum + value, 0)
        expect(layerCost(input, { type: 'conv2d', bank: b }).macs).toBe(macs)
      }),
      SEED,
    )
  })

  it('of a layer without weights is the bytes it moves', () => {
    expect(layerCost([1, 2, 3, 4], { type: 'relu' })).toEqual({
      parameters: { weight: 0, bias: 0 },
      macs: 0,
      bytes: { input: 96, output: 96, weight: 0 },
    })
  })
})
