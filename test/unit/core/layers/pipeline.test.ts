import { describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import type { Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import { checkEngineLimits, pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import { elementCount, type Shape4 } from '../../../../src/core/tensor.ts'

const conv = (...args: Parameters<typeof createBank>): Layer => ({
  type: 'conv2d',
  bank: createBank(...args),
})

describe('pipelineShapes', () => {
  it('gives the shape of every output, as the reference computes them', () => {
    const layers: Pipeline = [
      conv(3, 4, [3, 3], { padding: [1, 1], groups: 1 }),
      { type: 'relu' },
      {
        type: 'maxPool2d',
        kernelSize: [2, 2],
        stride: [2, 2],
        padding: [0, 0],
        dilation: [1, 1],
        ceilMode: true,
      },
      { type: 'channelShuffle', groups: 2 },
      conv(4, 6, [1, 3], { stride: [1, 2], groups: 2 }),
    ]
    const input: Shape4 = [2, 3, 7, 9]
    const shapes = pipelineShapes(input, layers)
    expect(shapes).toEqual([
      [2, 4, 7, 9],
      [2, 4, 7, 9],
      [2, 4, 4, 5],
      [2, 4, 4, 5],
      [2, 6, 4, 2],
    ])
    const outputs = referencePipeline({ shape: input, data: new Float32Array(elementCount(input)) }, layers)
    expect(outputs.map((output) => output.shape)).toEqual(shapes)
  })

  it('names the layer that does not fit, from 0', () => {
    const layers: Pipeline = [conv(3, 8, [3, 3]), { type: 'relu' }, conv(4, 8, [3, 3], { groups: 2 })]
    expect(() => pipelineShapes([1, 3, 9, 9], layers)).toThrow(
      expect.objectContaining({ name: 'ShapeError', layer: 2, field: 'inChannels' }),
    )
  })
})

describe('checkEngineLimits', () => {
  it('refuses an empty batch and negative padding by name, and nothing else', () => {
    const padded = (padding: number): Pipeline => [
      { type: 'relu' },
      conv(3, 3, [1, 1], { padding: [0, padding], paddingMode: 'reflect' }),
    ]
    expect(() => {
      checkEngineLimits([0, 3, 5, 5], [])
    }).toThrow('N = 0 is not supported')
    expect(() => {
      checkEngineLimits([1, 3, 5, 5], padded(-1))
    }).toThrow(expect.objectContaining({ message: expect.stringContaining('negative padding'), layer: 1 }))
    expect(() => {
      checkEngineLimits([2, 3, 5, 5], padded(1))
    }).not.toThrow()
  })
})
