import { imageSize } from 'image-size'

/** Kinds of pictures that browsers decode. */
export const DECODABLE_TYPES: readonly string[] = ['png', 'jpg', 'webp', 'avif', 'gif', 'bmp', 'jxl']

/** What stands in a picture's header. Sizes are the stored ones: orientation is not applied. */
export interface ImageHeader {
  /** One of DECODABLE_TYPES, or another name such as 'heic', 'tiff', 'svg', 'ico'. */
  readonly type: string
  /** Pixels, integers from 1; 0 where the header is damaged. */
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
  const { width, height } = sizeOf(bytes)
  return { type, width, height }
}

/** Depth of a PNG's channels in bits; 8 for all other bytes. */
export function bitsPerChannel(bytes: Uint8Array): number {
  return detectType(bytes) === 'png' ? (bytes[24] ?? 8) : 8
}

/** Signatures at the start of a file, checked in order. */
const SIGNATURES: readonly (readonly [type: string, signature: RegExp])[] = [
  ['png', /^\x89PNG\r\n\x1a\n/],
  ['jpg', /^\xff\xd8\xff/],
  ['webp', /^RIFF[^]{4}WEBP/],
  ['gif', /^GIF8[79]a/],
  ['bmp', /^BM/],
  ['jxl', /^(\xff\x0a|\0\0\0\x0cJXL )/],
  ['avif', /^[^]{4}ftyp(?=[^]*avi[fs])/],
  ['heic', /^[^]{4}ftyp(?=[^]*(hei[cxms]|hev[cxms]|mif1|msf1))/],
  ['tiff', /^(II[*+]\0|MM\0[*+])/],
  ['ico', /^\0\0[\x01\x02]\0/],
  ['psd', /^8BPS/],
  ['svg', /^(\xef\xbb\xbf)?\s*(<\?xml[^]*)?(<!--[^]*)?<svg\s/],
]

function detectType(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, 64))
  return SIGNATURES.find(([, signature]) => signature.test(start))?.[0] ?? null
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
