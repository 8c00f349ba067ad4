import { FormatError } from '../../../core/errors.ts'
import type { ByteSource } from '../byte-source.ts'

/*
 * Protocol buffers on the wire (protobuf.dev/programming-guides/encoding): a message is a row of fields, each a tag (field
 * number * 8 + wire type) and a value. Read from a file piece by piece, so that what is skipped is never held.
 */

/** A field of a message: a number, or bytes from `from` to before `to` of the file. */
export interface WireField {
  readonly number: number
  /** A variable-length integer, signed; null for bytes. Beyond 2^53 as much as a float64 says. */
  readonly value: number | null
  readonly from: number
  readonly to: number
}

/** Fields of a file that are looked at: the largest graphs have some 100,000. */
const MAX_FIELDS = 2_000_000
/** Bytes of a file that are held at once while it is looked through. */
const WINDOW = 16_384
/** Bytes of the longest tag and the longest integer. */
const LONGEST = 20

/** A file of one message. Positions are bytes of the file. */
export class WireFile {
  #window = new Uint8Array()
  #start = 0
  #fields = 0

  constructor(readonly source: ByteSource) {}

  /** The fields of a message that lies from `from` to before `to`. @throws FormatError where it is none */
  async *fields(from: number, to: number): AsyncGenerator<WireField, void, undefined> {
    let at = from
    while (at < to) {
      this.#fields += 1
      if (this.#fields > MAX_FIELDS) fail(`it has more than ${MAX_FIELDS.toLocaleString('en')} fields`, at)
      const end = Math.min(at + LONGEST, to)
      if (!this.#holds(at, end)) await this.#hold(at, end)
      const field = this.#fieldAt(at, to)
      yield field
      at = field.to
    }
  }

  /** Bytes of the file. */
  async bytes(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    if (to - from > WINDOW) return this.source.read(from, to)
    if (!this.#holds(from, to)) await this.#hold(from, to)
    return this.#window.slice(from - this.#start, to - this.#start)
  }

  #holds(from: number, to: number): boolean {
    return from >= this.#start && to <= this.#start + this.#window.length
  }

  async #hold(from: number, to: number): Promise<void> {
    this.#window = await this.source.read(from, Math.max(to, Math.min(from + WINDOW, this.source.size)))
    this.#start = from
  }

  #fieldAt(start: number, to: number): WireField {
    const window = this.#window.subarray(0, to - this.#start)
    const tag = readVarint(window, start - this.#start)
    const number = Math.floor(tag.value / 8)
    if (tag.value < 8 || number >= 2 ** 29) fail('no field of a message', start)
    const at = this.#start + tag.end
    const sized = (from: number, size: number): WireField => {
      if (size < 0 || size > to - from) fail(`a field claims ${size} bytes, but ${to - from} are left`, start)
      return { number, value: null, from, to: from + size }
    }
    switch (tag.value % 8) {
      case 0: {
        const { value, end } = readVarint(window, tag.end)
        return { number, value, from: at, to: this.#start + end }
      }
      case 1:
        return sized(at, 8)
      case 2: {
        const { value, end } = readVarint(window, tag.end)
        return sized(this.#start + end, value)
      }
      case 5:
        return sized(at, 4)
      default:
        return fail('a field of a kind that is not in use', start)
    }
  }
}

/**
 * The integer at a place, two's complement of 64 bits, and where it ends.
 * @throws FormatError where the bytes end before it does
 */
export function readVarint(bytes: Uint8Array, at: number): { value: number; end: number } {
  let [low, high, scale] = [0, 0, 1]
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) throw new FormatError('a message ends within a number', '')
    // 28 bits, then the 36 above them
    if (i < 4) low += (byte & 127) * scale
    else high += (byte & 127) * scale
    scale = i === 3 ? 1 : scale * 128
    if (byte < 128) return { value: signed(high % 2 ** 36, low), end: at + i + 1 }
  }
  throw new FormatError('a number of more than ten bytes', '')
}

function signed(high: number, low: number): number {
  return high >= 2 ** 35 ? (high - 2 ** 36) * 2 ** 28 + low : high * 2 ** 28 + low
}

function fail(problem: string, at: number): never {
  throw new FormatError(problem, `byte ${at}`)
}
