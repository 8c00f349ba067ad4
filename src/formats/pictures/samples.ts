import { shownValue, type ShownValues } from '../../core/image/colors.ts'

type Range = readonly [low: number, high: number]

/** The level of what is no number, beyond those of 8 bits: black, whatever a table has for its first level. */
const NO_NUMBER = 256

/**
 * Where values lie in a range, as levels 0..`most`: the nearest, clamped; 0 in a range of one value.
 * @param none level of NaN
 */
function levelsOf(values: Float32Array, [low, high]: Range, most: number, none: number): Uint16Array {
  const scale = high > low ? most / (high - low) : 0
  const levels = new Uint16Array(values.length)
  for (let i = 0; i < levels.length; i++) {
    const value = values[i] ?? NaN
    const level = (value - low) * scale
    // cut off to a whole number
    levels[i] = level > 0 ? (level < most ? level + 0.5 : most) : Number.isNaN(value) ? none : 0
  }
  return levels
}

/** A table of 256 words, and black for what is no number. */
function withBlack(colors: Uint32Array): Uint32Array {
  const table = new Uint32Array(NO_NUMBER + 1)
  table.set(colors.subarray(0, NO_NUMBER))
  return table
}

/** The range that these values and those of another range lie in; what is not finite is left out. Begin with NO_VALUES. */
export function widened([low, high]: Range, values: Float32Array): Range {
  let [least, most] = [low, high]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN
    if (value < least && value > -Infinity) least = value
    if (value > most && value < Infinity) most = value
  }
  return [least, most]
}

/** The range of no values. */
export const NO_VALUES: Range = [Infinity, -Infinity]

/** How many values lie beyond a range, as far as they are shown: they get its first or last level. */
export function countClipped(
  values: Float32Array,
  [low, high]: Range,
  shown: ShownValues = 'signed',
): number {
  let clipped = 0
  if (shown === 'signed') {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? NaN
      if (value < low || value > high) clipped++
    }
    return clipped
  }
  for (let i = 0; i < values.length; i++) {
    const value = shownValue(values[i] ?? NaN, shown)
    if (value < low || value > high) clipped++
  }
  return clipped
}

/** Bytes of a pixel: red, green and blue, or those and 255 for opaque. */
export type PixelBytes = 3 | 4

/** Values as 8-bit R, G, B by a colour table of 256 words 0xAABBGGRR; NaN is black. */
export function colorSamples(
  values: Float32Array,
  range: Range,
  colors: Uint32Array,
  step: PixelBytes = 3,
): Uint8Array<ArrayBuffer> {
  const levels = levelsOf(values, range, 255, NO_NUMBER)
  const table = withBlack(colors)
  const samples = new Uint8Array(step * levels.length)
  if (step === 4) samples.fill(255)
  for (let i = 0, at = 0; i < levels.length; i++, at += step) {
    const color = table[levels[i] ?? NO_NUMBER] ?? 0
    samples[at] = color
    samples[at + 1] = color >>> 8
    samples[at + 2] = color >>> 16
  }
  return samples
}

/**
 * One map as 16-bit gray, or three as 16-bit red, green and blue, each over its range: low is 0, high is 65535.
 * @param order of the two bytes: a PNG has the high one first
 */
export function wordSamples(
  maps: readonly Float32Array[],
  ranges: readonly Range[],
  order: 'highFirst' | 'lowFirst' = 'highFirst',
): Uint8Array<ArrayBuffer> {
  const samples = new Uint8Array(2 * maps.length * (maps[0]?.length ?? 0))
  const [high, low] = order === 'highFirst' ? [0, 1] : [1, 0]
  for (const [c, map] of maps.entries()) {
    const levels = levelsOf(map, ranges[c] ?? [0, 0], 65_535, 0)
    for (let i = 0, at = 2 * c; i < levels.length; i++, at += 2 * maps.length) {
      const word = levels[i] ?? 0
      samples[at + high] = word >>> 8
      samples[at + low] = word
    }
  }
  return samples
}

/** One map as it is, or three side by side, float32, little-endian. */
export function floatSamples(maps: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const samples = new Float32Array(maps.length * (maps[0]?.length ?? 0))
  for (const [c, map] of maps.entries()) {
    for (let i = 0, at = c; i < map.length; i++, at += maps.length) samples[at] = map[i] ?? NaN
  }
  return new Uint8Array(samples.buffer)
}

/** Three maps as 8-bit red, green and blue, each over its range by a table of 256 grays. @throws RangeError unless there are three */
export function rgbSamples(
  maps: readonly Float32Array[],
  ranges: readonly Range[],
  grays: Uint32Array,
  step: PixelBytes = 3,
): Uint8Array<ArrayBuffer> {
  if (maps.length !== 3 || ranges.length !== 3)
    throw new RangeError(`${maps.length} maps are no colour picture`)
  const samples = new Uint8Array(step * (maps[0]?.length ?? 0))
  if (step === 4) samples.fill(255)
  const table = Uint8Array.from(withBlack(grays))
  for (const [c, map] of maps.entries()) {
    const levels = levelsOf(map, ranges[c] ?? [0, 0], 255, NO_NUMBER)
    for (let i = 0, at = c; i < levels.length; i++, at += step)
      samples[at] = table[levels[i] ?? NO_NUMBER] ?? 0
  }
  return samples
}
