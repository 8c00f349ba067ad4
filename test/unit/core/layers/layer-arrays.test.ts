import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import { arraysOf } from '../../../../src/core/layers/layer-arrays.ts'
import { arbitraryRun } from '../../../fixtures/pipelines.ts'
import { SEED } from '../arbitraries.ts'

/** Every array within a value, however deep. */
function within(value: unknown): Float32Array[] {
  if (value instanceof Float32Array) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(within) : []
}

describe('the arrays of a layer', () => {
  it('are the weights of a PReLU', () => {
    const weight = Float32Array.of(1, 2)
    expect(arraysOf({ type: 'prelu', weight })).toEqual([weight])
  })

  it('are all that it holds, of each type', () => {
    const seen = new Set<Layer['type']>()
    fc.assert(
      fc.property(arbitraryRun, ({ layers }) => {
        for (const layer of layers) {
          const [arrays, all] = [arraysOf(layer), within(layer)]
          expect(new Set(arrays)).toEqual(new Set(all))
          expect(arrays).toHaveLength(all.length)
          if (all.length > 0) seen.add(layer.type)
        }
      }),
      { ...SEED, numRuns: 200 },
    )
    expect([...seen].sort()).toEqual(['affine', 'conv2d', 'convTranspose2d', 'prelu'])
  })
})
