import { latin1, viewOf } from './picture-parts.ts'

/** Tags of TIFF 6.0 that are read here. */
export const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subDirectories: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  jpegOffset: 513,
  jpegLength: 514,
  subsampling: 530,
  profile: 34_675,
} as const

/** A directory of a TIFF file: what it says of one picture. */
export interface Directory {
  /** Numbers of a tag, as far as they lie in the file; none where it has no such tag, or one of no numbers. */
  numbers(tag: number): readonly number[]
  /** The first of them. */
  number(tag: number, otherwise: number): number
  /** The bytes of a tag's value, as far as they lie in the file. */
  bytes(tag: number): Uint8Array
}

/** A TIFF file as far as its header says. */
export interface Tiff {
  readonly little: boolean
  /** Directories of the pages, in order; each once, however they are linked. */
  readonly pages: () => Generator<Directory, undefined>
  /** The directory that stands at an offset; null where there is none. */
  readonly directoryAt: (offset: number) => Directory | null
}

/** How the fields of a directory are written: in classic TIFF, and in BigTIFF. */
interface Form {
  readonly big: boolean
  /** Bytes of the number of entries, of an entry, and of an offset. */
  readonly count: number
  readonly entry: number
  readonly offset: number
}

const CLASSIC: Form = { big: false, count: 2, entry: 12, offset: 4 }
const BIG: Form = { big: true, count: 8, entry: 20, offset: 8 }

/** Bytes of a number, by its type in TIFF; types of no whole numbers are left out. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 7: 1, 13: 4, 16: 8, 18: 8 }
/** Pages of a file that are counted. */
const MOST_PAGES = 10_000
/** Numbers of a tag that are read: pieces of a picture, at most. */
const MOST_NUMBERS = 1 << 20

/** Open a TIFF, or a RAW photo that is one; also of the marks that some makers of cameras use. Null for what is none. */
export function openTiff(bytes: Uint8Array): Tiff | null {
  const order = latin1(bytes, 0, 2)
  if (bytes.length < 16 || (order !== 'II' && order !== 'MM')) return null
  const little = order === 'II'
  const view = viewOf(bytes)
  const form = view.getUint16(2, little) === 43 ? BIG : CLASSIC
  const directoryAt = (offset: number) => readDirectory(bytes, offset, little, form)?.directory ?? null
  function* pages(): Generator<Directory, undefined> {
    const seen = new Set<number>()
    let at = form.big ? Number(view.getBigUint64(8, little)) : view.getUint32(4, little)
    while (!seen.has(at) && seen.size < MOST_PAGES) {
      seen.add(at)
      const found = readDirectory(bytes, at, little, form)
      if (found === null) return
      yield found.directory
      at = found.next
    }
  }
  return { little, pages, directoryAt }
}

interface Entry {
  readonly type: number
  readonly count: number
  /** Where its value stands. */
  readonly at: number
}

function readDirectory(
  bytes: Uint8Array,
  offset: number,
  little: boolean,
  form: Form,
): { readonly directory: Directory; readonly next: number } | null {
  const view = viewOf(bytes)
  if (offset < 8 || offset + form.count > bytes.length) return null
  const word = (at: number) => (form.big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little))
  const count = form.big ? word(offset) : view.getUint16(offset, little)
  const first = offset + form.count
  const end = first + form.entry * count
  if (count === 0 || first + form.entry > bytes.length) return null
  const entries = new Map<number, Entry>()
  for (let at = first; at < end && at + form.entry <= bytes.length; at += form.entry) {
    const type = view.getUint16(at + 2, little)
    const values = word(at + 4)
    const inline = at + 4 + form.offset
    const size = (SIZES[type] ?? 1) * values
    const tag = view.getUint16(at, little)
    if (!entries.has(tag))
      entries.set(tag, { type, count: values, at: size <= form.offset ? inline : word(inline) })
  }
  const next = end + form.offset <= bytes.length ? word(end) : 0
  return { directory: directoryOf(bytes, entries, little), next }
}

function directoryOf(bytes: Uint8Array, entries: ReadonlyMap<number, Entry>, little: boolean): Directory {
  const view = viewOf(bytes)
  const readers: Readonly<Record<number, (at: number) => number>> = {
    1: (at) => view.getUint8(at),
    2: (at) => view.getUint16(at, little),
    4: (at) => view.getUint32(at, little),
    8: (at) => Number(view.getBigUint64(at, little)),
  }
  function numbers(tag: number, most = MOST_NUMBERS): number[] {
    const entry = entries.get(tag)
    const size = SIZES[entry?.type ?? 0]
    const read = readers[size ?? 0]
    if (entry === undefined || size === undefined || read === undefined) return []
    const length = Math.min(entry.count, most, Math.floor(Math.max(0, bytes.length - entry.at) / size))
    return Array.from({ length }, (_, i) => read(entry.at + size * i))
  }
  return {
    numbers: (tag) => numbers(tag),
    number: (tag, otherwise) => numbers(tag, 1)[0] ?? otherwise,
    bytes: (tag) => {
      const entry = entries.get(tag)
      if (entry === undefined) return new Uint8Array()
      return bytes.subarray(entry.at, entry.at + entry.count * (SIZES[entry.type] ?? 1))
    },
  }
}
