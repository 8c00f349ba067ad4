import { viewOf } from '../picture-parts.ts'

/** An entry of a TIFF directory (TIFF 6.0, section 2) as it goes from one file into another; `tiff-directory` reads what it means. */
export interface TiffEntry {
  readonly tag: number
  readonly type: TiffType
  /** Its values, little-endian. */
  readonly bytes: Uint8Array
}

/** BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG, SRATIONAL, FLOAT, DOUBLE. */
export type TiffType = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12

/** Of each type the bytes of a value, and those that turn round together in a big-endian file. */
const SIZES: Readonly<Record<TiffType, readonly [size: number, unit: number]>> = {
  1: [1, 1],
  2: [1, 1],
  3: [2, 2],
  4: [4, 4],
  5: [8, 4],
  6: [1, 1],
  7: [1, 1],
  8: [2, 2],
  9: [4, 4],
  10: [8, 4],
  11: [4, 4],
  12: [8, 8],
}
const [SHORT, LONG] = [3, 4] as const
/** Values of at most so many bytes stand in their entry. */
const INLINE = 4
const ENTRY = 12
/** Bytes of a value that are read: what is longer is a picture, a profile or a maker's own. */
const MOST_BYTES = 16_384

/** Whole numbers as an entry. */
export function numbersEntry(
  tag: number,
  type: typeof SHORT | typeof LONG,
  values: readonly number[],
): TiffEntry {
  const bytes = new Uint8Array((type === SHORT ? 2 : 4) * values.length)
  const view = viewOf(bytes)
  for (const [i, value] of values.entries()) {
    if (type === SHORT) view.setUint16(2 * i, value, true)
    else view.setUint32(4 * i, value, true)
  }
  return { tag, type, bytes }
}

/** The first whole number of an entry; null for other types and none. */
export function numberOf(entry: TiffEntry | undefined): number | null {
  if (entry?.type === SHORT && entry.bytes.length >= 2) return viewOf(entry.bytes).getUint16(0, true)
  if (entry?.type === LONG && entry.bytes.length >= 4) return viewOf(entry.bytes).getUint32(0, true)
  return null
}

/** The directory at a place of a TIFF; entries that are damaged, very long or of an unknown type are left out. */
export function readDirectory(tiff: Uint8Array, at: number, isLittle: boolean): TiffEntry[] {
  const view = viewOf(tiff)
  if (at < 8 || at + 2 > tiff.length) return []
  const entries: TiffEntry[] = []
  const end = Math.min(tiff.length, at + 2 + ENTRY * view.getUint16(at, isLittle))
  for (let from = at + 2; from + ENTRY <= end; from += ENTRY) {
    const type = view.getUint16(from + 2, isLittle)
    if (!isType(type)) continue
    const [size, unit] = SIZES[type]
    const length = size * view.getUint32(from + 4, isLittle)
    const start = length <= INLINE ? from + 8 : view.getUint32(from + 8, isLittle)
    if (length > MOST_BYTES || start + length > tiff.length) continue
    const bytes = tiff.slice(start, start + length)
    if (!isLittle) for (let i = 0; i < length; i += unit) bytes.subarray(i, i + unit).reverse()
    entries.push({ tag: view.getUint16(from, isLittle), type, bytes })
  }
  return entries
}

/** Bytes that a directory of these entries takes, with their values; even. */
export function directorySize(entries: readonly TiffEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + outside(bytes), 6 + ENTRY * entries.length)
}

/** A directory as it stands at a place of a little-endian TIFF, its values behind it; the last of its chain. */
export function writeDirectory(entries: readonly TiffEntry[], at: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(directorySize(entries))
  const view = viewOf(result)
  view.setUint16(0, entries.length, true)
  let value = 6 + ENTRY * entries.length
  for (const [i, { tag, type, bytes }] of entries.toSorted((a, b) => a.tag - b.tag).entries()) {
    const entry = 2 + ENTRY * i
    view.setUint16(entry, tag, true)
    view.setUint16(entry + 2, type, true)
    view.setUint32(entry + 4, bytes.length / SIZES[type][0], true)
    if (outside(bytes) === 0) {
      result.set(bytes, entry + 8)
      continue
    }
    view.setUint32(entry + 8, at + value, true)
    result.set(bytes, value)
    value += outside(bytes)
  }
  return result
}

/** The header of a little-endian TIFF whose first directory stands behind it. */
export function tiffHeader(): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0)
}

/** Bytes of a value that stands behind its directory. */
function outside({ length }: Uint8Array): number {
  return length <= INLINE ? 0 : length + (length % 2)
}

function isType(type: number): type is TiffType {
  return Object.hasOwn(SIZES, type)
}
