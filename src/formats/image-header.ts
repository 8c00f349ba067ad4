import { imageSize } from 'image-size'
import type { Size } from '../core/image/image-tensor.ts'
import { openTiff, TAG } from './tiff-directory.ts'
import { gifFrames, jpegSegments, latin1, viewOf } from './picture-parts.ts'

/** Kinds of pictures that are opened, by FileKind. */
export const DECODABLE_KINDS: readonly string[] = [
  'png',
  'jpg',
  'webp',
  'avif',
  'gif',
  'bmp',
  'jxl',
  'tiff',
  'heic',
]

/** How the header of a kind gives the size; null where it does not, and throws where it goes on beyond the file. */
const SIZES: Readonly<Record<string, (bytes: Uint8Array) => Size | null>> = {
  png: pngSize,
  jpg: jpegSize,
  bmp: bmpSize,
  gif: gifSize,
  webp: imageSize,
  avif: imageSize,
  jxl: imageSize,
  tiff: tiffSize,
  heic: imageSize,
}

/**
 * Read the size of a picture from its header, without decoding it. Decoders put up with more than this does.
 * @param kind one of DECODABLE_KINDS
 * @returns as stored, before orientation; null when the header cannot be followed
 */
export function readSize(bytes: Uint8Array, kind: string): Size | null {
  try {
    const size = SIZES[kind]?.(bytes) ?? null
    if (size === null || ![size.width, size.height].every((side) => Number.isInteger(side) && side >= 0))
      return null
    return { width: size.width, height: size.height }
  } catch {
    // errors of every kind, all of which mean a header that cannot be followed: the decoder will see
    return null
  }
}

function pngSize(bytes: Uint8Array): Size | null {
  if (latin1(bytes, 12, 16) !== 'IHDR') return null
  const view = viewOf(bytes)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** From the frame header (ITU-T T.81, B.2.2): markers C0 to CF but those of tables, extensions and arithmetic conditioning. */
function jpegSize(bytes: Uint8Array): Size | null {
  const view = viewOf(bytes)
  for (const { type, start } of jpegSegments(bytes)) {
    if (!/^c[0-35-79-bd-f]$/.test(type)) continue
    return { width: view.getUint16(start + 3), height: view.getUint16(start + 1) }
  }
  return null
}

/** OS/2's first header has sides of 16 bits, all others have 32; a negative height means rows from the top. */
function bmpSize(bytes: Uint8Array): Size {
  const view = viewOf(bytes)
  if (view.getUint32(14, true) === 12)
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) }
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) }
}

/** The screen, or the first frame where that is larger. */
function gifSize(bytes: Uint8Array): Size {
  const view = viewOf(bytes)
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)]
  const [first = { width, height }] = gifFrames(bytes)
  return { width: Math.max(width, first.width), height: Math.max(height, first.height) }
}

/** Of the first page. */
function tiffSize(bytes: Uint8Array): Size | null {
  const page = openTiff(bytes)?.pages().next().value
  return page === undefined ? null : { width: page.number(TAG.width, 0), height: page.number(TAG.height, 0) }
}
