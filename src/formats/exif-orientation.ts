import { jpegSegments, latin1, pngChunks, riffChunks, viewOf } from './picture-parts.ts'

/** EXIF orientation: how the stored picture has to be turned to stand upright. 1 is upright, see orientPlane. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** Where a file keeps its orientation: the low byte of its value stands at `offset`. */
export interface OrientationTag {
  readonly orientation: Orientation
  readonly offset: number
}

/**
 * Find the EXIF orientation of a JPEG, WebP or PNG (EXIF 2.32, section 4.6.2; tag 0x0112, a SHORT in IFD 0).
 * @returns null when the file has none; damaged metadata counts as none, as in browsers
 */
export function findOrientation(bytes: Uint8Array): OrientationTag | null {
  const block = exifBlock(bytes)
  return block === null ? null : orientationInTiff(bytes, block.start, block.end)
}

/** Where something lies in a file: bytes [start, end), which may reach beyond its end. */
export interface Block {
  readonly start: number
  readonly end: number
}

/** Stands before the TIFF structure in JPEG, and where some writers of WebP put it too. */
const PREFIX = 'Exif\0\0'

/** Where a JPEG, WebP or PNG keeps its EXIF, a TIFF structure; null where it has none. */
export function exifBlock(bytes: Uint8Array): Block | null {
  const afterPrefix = ({ start, end }: Block) =>
    latin1(bytes, start, start + PREFIX.length) === PREFIX ? { start: start + PREFIX.length, end } : null
  if (latin1(bytes, 0, 2) === '\xff\xd8') {
    for (const segment of jpegSegments(bytes)) {
      const block = segment.type === 'e1' ? afterPrefix(segment) : null
      if (block !== null) return block
    }
  } else if (latin1(bytes, 0, 4) === 'RIFF' && latin1(bytes, 8, 12) === 'WEBP') {
    for (const chunk of riffChunks(bytes)) if (chunk.type === 'EXIF') return afterPrefix(chunk) ?? chunk
  } else if (latin1(bytes, 1, 4) === 'PNG') {
    for (const chunk of pngChunks(bytes)) if (chunk.type === 'eXIf') return chunk
  }
  return null
}

function orientationInTiff(bytes: Uint8Array, start: number, wantedEnd: number): OrientationTag | null {
  const view = viewOf(bytes)
  const end = Math.min(wantedEnd, view.byteLength)
  if (start + 8 > end) return null
  const order = latin1(bytes, start, start + 2)
  if (order !== 'II' && order !== 'MM') return null
  const little = order === 'II'
  const directory = start + view.getUint32(start + 4, little)
  if (directory + 2 > end) return null
  const entries = view.getUint16(directory, little)
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + 12 * i
    if (at + 12 > end) return null
    if (view.getUint16(at, little) !== 0x0112) continue
    const value = view.getUint16(at + 8, little)
    const offset = little ? at + 8 : at + 9
    return isOrientation(value) ? { orientation: value, offset } : null
  }
  return null
}

/** Whether a number is an orientation. */
export function isOrientation(value: number): value is Orientation {
  return Number.isInteger(value) && value >= 1 && value <= 8
}
