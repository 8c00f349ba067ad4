import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { checkBank, inChannelsOf } from '../../../../src/core/layers/conv2d.ts'
import { filterParts } from '../../../../src/core/bank/filter-parts.ts'
import { conv2dBound, referenceConv2d } from '../../../../src/core/layers/reference.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'
import { bank, SEED } from '../arbitraries.ts'

describe('filterParts', () => {
  it('add up to the filter’s map, and are zero outside its group', () => {
    fc.assert(
      fc.property(bank(), fc.nat(), fc.nat(), (b, choice, seed) => {
        const valid = { ...b, params: { ...b.params, padding: 'valid' as const } }
        const filter = choice % b.weight.shape[0]
        const input = randomTensor([1, inChannelsOf(b), 9, 8], seed)
        const whole = referenceConv2d(input, valid)
        const bounds = conv2dBound(input, valid)
        const apart = filterParts(valid, filter)
        checkBank(apart)
        const parts = referenceConv2d(input, apart)
        const area = whole.shape[2] * whole.shape[3]
        const channels = Array.from({ length: parts.shape[1] }, (_, channel) =>
          parts.data.subarray(channel * area, (channel + 1) * area),
        )
        for (let i = 0; i < area; i++) {
          const sum = channels.reduce((total, map) => total + (map[i] ?? NaN), b.bias?.[filter] ?? 0)
          const at = filter * area + i
          expect(Math.abs(sum - (whole.data[at] ?? NaN))).toBeLessThanOrEqual(1e-9 * (bounds[at] ?? NaN))
        }
        const inPerGroup = b.weight.shape[1]
        const group = Math.floor(filter / (b.weight.shape[0] / b.params.groups))
        channels.forEach((map, channel) => {
          if (Math.floor(channel / inPerGroup) !== group) expect(map.every((value) => value === 0)).toBe(true)
        })
      }),
      SEED,
    )
  })

  it('refuse a filter that is not there', () => {
    expect(() => filterParts(createBank(3, 2, [1, 1]), 2)).toThrow(RangeError)
  })
})
