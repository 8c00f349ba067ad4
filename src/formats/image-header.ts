import { imageSize } from 'image-size'

/** Kinds of pictures that browsers decode. */
export const DECODABLE_TYPES: readonly string[] = ['png', 'jpg', 'webp', 'avif', 'gif', 'bmp', 'jxl']

/** What stands in a picture's header. Sizes are the stored ones: orientation is not applied. */
export interface ImageHeader {
  /** One of DECODABLE_TYPES, or another name such as 'heic', 'tiff', 'svg', 'ico'. */
  readonly type: string
  /** Pixels, integers from 1; 0 where the header is damaged or the kind is not decodable. */
  readonly width: number
  readonly height: number
}

/**
 * Read kind and size of a picture from its first bytes, without decoding it.
 * @returns null when the bytes are no picture
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const type = detectType(bytes)
  if (type === null) return null
  if (!DECODABLE_TYPES.includes(type)) return { type, width: 0, height: 0 }
  return { type, ...sizeOf(bytes) }
}

/** Depth of a PNG's channels in bits; 8 for all other bytes. */
export function bitsPerChannel(bytes: Uint8Array): number {
  return detectType(bytes) === 'png' ? (bytes[24] ?? 8) : 8
}

/** How the first bytes of a file, as Latin-1 text, tell its kind; checked in order. */
const SIGNATURES: readonly (readonly [type: string, matches: (start: string) => boolean])[] = [
  ['png', (start) => start.startsWith('\x89PNG\r\n\x1a\n')],
  ['jpg', (start) => start.startsWith('\xff\xd8\xff')],
  ['webp', (start) => start.startsWith('RIFF') && start.startsWith('WEBP', 8)],
  ['gif', (start) => start.startsWith('GIF87a') || start.startsWith('GIF89a')],
  ['bmp', (start) => start.startsWith('BM')],
  ['jxl', (start) => start.startsWith('\xff\x0a') || start.startsWith('\0\0\0\x0cJXL ')],
  ['avif', (start) => /avi[fs]/.test(brands(start))],
  ['heic', (start) => /hei[cxms]|hev[cxms]|mif1|msf1/.test(brands(start))],
  ['tiff', (start) => ['II*\0', 'II+\0', 'MM\0*', 'MM\0+'].some((mark) => start.startsWith(mark))],
  ['ico', (start) => start.startsWith('\0\0\x01\0') || start.startsWith('\0\0\x02\0')],
  ['psd', (start) => start.startsWith('8BPS')],
  ['svg', (start) => /^\s*</.test(start) && /<svg[\s>]/.test(start) && !/<html/i.test(start)],
]

const START_BYTES = 1024

function detectType(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, START_BYTES))
  return SIGNATURES.find(([, matches]) => matches(start))?.[0] ?? null
}

/** The brands in the file type box of an ISO media file (ISO/IEC 14496-12), '' for other files. */
function brands(start: string): string {
  return start.startsWith('ftyp', 4)
    ? start.slice(8, Math.max(16, start.charCodeAt(2) * 256 + start.charCodeAt(3)))
    : ''
}

/** image-size throws on what it cannot follow, with errors of every kind: all of them mean a damaged header. */
function sizeOf(bytes: Uint8Array): { width: number; height: number } {
  try {
    const { width, height } = imageSize(bytes)
    const isSize = [width, height].every((side) => Number.isInteger(side) && side > 0)
    if (isSize) return { width, height }
  } catch {
    return { width: 0, height: 0 }
  }
  return { width: 0, height: 0 }
}
