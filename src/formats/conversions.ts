import { cleaned, inflatedStart, profileName } from './profile-name.ts'
import {
  avifProperties,
  gifFrames,
  isoBoxes,
  jpegSegments,
  latin1,
  pngChunks,
  riffChunks,
  viewOf,
  type Part,
} from './picture-parts.ts'

/** What a file says of its pixels that an 8-bit sRGB picture of one frame does not keep. */
export interface PictureFacts {
  /** Bits per channel. */
  readonly depth: number
  /** Its colours where they are not sRGB: a profile's name, 'CMYK', or a gamma of the file's own; else null. */
  readonly colors: string | null
  /** Frames of an animation, 1 for a still picture; NaN where nobody counted them. */
  readonly frames: number
}

/**
 * Read what is converted when a picture is opened, from its bytes.
 * @param kind as FileKind; damaged parts count as absent
 */
export function pictureFacts(bytes: Uint8Array, kind: string): PictureFacts {
  try {
    return { ...STILL, ...FACTS[kind]?.(bytes) }
  } catch (error) {
    if (error instanceof RangeError) return STILL // a part that reaches beyond the file's end
    throw error
  }
}

/** What was kept of what the file says. */
export interface Kept {
  /** Colours are as they are in the file. */
  readonly ownValues: boolean
  /** All bits of each channel; false unless given. */
  readonly bits?: boolean
  /** Why colours could not be converted though they were to be; '' unless given. */
  readonly why?: string
}

/**
 * The facts in words for a line, such as "16 bits read as 8, Display P3 converted to sRGB"; '' when there is nothing to say.
 */
export function conversionNote(
  { depth, colors, frames }: PictureFacts,
  { ownValues, bits = false, why = '' }: Kept,
): string {
  const parts = [
    depth <= 8 ? '' : bits ? `${depth} bits kept` : `${depth} bits read as 8`,
    colors === null ? '' : colorNote(colors, ownValues, bits, why),
    frames === 1 ? '' : Number.isNaN(frames) ? 'first frame of an animation' : `frame 1 of ${frames}`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function colorNote(colors: string, ownValues: boolean, bits: boolean, why: string): string {
  const isGamma = GAMMA.test(colors)
  if (why !== '') return `${colors} not converted: ${why}`
  if (ownValues && colors !== CMYK) return isGamma ? `${colors} not applied` : `${colors} not converted`
  // where bits are kept colours are converted here, and not by a browser that may do so or not
  return isGamma && !bits ? `${colors} may change values` : `${colors} converted to sRGB`
}

const STILL: PictureFacts = { depth: 8, colors: null, frames: 1 }
const GAMMA = /^(gAMA|cHRM)/
/** Has no values as red, green and blue but those that the browser makes. */
const CMYK = 'CMYK'
/** Bytes of a profile's name in a PNG, with the NUL behind it. */
const MAX_KEYWORD = 80
const NAMELESS = 'its colour profile'

const FACTS: Readonly<Record<string, (bytes: Uint8Array) => Partial<PictureFacts>>> = {
  png: pngFacts,
  jpg: jpegFacts,
  webp: webpFacts,
  gif: gifFacts,
  avif: avifFacts,
  heic: avifFacts,
}

/** Of what a PNG says of its colours the first of cICP, iCCP, sRGB and gAMA with cHRM counts (PNG specification, 4.3). */
function pngFacts(bytes: Uint8Array): Partial<PictureFacts> {
  const chunks = new Map<string, Part>()
  for (const chunk of pngChunks(bytes)) {
    if (!chunks.has(chunk.type)) chunks.set(chunk.type, chunk)
    if (chunk.type === 'IDAT') break
  }
  const animation = chunks.get('acTL')
  return {
    depth: bytes[24] ?? 8,
    colors: pngColors(bytes, chunks),
    frames: animation === undefined ? 1 : viewOf(bytes).getUint32(animation.start),
  }
}

function pngColors(bytes: Uint8Array, chunks: ReadonlyMap<string, Part>): string | null {
  const coded = chunks.get('cICP')
  if (coded !== undefined) return codedColors(bytes[coded.start] ?? 2, bytes[coded.start + 1] ?? 2)
  const profile = chunks.get('iCCP')
  if (profile !== undefined) {
    const keyword = latin1(bytes, profile.start, Math.min(profile.start + MAX_KEYWORD, profile.end))
    const end = keyword.indexOf('\0')
    const data = end < 0 ? new Uint8Array() : bytes.subarray(profile.start + end + 2, profile.end)
    return unlessSrgb(profileName(inflatedStart(data)) || cleaned(keyword))
  }
  if (chunks.has('sRGB')) return null
  const gamma = ['gAMA', 'cHRM'].filter((type) => chunks.has(type))
  return gamma.length === 0 ? null : gamma.join(' and ')
}

function jpegFacts(bytes: Uint8Array): Partial<PictureFacts> {
  const MARK = 'ICC_PROFILE\0'
  let colors: string | null = null
  for (const { type, start, end } of jpegSegments(bytes)) {
    const isProfile = type === 'e2' && latin1(bytes, start, start + MARK.length) === MARK
    // a long profile goes on in further segments; its name stands at its beginning
    if (isProfile && bytes[start + MARK.length] === 1)
      colors = unlessSrgb(profileName(bytes.subarray(start + MARK.length + 2, end)))
    if (/^c[0-35-79-bd-f]$/.test(type) && bytes[start + 5] === 4) return { colors: CMYK }
  }
  return { colors }
}

function webpFacts(bytes: Uint8Array): Partial<PictureFacts> {
  let colors: string | null = null
  let frames = 0
  for (const { type, start, end } of riffChunks(bytes)) {
    if (type === 'ICCP') colors = unlessSrgb(profileName(bytes.subarray(start, end)))
    if (type === 'ANMF') frames += 1
  }
  return { colors, frames: Math.max(1, frames) }
}

function gifFacts(bytes: Uint8Array): Partial<PictureFacts> {
  return { frames: Math.max(1, [...gifFrames(bytes)].length) }
}

function avifFacts(bytes: Uint8Array): Partial<PictureFacts> {
  const view = viewOf(bytes)
  let depth = 8
  let colors: string | null = null
  for (const { type, start, end } of avifProperties(bytes)) {
    if (type === 'av1C') {
      const flags = bytes[start + 2] ?? 0
      depth = Math.max(depth, flags & 0x40 ? (flags & 0x20 ? 12 : 10) : 8)
    }
    // HEVC's bits of luma, less 8 (ISO/IEC 14496-15, 8.3.3.1.2)
    if (type === 'hvcC') depth = Math.max(depth, 8 + ((bytes[start + 17] ?? 0) & 7))
    if (type !== 'colr') continue
    const form = latin1(bytes, start, start + 4)
    if (form === 'nclx') colors ??= codedColors(view.getUint16(start + 4), view.getUint16(start + 6))
    else colors = unlessSrgb(profileName(bytes.subarray(start + 4, end)))
  }
  const [type] = isoBoxes(bytes)
  const isSequence = type !== undefined && latin1(bytes, type.start, type.start + 4) === 'avis'
  return { depth, colors, frames: isSequence ? NaN : 1 }
}

const PRIMARIES: Readonly<Record<number, string>> = { 9: 'Rec. 2020', 11: 'DCI-P3', 12: 'Display P3' }
const TRANSFERS: Readonly<Record<number, string>> = { 8: 'linear light', 16: 'HDR (PQ)', 18: 'HDR (HLG)' }

/** Colours by their numbers (ITU-T H.273): primaries 1 and transfer 13 are sRGB, 2 is unspecified, as which sRGB is taken. */
function codedColors(primaries: number, transfer: number): string | null {
  const names = [PRIMARIES[primaries], TRANSFERS[transfer]].filter((name) => name !== undefined)
  return names.length === 0 ? null : names.join(' ')
}

/** What an ICC profile calls its colours; null for sRGB. */
export function profileColors(profile: Uint8Array): string | null {
  return unlessSrgb(profileName(profile))
}

function unlessSrgb(name: string): string | null {
  if (/srgb/i.test(name)) return null
  return name === '' ? NAMELESS : name
}
