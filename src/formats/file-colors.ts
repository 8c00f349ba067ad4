import {
  D65,
  powerOf,
  primariesToXyz,
  SRGB_CURVE,
  SRGB_PRIMARIES,
  type ColorSpace,
  type Primaries,
  type ToneCurve,
} from '../core/image/color-space.ts'
import { readProfile } from './matrix-profile.ts'
import { avifProperties, latin1, pngChunks, viewOf } from './picture-parts.ts'
import { profileOf } from './pictures/embedded-profile.ts'

const DAMAGED = 'what says so is damaged'
const NOT_READ = 'they are of a kind that is not read here'

/**
 * What a PNG says of its values: the first of cICP, iCCP, and gAMA with cHRM (PNG specification, third edition, 4.3). Both may be missing: the
 * primaries are then sRGB's, and so is the curve.
 * @param gray whether it is gray
 * @returns why that cannot be applied, in words for a line
 */
export function pngColors(bytes: Uint8Array, gray: boolean): ColorSpace | string {
  return unlessCut(() => readPngColors(bytes, gray))
}

function readPngColors(bytes: Uint8Array, gray: boolean): ColorSpace | string {
  const view = viewOf(bytes)
  const parts = new Map([...pngChunks(bytes)].reverse().map((part) => [part.type, part]))
  const coded = parts.get('cICP')
  if (coded !== undefined) return codedColors(bytes[coded.start] ?? 2, bytes[coded.start + 1] ?? 2)
  if (parts.has('iCCP')) {
    const profile = profileOf(bytes)
    return profile === null ? DAMAGED : readProfile(profile, gray)
  }
  const [gamma, chromaticities] = [parts.get('gAMA'), parts.get('cHRM')]
  const number = (at: number) => view.getUint32(at) / 100_000
  const curve =
    gamma === undefined ? SRGB_CURVE : number(gamma.start) > 0 ? powerOf(1 / number(gamma.start)) : null
  if (curve === null) return 'its gamma is 0'
  if (gray) return { curves: [curve], toXyz: null }
  if (chromaticities === undefined) return spaceOf(curve, SRGB_PRIMARIES, D65)
  const point = (i: number) =>
    [number(chromaticities.start + 8 * i), number(chromaticities.start + 8 * i + 4)] as const
  return spaceOf(curve, [point(1), point(2), point(3)], point(0))
}

/** What a HEIC says of its values, by a profile or by numbers; as pngColors. */
export function heicColors(bytes: Uint8Array): ColorSpace | string {
  return unlessCut(() => readHeicColors(bytes))
}

function readHeicColors(bytes: Uint8Array): ColorSpace | string {
  let coded: ColorSpace | string | null = null
  const view = viewOf(bytes)
  for (const { type, start, end } of avifProperties(bytes)) {
    if (type !== 'colr') continue
    const form = latin1(bytes, start, start + 4)
    if (form === 'prof' || form === 'rICC') return readProfile(bytes.subarray(start + 4, end), false)
    coded ??= codedColors(view.getUint16(start + 4), view.getUint16(start + 6))
  }
  return coded ?? NOT_READ
}

function unlessCut(read: () => ColorSpace | string): ColorSpace | string {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return DAMAGED // a part that reaches beyond the file's end
    throw error
  }
}

const REC_2020: Primaries = [
  [0.708, 0.292],
  [0.17, 0.797],
  [0.131, 0.046],
]
const DISPLAY_P3: Primaries = [
  [0.68, 0.32],
  [0.265, 0.69],
  [0.15, 0.06],
]
const PRIMARIES: Readonly<Record<number, Primaries>> = {
  1: SRGB_PRIMARIES,
  2: SRGB_PRIMARIES,
  9: REC_2020,
  12: DISPLAY_P3,
}
/** Curves by number; that of television (1, 6, 14, 15) is taken as sRGB's, as browsers do. */
const CURVES: Readonly<Record<number, ToneCurve>> = {
  ...Object.fromEntries([1, 2, 6, 13, 14, 15].map((number) => [number, SRGB_CURVE])),
  4: powerOf(2.2),
  5: powerOf(2.8),
  8: (value) => value,
}

/** Colours by their numbers (ITU-T H.273, tables 2 and 3). */
function codedColors(primaries: number, transfer: number): ColorSpace | string {
  const [curve, colors] = [CURVES[transfer], PRIMARIES[primaries]]
  return curve === undefined || colors === undefined ? NOT_READ : spaceOf(curve, colors, D65)
}

function spaceOf(
  curve: ToneCurve,
  ...chromaticities: Parameters<typeof primariesToXyz>
): ColorSpace | string {
  const toXyz = primariesToXyz(...chromaticities)
  return toXyz === null ? 'its primaries are no colours' : { curves: [curve, curve, curve], toXyz }
}
