import { Inflate } from 'fflate'
import { FormatError } from '../../../core/errors.ts'
import { crc32 } from '../../crc32.ts'
import { inflateUpTo } from '../../inflate.ts'
import type { ByteSource, WholeSource } from '../byte-source.ts'
import { refuse, within } from '../places.ts'
import type { ZipMember } from './directory.ts'

const HEADER = 0x0403_4b50
const HEADER_BYTES = 30
/** Packed bytes that are unpacked at once while only the beginning is wanted: to 1 MiB at most. */
const PIECE = 1024
/** Bytes that are unpacked at once: all weights that a pipeline holds as float64, and a header. */
export const MAX_UNPACKED = 33 * 2 ** 20

/** A file of a ZIP as a source of its own; parts of a packed one are parts of its beginning. @throws FormatError */
export function memberSource(zip: ByteSource, member: ZipMember): WholeSource {
  const { name, method, size, packed } = member
  const start = async () => {
    const bytes = await zip.read(member.offset, member.offset + HEADER_BYTES)
    const view = new DataView(bytes.buffer)
    if (view.getUint32(0, true) !== HEADER) refuse('its header in the ZIP is damaged')
    return member.offset + HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true)
  }
  return {
    size,
    read: (from, to) =>
      within(name, async () => {
        if (from < 0 || to < from || to > size)
          refuse(`it ends early: at byte ${size}, of ${to} that it needs`)
        const at = await start()
        if (method === 0) return zip.read(at + from, at + to)
        checkRoom(to)
        return (await unpackedStart(zip, at, packed, to)).slice(from, to)
      }),
    readAll: () =>
      within(name, async () => {
        checkRoom(size)
        const at = await start()
        const bytes = await zip.read(at, at + packed)
        const all = method === 0 ? bytes : unpacked(bytes, size)
        if (crc32(all) !== member.crc32) refuse('its checksum is not that of the ZIP: the file is damaged')
        return all
      }),
  }
}

/** @throws FormatError for more bytes than are unpacked */
function checkRoom(size: number): void {
  if (size > MAX_UNPACKED) refuse(`${size} bytes are more than ${MAX_UNPACKED}, which a pipeline holds`)
}

/** All of a packed file. */
function unpacked(packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const all = damagedUnless(() => inflateUpTo(packed, size))
  if (all.length !== size) refuse(`claims ${size} bytes, but unpacks to ${all.length}`)
  return new Uint8Array(all)
}

/** The first `length` bytes of a packed file, unpacked piece by piece, and what came with the last piece. */
async function unpackedStart(
  zip: ByteSource,
  at: number,
  packed: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  let made = 0
  const inflate = new Inflate((piece) => {
    pieces.push(piece)
    made += piece.length
  })
  for (let done = 0; made < length && done < packed; done += PIECE) {
    const piece = await zip.read(at + done, at + Math.min(done + PIECE, packed))
    damagedUnless(() => inflate.push(piece, done + PIECE >= packed))
  }
  if (made < length) refuse(`it ends early: at byte ${made}, of ${length} that it needs`)
  const bytes = new Uint8Array(made)
  pieces.reduce((end, piece) => {
    bytes.set(piece, end)
    return end + piece.length
  }, 0)
  return bytes
}

/** What fflate throws for data that no DEFLATE made, in words. */
function damagedUnless<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof FormatError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new FormatError(`cannot be unpacked: the file is damaged (${why})`, '')
  }
}
