import { describe, expect, it } from 'vitest'
import { defaultPipeline } from '../../../../src/core/presets/default-pipeline.ts'
import { checkEngineLimits, pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import { seededRandom } from '../../../../src/core/random.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'

describe('defaultPipeline', () => {
  const input: Shape4 = [1, 3, 12, 16]
  const random = seededRandom(1)
  const photo = { shape: input, data: Float32Array.from({ length: 576 }, random) }

  it('is two convolutions, the second grouped, that keep the size', () => {
    const layers = defaultPipeline()
    expect(layers.map(({ type }) => type)).toEqual(['conv2d', 'relu', 'conv2d'])
    checkEngineLimits(input, layers)
    expect(pipelineShapes(input, layers)).toEqual([
      [1, 8, 12, 16],
      [1, 8, 12, 16],
      [1, 16, 12, 16],
    ])
    const last = layers[2]
    expect(last?.type === 'conv2d' && last.bank.params.groups).toBe(4)
  })

  it('names every filter, once', () => {
    const names = defaultPipeline().flatMap((layer) => (layer.type === 'conv2d' ? layer.bank.names : []))
    expect(names).not.toContain('')
    expect(new Set(names).size).toBe(24)
  })

  it('shows something in every map', () => {
    for (const { shape, data } of referencePipeline(photo, defaultPipeline())) {
      const area = shape[2] * shape[3]
      for (let c = 0; c < shape[1]; c++) {
        const map = data.subarray(c * area, (c + 1) * area)
        expect(Math.max(...map) - Math.min(...map)).toBeGreaterThan(0.2)
      }
    }
  })
})
