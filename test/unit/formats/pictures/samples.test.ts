import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  colorSamples,
  countClipped,
  floatSamples,
  NO_VALUES,
  rgbSamples,
  widened,
  wordSamples,
} from '../../../../src/formats/pictures/samples.ts'

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
    const ranges = [[0, 1], [0, 2], [0, 1]] as const // oxfmt-ignore
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

describe('pixels of 8 bits', () => {
  const colors = Uint32Array.from(
    { length: 256 },
    (_, i) => (0xff000000 | (i << 16) | ((255 - i) << 8) | (i >> 1)) >>> 0,
  )

  it('are the colours of the nearest levels; what is no number is black; for a canvas they are opaque', () => {
    fc.assert(
      fc.property(
        rowsOfOddValues,
        fc.constantFrom([-1, 1], [0, 0.5], [2, 2]),
        (some, [low = 0, high = 0]) => {
          const map = Float32Array.from(some)
          const level = (value: number) =>
            high > low
              ? Math.min(255, Math.max(0, Math.floor((255 * (value - low)) / (high - low) + 0.5)))
              : 0
          const [three, four] = ([3, 4] as const).map((step) => colorSamples(map, [low, high], colors, step))
          const rgb = rgbSamples(
            [map, map, map],
            Array.from({ length: 3 }, () => [low, high] as const),
            grays,
            4,
          )
          for (const [i, value] of map.entries()) {
            const at = Number.isNaN(value) ? null : level(value)
            const expected = at === null ? [0, 0, 0] : [at >> 1, 255 - at, at]
            const off = (found: readonly number[]) =>
              Math.max(...expected.map((each, c) => Math.abs(each - (found[c] ?? NaN))))
            // a value half-way may fall to either side
            expect(off([...(three ?? [])].slice(3 * i, 3 * i + 3))).toBeLessThanOrEqual(1)
            expect([...(four ?? [])].slice(4 * i, 4 * i + 3)).toEqual(
              [...(three ?? [])].slice(3 * i, 3 * i + 3),
            )
            expect([four?.[4 * i + 3], rgb[4 * i + 3]]).toEqual([255, 255])
            expect(Math.abs((rgb[4 * i] ?? NaN) - (at ?? 0))).toBeLessThanOrEqual(1)
          }
        },
      ),
      { seed: 16 },
    )
  })
})

const grays = Uint32Array.from({ length: 256 }, (_, i) => (0xff000000 | (i * 0x010101)) >>> 0)
