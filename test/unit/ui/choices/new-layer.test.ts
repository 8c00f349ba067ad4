import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outChannelsOf } from '../../../../src/core/bank/channel-flow.ts'
import { layerOutputShape } from '../../../../src/core/layers/pipeline.ts'
import { referenceLayer } from '../../../../src/core/layers/reference.ts'
import { ADDABLE, newLayer } from '../../../../src/ui/choices/new-layer.ts'

describe('an added layer', () => {
  it('fits any channels before it', () => {
    const type = fc.constantFrom(...ADDABLE.map((each) => each.type))
    const count = fc.integer({ min: 1, max: 64 })
    fc.assert(
      fc.property(type, count, count, (type, channels, groups) => {
        const layer = newLayer(type, channels, groups)
        const shape = layerOutputShape([1, channels, 8, 10], layer)
        expect(shape[1]).toBe(outChannelsOf(layer, channels))
        if (!type.startsWith('pixel')) expect(shape[1]).toBe(channels)
      }),
      { seed: 3 },
    )
  })

  it('a Conv2d passes its channels on until it is edited', () => {
    const data = Float32Array.from({ length: 5 * 6 * 7 }, (_, i) => (i * 37) % 11)
    const output = referenceLayer({ shape: [1, 5, 6, 7], data }, newLayer('conv2d', 5, 1))
    expect([...output.data]).toEqual([...data])
  })

  it('a ConvTranspose2d makes each channel twice as large until it is edited', () => {
    const input = { shape: [1, 3, 2, 3] as const, data: Float32Array.from({ length: 18 }, (_, i) => i) }
    const enlarged = referenceLayer(input, newLayer('upsample', 3, 1))
    expect(referenceLayer(input, newLayer('convTranspose2d', 3, 1))).toEqual(enlarged)
  })
})
