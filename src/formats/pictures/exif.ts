import { joinedBytes } from '../bytes.ts'
import { exifBlock } from '../exif-orientation.ts'
import { latin1, viewOf } from '../picture-parts.ts'
import {
  directorySize,
  numberOf,
  numbersEntry,
  readDirectory,
  tiffHeader,
  writeDirectory,
  type TiffEntry,
} from './tiff-entries.ts'

/** What a photo says of how it was taken (EXIF 2.32), in the directories that keep it. */
export interface Exif {
  /** Camera, date, artist, copyright. */
  readonly image: readonly TiffEntry[]
  /** Exposure, lens, dates. */
  readonly photo: readonly TiffEntry[]
  /** The place. */
  readonly gps: readonly TiffEntry[]
}

const LONG = 4
const SHORT = 3
const [EXIF_POINTER, GPS_POINTER] = [0x8769, 0x8825]
const [WIDTH, HEIGHT] = [0xa002, 0xa003]

/**
 * Of the first directory what holds for another picture of the same photo: description, make, model, software, date, artist,
 * host, rating, copyright. Size, orientation, resolution and thumbnail do not.
 */
const IMAGE_TAGS: ReadonlySet<number> = new Set([
  0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x4746, 0x4749, 0x8298,
])
/** What is wrong elsewhere: the maker's own notes, which point into their file; the size; the pointer to what is interoperable. */
const LEFT_OUT: ReadonlySet<number> = new Set([0x927c, WIDTH, HEIGHT, 0xa005])

/** The EXIF of a JPEG, PNG, WebP or TIFF that holds for what is made of the photo; null where it has none, or a damaged one. */
export function exifOf(file: Uint8Array): Exif | null {
  const tiff = tiffOf(file)
  if (tiff === null || tiff.length < 8) return null
  const isLittle = latin1(tiff, 0, 2) === 'II'
  const view = viewOf(tiff)
  const first = readDirectory(tiff, view.getUint32(4, isLittle), isLittle)
  const behind = (pointer: number) => {
    const at = numberOf(first.find(({ tag }) => tag === pointer))
    return at === null ? [] : readDirectory(tiff, at, isLittle)
  }
  const exif = {
    image: first.filter(({ tag }) => IMAGE_TAGS.has(tag)),
    photo: behind(EXIF_POINTER).filter(({ tag }) => !LEFT_OUT.has(tag)),
    gps: behind(GPS_POINTER),
  }
  return exif.image.length + exif.photo.length + exif.gps.length === 0 ? null : exif
}

/** The TIFF structure of a file: its EXIF, or all of a TIFF. */
function tiffOf(file: Uint8Array): Uint8Array | null {
  const start = latin1(file, 0, 4)
  if (start === 'II*\0' || start === 'MM\0*') return file
  const block = exifBlock(file)
  if (block === null) return null
  const tiff = file.subarray(block.start, block.end)
  return /^(II\*\0|MM\0\*)/.test(latin1(tiff, 0, 4)) ? tiff : null
}

/** Entries of a first directory, and the directories that they point to, which stand behind it. */
export interface ExifDirectories {
  readonly first: readonly TiffEntry[]
  readonly behind: readonly Uint8Array<ArrayBuffer>[]
}

/**
 * EXIF for an upright picture of a size in pixels.
 * @param more further entries of the first directory @param at its place in the file, even
 */
export function exifDirectories(
  { image, photo, gps }: Exif,
  width: number,
  height: number,
  more: readonly TiffEntry[] = [],
  at = 8,
): ExifDirectories {
  const sized = [...photo, numbersEntry(WIDTH, LONG, [width]), numbersEntry(HEIGHT, LONG, [height])]
  const upright = numbersEntry(0x0112, SHORT, [1])
  const pointers = [EXIF_POINTER, ...(gps.length > 0 ? [GPS_POINTER] : [])]
  const fill = (places: readonly number[]) => [
    ...image,
    upright,
    ...more,
    ...pointers.map((tag, i) => numbersEntry(tag, LONG, [places[i] ?? 0])),
  ]
  const sizedAt = at + directorySize(fill([]))
  const gpsAt = sizedAt + directorySize(sized)
  return {
    first: fill([sizedAt, gpsAt]),
    behind: [writeDirectory(sized, sizedAt), ...(gps.length > 0 ? [writeDirectory(gps, gpsAt)] : [])],
  }
}

/** EXIF as JPEG, PNG and WebP keep it: a TIFF without a picture. */
export function writeExif(exif: Exif, width: number, height: number): Uint8Array<ArrayBuffer> {
  const { first, behind } = exifDirectories(exif, width, height)
  return joinedBytes([tiffHeader(), writeDirectory(first, 8), ...behind])
}
