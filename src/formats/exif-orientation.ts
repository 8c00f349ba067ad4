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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const block = jpegExif(view) ?? webpExif(view) ?? pngExif(view)
  return block === null ? null : orientationInTiff(view, block.start, block.end)
}

interface Block {
  readonly start: number
  readonly end: number
}

function jpegExif(view: DataView): Block | null {
  if (!has(view, 0, [0xff, 0xd8])) return null
  for (let at = 2; at + 4 <= view.byteLength;) {
    const marker = view.getUint16(at)
    if (marker === 0xffff) {
      at += 1 // fill byte
      continue
    }
    const isScan = marker === 0xffda
    if (marker < 0xff01 || isScan) return null
    const end = at + 2 + view.getUint16(at + 2)
    if (marker === 0xffe1 && has(view, at + 4, EXIF_PREFIX)) return { start: at + 10, end }
    at = end
  }
  return null
}

function webpExif(view: DataView): Block | null {
  if (!hasText(view, 0, 'RIFF') || !hasText(view, 8, 'WEBP')) return null
  for (let at = 12; at + 8 <= view.byteLength;) {
    const size = view.getUint32(at + 4, true)
    const end = at + 8 + size
    if (hasText(view, at, 'EXIF')) {
      // some writers put JPEG's prefix before the TIFF structure
      return { start: at + (has(view, at + 8, EXIF_PREFIX) ? 14 : 8), end }
    }
    at = end + (size % 2)
  }
  return null
}

function pngExif(view: DataView): Block | null {
  if (!hasText(view, 1, 'PNG')) return null
  for (let at = 8; at + 12 <= view.byteLength;) {
    const end = at + 8 + view.getUint32(at)
    if (hasText(view, at + 4, 'eXIf')) return { start: at + 8, end }
    at = end + 4
  }
  return null
}

function orientationInTiff(view: DataView, start: number, wantedEnd: number): OrientationTag | null {
  const end = Math.min(wantedEnd, view.byteLength)
  if (start + 8 > end) return null
  const little = hasText(view, start, 'II')
  if (!little && !hasText(view, start, 'MM')) return null
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

const EXIF_PREFIX = [0x45, 0x78, 0x69, 0x66, 0, 0]

function has(view: DataView, at: number, expected: readonly number[]): boolean {
  return (
    at + expected.length <= view.byteLength && expected.every((byte, i) => view.getUint8(at + i) === byte)
  )
}

function hasText(view: DataView, at: number, text: string): boolean {
  return has(
    view,
    at,
    Array.from(text, (letter) => letter.charCodeAt(0)),
  )
}

function isOrientation(value: number): value is Orientation {
  return Number.isInteger(value) && value >= 1 && value <= 8
}
