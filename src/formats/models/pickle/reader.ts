import { FormatError } from '../../../core/errors.ts'

/** That the bytes end before the pickle does. */
export class PickleEnd extends FormatError {}

/** The bytes of a pickle, one after another. */
export class PickleReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  byte(): number {
    return this.#view.getUint8(this.#take(1))
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true)
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  /** A 64-bit length; beyond 2^53 as much as a float64 says. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true))
  }

  /** Big-endian, as BINFLOAT has it. */
  float64(): number {
    return this.#view.getFloat64(this.#take(8))
  }

  bytes(length: number): Uint8Array {
    const at = this.#take(length)
    return this.#bytes.subarray(at, at + length)
  }

  text(length: number): string {
    return new TextDecoder().decode(this.bytes(length))
  }

  /** Text up to the end of the line. */
  line(): string {
    const end = this.#bytes.indexOf(10, this.at)
    if (end < 0) throw new PickleEnd(ENDS, '')
    const text = this.text(end - this.at)
    this.at += 1
    return text
  }

  #take(length: number): number {
    const at = this.at
    if (length > this.#bytes.length - at) throw new PickleEnd(ENDS, '')
    this.at += length
    return at
  }
}

const ENDS = 'the pickle ends early: the file is cut or damaged'
