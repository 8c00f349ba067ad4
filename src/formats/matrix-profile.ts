import { mirrored, powerOf, type ColorSpace, type Matrix, type ToneCurve } from '../core/image/color-space.ts'
import { latin1, viewOf } from './picture-parts.ts'

/**
 * What an ICC profile says of the values of a picture, where it does so by curves and a matrix (ICC.1:2022, F.3; of gray by a
 * curve, F.2).
 * @param gray whether the picture is gray
 * @returns why it cannot be applied, in words for a line, where that is not so
 */
export function readProfile(bytes: Uint8Array, gray: boolean): ColorSpace | string {
  if (bytes.length < 132 || latin1(bytes, 36, 40) !== 'acsp') return DAMAGED
  const [space, connection] = [latin1(bytes, 16, 20), latin1(bytes, 20, 24)]
  if (space !== (gray ? 'GRAY' : 'RGB ')) return `it is a profile of ${gray ? 'colours' : 'other colours'}`
  const tags = readTags(bytes)
  // where there are tables they count (ICC.1:2022, 9.1)
  if (connection !== 'XYZ ' || [...tags.keys()].some((tag) => /^A2B[0-2]$|^D2B[0-3]$/.test(tag)))
    return 'it works by tables'
  const curves = (gray ? ['kTRC'] : ['rTRC', 'gTRC', 'bTRC']).map((tag) => curveOf(tags.get(tag)))
  const columns = gray ? [] : ['rXYZ', 'gXYZ', 'bXYZ'].map((tag) => colorOf(tags.get(tag)))
  const [first, second, third] = curves
  if (!first || (!gray && (!second || !third))) return DAMAGED
  if (gray || !second || !third) return { curves: [first], toXyz: null }
  const [red, green, blue] = columns
  if (!red || !green || !blue) return DAMAGED
  const toXyz: Matrix = [red[0], green[0], blue[0], red[1], green[1], blue[1], red[2], green[2], blue[2]]
  return { curves: [first, second, third], toXyz }
}

const DAMAGED = 'its profile is damaged'
/** Tags that are looked at. */
const MOST_TAGS = 200

/** The tags' bytes, as far as they lie in the profile. */
function readTags(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = viewOf(bytes)
  const tags = new Map<string, Uint8Array>()
  const count = Math.min(view.getUint32(128), MOST_TAGS)
  for (let i = 0, entry = 132; i < count && entry + 12 <= bytes.length; i++, entry += 12) {
    const offset = view.getUint32(entry + 4)
    tags.set(latin1(bytes, entry, entry + 4), bytes.subarray(offset, offset + view.getUint32(entry + 8)))
  }
  return tags
}

/** A colour in XYZ (10.31). */
function colorOf(tag: Uint8Array | undefined): readonly [number, number, number] | null {
  if (tag === undefined || tag.length < 20 || latin1(tag, 0, 4) !== 'XYZ ') return null
  return [fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)]
}

/** s15Fixed16Number (4.7). */
function fixed(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getInt32(at) / 65_536
}

function curveOf(tag: Uint8Array | undefined): ToneCurve | null {
  if (tag === undefined || tag.length < 12) return null
  const type = latin1(tag, 0, 4)
  const curve = type === 'curv' ? sampledCurve(tag) : type === 'para' ? parametricCurve(tag) : null
  return curve !== null && [0, 0.5, 1].every((value) => Number.isFinite(curve(value))) ? curve : null
}

/** No entry is the identity, one a gamma (u8Fixed8), more are values at even steps, with straight lines between (10.6). */
function sampledCurve(tag: Uint8Array): ToneCurve | null {
  const view = viewOf(tag)
  const count = view.getUint32(8)
  if (count === 0) return (value) => value
  if (tag.length < 12 + 2 * count) return null
  if (count === 1) return powerOf(view.getUint16(12) / 256)
  const levels = Float64Array.from({ length: count }, (_, i) => view.getUint16(12 + 2 * i) / 65_535)
  return (value) => {
    const place = Math.min(1, Math.max(0, value)) * (count - 1)
    const below = Math.min(count - 2, Math.floor(place))
    const level = levels[below] ?? 0
    return level + (place - below) * ((levels[below + 1] ?? 0) - level)
  }
}

/** How many parameters the functions 0 to 4 have (10.18, table 68). */
const PARAMETERS = [1, 3, 4, 5, 7]

function parametricCurve(tag: Uint8Array): ToneCurve | null {
  const kind = viewOf(tag).getUint16(8)
  const count = PARAMETERS[kind]
  if (count === undefined || tag.length < 12 + 4 * count) return null
  const numbers = Array.from({ length: count }, (_, i) => fixed(tag, 12 + 4 * i))
  const [gamma = 1, a = 1, b = 0] = numbers
  const [, , , c = 0, d = 0, e = 0, f = 0] = numbers
  const power = (value: number) => Math.max(0, a * value + b) ** gamma
  const curves: readonly ToneCurve[] = [
    (value) => value ** gamma,
    (value) => (value >= -b / a ? power(value) : 0),
    (value) => (value >= -b / a ? power(value) : 0) + c,
    (value) => (value >= d ? power(value) : c * value),
    (value) => (value >= d ? power(value) + e : c * value + f),
  ]
  const curve = curves[kind]
  return curve === undefined ? null : mirrored(curve)
}
