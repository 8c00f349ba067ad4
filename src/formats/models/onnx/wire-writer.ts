/*
 * Protocol buffers on the wire, as wire.ts reads them: a message is its fields, one after another, each the bytes of a tag and of
 * a value.
 */

import { joinedBytes } from '../../bytes.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A whole number from 0 to 2^53 in groups of 7 bits, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}

/** A field that is an integer; a negative one takes ten bytes. @param value of 54 bits */
export function intField(number: number, value: number): Bytes {
  return Uint8Array.of(...varint(number * 8), ...int(value))
}

/** Integers, packed. */
export function intsField(number: number, values: readonly number[]): Bytes {
  return bytesField(number, Uint8Array.from(values.flatMap(int)))
}

function int(value: number): number[] {
  if (value >= 0) return varint(value)
  let bits = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  for (; bits >= 128n; bits >>= 7n) bytes.push(Number(bits % 128n) + 128)
  return [...bytes, Number(bits)]
}

/** A field that is a float32. */
export function floatField(number: number, value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return Uint8Array.of(...varint(number * 8 + 5), ...bytes)
}

/** A field of bytes, such as a message. */
export function bytesField(number: number, bytes: Uint8Array): Bytes {
  return joinedBytes([Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes])
}

/** A field that is a text. */
export function textField(number: number, text: string): Bytes {
  return bytesField(number, new TextEncoder().encode(text))
}

/** A field that is a message of these fields. */
export function messageField(number: number, fields: readonly Uint8Array[]): Bytes {
  return bytesField(number, joinedBytes(fields))
}
