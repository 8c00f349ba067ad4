import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countClipped,
  floatSamples,
  NO_VALUES,
  widened,
  wordSamples,
} from '../../../src/formats/png-samples.ts'

const values = fc.array(fc.float({ noDefaultInfinity: true, min: -1e6, max: 1e6 }), { maxLength: 60 })
const rowsOfOddValues = fc.array(fc.float(), { maxLength: 60 })

describe('the range of all values', () => {
  it('is that of the finite ones, however they are cut, and clips none of them', () => {
    fc.assert(
      fc.property(values, rowsOfOddValues, (first, second) => {
        const rows = [first, second].map((part) => Float32Array.from(part))
        const range = rows.reduce((found, part) => widened(found, part), NO_VALUES)
        const finite = rows.flatMap((part) => [...part]).filter(Number.isFinite)
        expect(range[0]).toBe(finite.reduce((a, b) => Math.min(a, b), Infinity))
        expect(range[1]).toBe(finite.reduce((a, b) => Math.max(a, b), -Infinity))
        const infinite = rows.flatMap((part) => [...part]).filter((value) => Math.abs(value) === Infinity)
        const clipped = rows.reduce((sum, part) => sum + countClipped(part, range), 0)
        if (finite.length > 0) expect(clipped).toBe(infinite.length)
      }),
      { seed: 14 },
    )
  })

  it('keeps every value to half a level of 16 bits', () => {
    fc.assert(
      fc.property(values, (some) => {
        const map = Float32Array.from(some)
        const [low, high] = widened(NO_VALUES, map)
        const samples = wordSamples([map], [[low, high]])
        for (const [i, value] of map.entries()) {
          const level = 256 * (samples[2 * i] ?? 0) + (samples[2 * i + 1] ?? 0)
          const back = low + ((high - low) * level) / 65_535
          if (!Number.isNaN(value))
            expect(Math.abs(back - value)).toBeLessThanOrEqual((0.5001 * (high - low)) / 65_535)
        }
      }),
      { seed: 14 },
    )
  })

  it('of no values gives black, and clips none', () => {
    const nothing = Float32Array.of(NaN, NaN)
    expect(widened(NO_VALUES, nothing)).toEqual(NO_VALUES)
    expect([...wordSamples([nothing], [NO_VALUES])]).toEqual([0, 0, 0, 0])
    expect(countClipped(nothing, NO_VALUES)).toBe(0)
  })
})

describe('three maps together', () => {
  const maps = [Float32Array.of(0, 1), Float32Array.of(0.5, 2), Float32Array.of(1, NaN)]

  it('are words side by side, each over its range, in either order of bytes', () => {
    const ranges = [[0, 1], [0, 2], [0, 1]] as const // prettier-ignore
    const words = [0, 16_384, 65_535, 65_535, 65_535, 0]
    const high = wordSamples(maps, ranges)
    const low = wordSamples(maps, ranges, 'lowFirst')
    const read = (bytes: Uint8Array, isLittle: boolean) =>
      words.map((_, i) => new DataView(bytes.buffer).getUint16(2 * i, isLittle))
    expect([read(high, false), read(low, true)]).toEqual([words, words])
  })

  it('are floats side by side as they are', () => {
    expect([...new Float32Array(floatSamples(maps).buffer)]).toEqual([0, 0.5, 1, 1, 2, NaN])
  })
})

describe('a range that is set', () => {
  it('clips what lies beyond it, not its ends', () => {
    const values = Float32Array.of(-1, 0, 0.5, 1, 1.5, NaN, Infinity)
    expect(countClipped(values, [0, 1])).toBe(3)
    expect(countClipped(values, [0, 1], 'clamped')).toBe(2)
    expect(countClipped(values, [0.75, 1], 'absolute')).toBe(4)
  })
})
