/** A file of a ZIP, as it stands in it. */
export interface ZipEntry {
  readonly name: string
  /** Bytes, less than 4 GiB. */
  readonly size: number
  readonly crc32: number
}

/** What stands around the files of a ZIP: a header before each, and the directory after the last. */
export interface ZipFrame {
  readonly headers: readonly Uint8Array<ArrayBuffer>[]
  readonly directory: Uint8Array<ArrayBuffer>
}

const MOST = 0xffff_ffff
/** Version needed to extract: 2.0, and 4.5 where offsets take 64 bits. */
const [PLAIN, ZIP64] = [20, 45]
/** General purpose bit 11: names are UTF-8. */
const UTF8 = 0x800
/** 1 January 1980, so that the same files make the same archive. */
const DATE = 0x21

/**
 * A ZIP whose files are stored as they are (PKWARE APPNOTE 6.3.9), so that it can be put together from files that lie on
 * disk. Offsets of 4 GiB and more are written as ZIP64.
 * @throws RangeError for a file of 4 GiB or more
 */
export function zipFrame(entries: readonly ZipEntry[]): ZipFrame {
  const headers: Uint8Array<ArrayBuffer>[] = []
  const records: Uint8Array[] = []
  let offset = 0
  for (const entry of entries) {
    if (entry.size >= MOST) throw new RangeError(`${entry.name} is too large for a ZIP`)
    const name = new TextEncoder().encode(entry.name)
    const isFar = offset >= MOST
    const common = [
      [isFar ? ZIP64 : PLAIN, 2],
      [UTF8, 2],
      [0, 2],
      [0, 2],
      [DATE, 2],
      [entry.crc32, 4],
      [entry.size, 4],
      [entry.size, 4],
      [name.length, 2],
    ] as const
    const header = bytes([[0x0403_4b50, 4], ...common, [0, 2]], name)
    const extra = isFar ? bytes([[1, 2], [8, 2], [offset, 8]]) : bytes([]) // oxfmt-ignore
    const record = [
      [0x0201_4b50, 4],
      [isFar ? ZIP64 : PLAIN, 2],
      ...common,
      [extra.length, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [isFar ? MOST : offset, 4],
    ] as const
    headers.push(header)
    records.push(bytes(record, name, extra))
    offset += header.length + entry.size
  }
  const size = records.reduce((sum, record) => sum + record.length, 0)
  return { headers, directory: bytes([], ...records, directoryEnd(entries.length, size, offset)) }
}

function directoryEnd(count: number, size: number, offset: number): Uint8Array {
  const isFar = offset >= MOST
  const end = bytes([
    [0x0605_4b50, 4],
    [0, 4],
    [count, 2],
    [count, 2],
    [size, 4],
    [isFar ? MOST : offset, 4],
    [0, 2],
  ])
  if (!isFar) return end
  const far = bytes([
    [0x0606_4b50, 4],
    [44, 8],
    [ZIP64, 2],
    [ZIP64, 2],
    [0, 8],
    [count, 8],
    [count, 8],
    [size, 8],
    [offset, 8],
  ])
  const locator = bytes([
    [0x0706_4b50, 4],
    [0, 4],
    [offset + size, 8],
    [1, 4],
  ])
  return bytes([], far, locator, end)
}

/** Little-endian numbers of 2, 4 or 8 bytes, and bytes after them. */
function bytes(
  numbers: readonly (readonly [value: number, size: 2 | 4 | 8])[],
  ...rest: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const head = numbers.reduce((sum, [, size]) => sum + size, 0)
  const result = new Uint8Array(rest.reduce((sum, { length }) => sum + length, head))
  const view = new DataView(result.buffer)
  let at = 0
  for (const [value, size] of numbers) {
    if (size === 8) view.setBigUint64(at, BigInt(value), true)
    else if (size === 4) view.setUint32(at, value, true)
    else view.setUint16(at, value, true)
    at += size
  }
  for (const part of rest) {
    result.set(part, at)
    at += part.length
  }
  return result
}
