import { joinedBytes } from '../bytes.ts'
import { inflateUpTo } from '../inflate.ts'
import { openTiff, TAG } from '../tiff-directory.ts'
import { latin1, jpegSegments, pngChunks, riffChunks } from '../picture-parts.ts'

/** Stands before each part of a profile in a JPEG, then its number from 1 and how many there are (ICC.1:2022, annex B.4). */
export const ICC_MARK = 'ICC_PROFILE\0'
/** Bytes of a profile: those of printers have half a megabyte. */
const MOST = 4 * 2 ** 20

/** The whole ICC profile of a JPEG, PNG, WebP or TIFF; null where it has none, or a damaged one. */
export function profileOf(file: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const profile = isTiff(file)
    ? ofTiff(file)
    : latin1(file, 0, 2) === '\xff\xd8'
      ? ofJpeg(file)
      : (ofPng(file) ?? ofWebp(file))
  const isProfile = profile !== null && profile.length >= 132 && latin1(profile, 36, 40) === 'acsp'
  return isProfile && profile.length <= MOST ? new Uint8Array(profile) : null
}

/** Whether a file is a TIFF, whose values are read as they are. */
export function isTiff(file: Uint8Array): boolean {
  return /^(II[*+]\0|MM\0[*+])/.test(latin1(file, 0, 4))
}

function ofTiff(file: Uint8Array): Uint8Array | null {
  return openTiff(file)?.pages().next().value?.bytes(TAG.profile) ?? null
}

function ofJpeg(file: Uint8Array): Uint8Array | null {
  const parts: (readonly [number: number, bytes: Uint8Array])[] = []
  for (const { type, start, end } of jpegSegments(file)) {
    const data = start + ICC_MARK.length
    if (type !== 'e2' || latin1(file, start, data) !== ICC_MARK) continue
    parts.push([file[data] ?? 0, file.subarray(data + 2, end)])
  }
  return parts.length === 0 ? null : joinedBytes(parts.sort(([a], [b]) => a - b).map(([, bytes]) => bytes))
}

function ofPng(file: Uint8Array): Uint8Array | null {
  if (latin1(file, 1, 4) !== 'PNG') return null
  for (const { type, start, end } of pngChunks(file)) {
    if (type !== 'iCCP') continue
    const name = file.subarray(start, end).indexOf(0)
    try {
      // a name, NUL, the method of compression, and what zlib packed, whose header has two bytes
      return inflateUpTo(file.subarray(start + name + 4, end), MOST)
    } catch {
      return null // damaged, in one of many ways, which counts as none
    }
  }
  return null
}

function ofWebp(file: Uint8Array): Uint8Array | null {
  if (latin1(file, 8, 12) !== 'WEBP') return null
  for (const { type, start, end } of riffChunks(file)) if (type === 'ICCP') return file.subarray(start, end)
  return null
}
