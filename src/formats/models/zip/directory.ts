import type { ByteSource } from '../byte-source.ts'
import { refuse } from '../places.ts'

/** A file in a ZIP, as its directory describes it. */
export interface ZipMember {
  readonly name: string
  /** 0 stored, 8 DEFLATE. */
  readonly method: number
  /** Bytes that it takes in the ZIP. */
  readonly packed: number
  /** Bytes of the file itself. */
  readonly size: number
  readonly crc32: number
  /** Where its own header begins. */
  readonly offset: number
}

const [END, END64, LOCATOR64, RECORD] = [0x0605_4b50, 0x0606_4b50, 0x0706_4b50, 0x0201_4b50]
const [END_BYTES, LOCATOR_BYTES, END64_BYTES, RECORD_BYTES] = [22, 20, 56, 46]
const MAX_COMMENT = 0xffff
/** Two for each tensor that a file may list. */
const MAX_MEMBERS = 131_072
const MAX_DIRECTORY = 64 * 2 ** 20
/** What stands in a field whose value is in the ZIP64 part. */
const FAR32 = 0xffff_ffff

/**
 * The directory at the end of a ZIP (PKWARE APPNOTE 6.3.9, 4.3.12 to 4.3.16, with ZIP64); no file in it is read.
 * @throws FormatError for a damaged or encrypted one, and one that names a file twice
 */
export async function readZip(source: ByteSource): Promise<ZipMember[]> {
  const { count, size, offset } = await readEnd(source)
  if (count > MAX_MEMBERS) refuse(`the ZIP lists ${count} files, more than ${MAX_MEMBERS}`)
  if (size > MAX_DIRECTORY || size < count * RECORD_BYTES || offset + size > source.size)
    refuse('the directory of the ZIP is damaged')
  const view = viewOf(await source.read(offset, offset + size))
  const members: ZipMember[] = []
  const names = new Set<string>()
  let at = 0
  for (let i = 0; i < count; i++) {
    const { member, next } = readRecord(view, at)
    if (names.has(member.name)) refuse('stands in the ZIP twice', member.name)
    if (member.offset + member.packed > source.size) refuse('reaches beyond the end of the file', member.name)
    names.add(member.name)
    members.push(member)
    at = next
  }
  return members
}

async function readEnd(source: ByteSource): Promise<{ count: number; size: number; offset: number }> {
  const start = Math.max(0, source.size - END_BYTES - MAX_COMMENT)
  const view = viewOf(await source.read(start, source.size))
  let at = view.byteLength - END_BYTES
  const isEnd = () =>
    view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength
  while (at >= 0 && !isEnd()) at -= 1
  if (at < 0) refuse('the directory at the end of the ZIP is missing: the file is cut or damaged')
  const locator = at - LOCATOR_BYTES
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64) {
    return readEnd64(source, Number(view.getBigUint64(locator + 8, true)))
  }
  return {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  }
}

async function readEnd64(
  source: ByteSource,
  at: number,
): Promise<{ count: number; size: number; offset: number }> {
  if (at + END64_BYTES > source.size) refuse('the directory of the ZIP is damaged')
  const view = viewOf(await source.read(at, at + END64_BYTES))
  if (view.getUint32(0, true) !== END64) refuse('the directory of the ZIP is damaged')
  const number = (field: number) => Number(view.getBigUint64(field, true))
  return { count: number(32), size: number(40), offset: number(48) }
}

function readRecord(view: DataView, at: number): { member: ZipMember; next: number } {
  if (at + RECORD_BYTES > view.byteLength || view.getUint32(at, true) !== RECORD)
    refuse('the directory of the ZIP is damaged')
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
    view.getUint16(at + field, true),
  ) as [number, number, number]
  const extra = at + RECORD_BYTES + nameBytes
  const next = extra + extraBytes + commentBytes
  if (next > view.byteLength) refuse('the directory of the ZIP is damaged')
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + RECORD_BYTES, nameBytes)
  const name = new TextDecoder().decode(bytes)
  if ((view.getUint16(at + 8, true) & 1) !== 0) refuse('is encrypted', name)
  const method = view.getUint16(at + 10, true)
  if (method !== 0 && method !== 8) refuse(`is packed in a way that is not read (method ${method})`, name)
  const near = [24, 20, 42].map((field) => view.getUint32(at + field, true))
  const far = farNumbers(new DataView(view.buffer, view.byteOffset + extra, extraBytes))
  // the ZIP64 part holds, in this order, only what did not fit
  const [size = 0, packed = 0, offset = 0] = near.map((value) =>
    value === FAR32 ? (far.shift() ?? FAR32) : value,
  )
  if (method === 0 && size !== packed) refuse(`claims ${size} bytes, but ${packed} are there`, name)
  return { member: { name, method, packed, size, crc32: view.getUint32(at + 16, true), offset }, next }
}

/** The 64-bit numbers of a record's ZIP64 part (4.5.3). */
function farNumbers(extra: DataView): number[] {
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const [id, length] = [extra.getUint16(at, true), extra.getUint16(at + 2, true)]
    const end = Math.min(at + 4 + length, extra.byteLength)
    if (id === 1) {
      const numbers: number[] = []
      for (let field = at + 4; field + 8 <= end; field += 8)
        numbers.push(Number(extra.getBigUint64(field, true)))
      return numbers
    }
    at = end
  }
  return []
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
