import type { Size } from '../core/image/image-tensor.ts'
import { isOrientation, type Orientation } from './exif-orientation.ts'
import { jpegSegments, latin1, viewOf } from './picture-parts.ts'
import { openTiff, TAG, type Directory, type Tiff } from './tiff-directory.ts'

/** A JPEG that a camera put into its RAW photo. */
export interface RawPreview {
  readonly jpeg: Uint8Array
  readonly size: Size
  /** As the RAW photo says; what the JPEG says itself does not count. */
  readonly orientation: Orientation
}

/** Directories that are looked at, those within others too. */
const MOST_DIRECTORIES = 64

/**
 * The largest JPEG in a RAW photo that is a TIFF, such as DNG, CR2, NEF and ARW: named by JPEGInterchangeFormat, or a picture of
 * one strip that is a JPEG (TIFF/EP, DNG 1.6). The sensor's values may be packed as lossless JPEG, which is no preview.
 * @returns null where there is none
 */
export function rawPreview(bytes: Uint8Array): RawPreview | null {
  const tiff = openTiff(bytes)
  if (tiff === null) return null
  let best: Omit<RawPreview, 'orientation'> | null = null
  let orientation = 0
  for (const directory of directoriesOf(tiff)) {
    if (orientation === 0) orientation = directory.number(TAG.orientation, 1)
    for (const [offset, length] of piecesOf(directory)) {
      const jpeg = bytes.subarray(offset, offset + length)
      const size = shownSize(jpeg)
      const isLarger = size !== null && (best === null || areaOf(size) > areaOf(best.size))
      if (isLarger) best = { jpeg, size }
    }
  }
  return best && { ...best, orientation: isOrientation(orientation) ? orientation : 1 }
}

/** The pages, the first one first, and the directories that they name. */
function* directoriesOf(tiff: Tiff): Generator<Directory> {
  const waiting: (Directory | null)[] = []
  let count = 0
  for (const page of tiff.pages()) {
    waiting.push(page)
    if (waiting.length >= MOST_DIRECTORIES) break
  }
  for (let next = waiting.shift(); next !== undefined && count < MOST_DIRECTORIES; next = waiting.shift()) {
    if (next === null) continue
    yield next
    count += 1
    const inner = next.numbers(TAG.subDirectories).slice(0, MOST_DIRECTORIES)
    waiting.push(...inner.map(tiff.directoryAt))
  }
}

/** Where JPEGs of a directory may lie. */
function piecesOf(directory: Directory): (readonly [offset: number, length: number])[] {
  const named = [directory.number(TAG.jpegOffset, 0), directory.number(TAG.jpegLength, 0)] as const
  const offsets = directory.numbers(TAG.stripOffsets)
  const isJpeg = [6, 7].includes(directory.number(TAG.compression, 1))
  const strip = [offsets[0] ?? 0, directory.number(TAG.stripByteCounts, 0)] as const
  return isJpeg && offsets.length === 1 ? [named, strip] : [named]
}

/** The size of a baseline or progressive JPEG, which browsers show; null for any other. */
function shownSize(jpeg: Uint8Array): Size | null {
  if (latin1(jpeg, 0, 3) !== '\xff\xd8\xff') return null
  for (const { type, start } of jpegSegments(jpeg)) {
    if (!/^c[0-35-79-bd-f]$/.test(type)) continue
    if (!/^c[0-2]$/.test(type) || start + 5 > jpeg.length) return null
    const view = viewOf(jpeg)
    return { width: view.getUint16(start + 3), height: view.getUint16(start + 1) }
  }
  return null
}

function areaOf({ width, height }: Size): number {
  return width * height
}
