import { describe, expect, test } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { LUMA } from '../../../../src/core/image/brightness.ts'
import { referenceConv2d } from '../../../../src/core/layers/reference.ts'
import { BANK_PRESETS, COLOURS } from '../../../../src/core/presets/bank-presets.ts'
import { presetMaps } from '../../../../src/core/presets/preset-maps.ts'
import { PRESETS } from '../../../../src/core/presets/presets.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'

const photo = randomTensor([1, 3, 7, 9], 18)
const gray = {
  shape: [1, 1, 7, 9] as const,
  data: Float64Array.from({ length: 63 }, (_, i) =>
    LUMA.reduce((sum, part, c) => sum + Math.fround(part) * (photo.data[c * 63 + i] ?? NaN), 0),
  ),
}

describe('the maps of a preset', () => {
  test.each(PRESETS)('$id: its kernel on the brightness of the photo', (preset) => {
    const size = [3, 5] as const
    const [map, ...more] = presetMaps({ kind: 'kernel', preset }, photo, size)
    const bank = createBank(1, 1, size, { padding: 'same', paddingMode: 'replicate' })
    const weight = { ...bank.weight, data: preset.make(...size) }
    const { data } = referenceConv2d(gray, { ...bank, weight })
    expect(more).toEqual([])
    data.forEach((value, i) => expect(map?.[i]).toBeCloseTo(value, 4))
  })

  test('of colours: their mix', () => {
    for (const preset of COLOURS) {
      const [map] = presetMaps({ kind: 'colour', preset }, photo, [3, 3])
      map?.forEach((value, i) => {
        const mixed = preset.mix.reduce((sum, part, c) => sum + part * (photo.data[c * 63 + i] ?? NaN), 0)
        expect(value).toBeCloseTo(mixed, 5)
      })
      expect(map).toHaveLength(63)
    }
  })

  test.each(BANK_PRESETS)('$id: four at most of a bank, all of the size of the photo', (preset) => {
    const maps = presetMaps({ kind: 'bank', preset }, photo, [3, 3])
    expect(maps).toHaveLength(Math.min(4, preset.make().length))
    for (const map of maps) {
      expect(map).toHaveLength(63)
      expect(map.every(Number.isFinite)).toBe(true)
    }
    expect(new Set(maps.map((map) => map.join())).size).toBe(maps.length)
  })

  test('of one’s own: of one kernel or three, none of filters that see other channels', () => {
    const own = (channels: number) => {
      const values = new Float32Array(channels * 9).fill(1 / 9)
      return presetMaps(
        { kind: 'own', preset: { name: 'mine', channels, size: [3, 3], values } },
        photo,
        [5, 5],
      )
    }
    expect([1, 3, 8].map((channels) => own(channels).length)).toEqual([1, 1, 0])
  })
})
