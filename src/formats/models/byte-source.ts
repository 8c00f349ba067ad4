import { FormatError } from '../../core/errors.ts'

/** A file of which any part can be read without the rest. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number
  /** The bytes from `from` to before `to`. @throws FormatError where the file ends earlier */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>
}

/** A file that may be wanted whole, too. */
export interface WholeSource extends ByteSource {
  /** All of it, held against its checksum where it has one. @throws FormatError */
  readAll(): Promise<Uint8Array<ArrayBuffer>>
}

/** A file of the system, read piece by piece. */
export function sourceOf(file: Blob): ByteSource {
  return {
    size: file.size,
    async read(from, to) {
      checkRange(file.size, from, to)
      return new Uint8Array(await file.slice(from, to).arrayBuffer())
    },
  }
}

/** Bytes that are held already, such as the unpacked part of a file. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(from, to) {
      checkRange(bytes.length, from, to)
      return Promise.resolve(bytes.slice(from, to))
    },
  }
}

function checkRange(size: number, from: number, to: number): void {
  if (from < 0 || to < from || to > size) {
    throw new FormatError(`the file ends early: at byte ${size}, of ${to} that it needs`, '')
  }
}
