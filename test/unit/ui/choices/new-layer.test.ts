import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layerOutputShape } from '../../../../src/core/layers/pipeline.ts'
import { referenceLayer } from '../../../../src/core/layers/reference.ts'
import { ADDABLE, newLayer } from '../../../../src/ui/choices/new-layer.ts'

describe('an added layer', () => {
  it('fits any channels before it', () => {
    const type = fc.constantFrom(...ADDABLE.map((each) => each.type))
    const count = fc.integer({ min: 1, max: 64 })
    fc.assert(
      fc.property(type, count, count, (type, channels, groups) => {
        const shape = layerOutputShape([1, channels, 8, 9], newLayer(type, channels, groups))
        expect(shape[1]).toBe(channels)
      }),
      { seed: 3 },
    )
  })

  it('a Conv2d passes its channels on until it is edited', () => {
    const data = Float32Array.from({ length: 5 * 6 * 7 }, (_, i) => (i * 37) % 11)
    const output = referenceLayer({ shape: [1, 5, 6, 7], data }, newLayer('conv2d', 5, 1))
    expect([...output.data]).toEqual([...data])
  })
})
