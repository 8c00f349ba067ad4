import { FormatError } from '../../../core/errors.ts'
import { readVarint, type WireField, type WireFile } from './wire.ts'

/** Entries of a list of numbers within an attribute or a shape. */
const MAX_ENTRIES = 65_536

/** Visit the fields of a message that lies in a field. @throws FormatError */
export async function eachField(
  file: WireFile,
  { from, to }: Pick<WireField, 'from' | 'to'>,
  visit: Readonly<Record<number, (field: WireField) => void | Promise<void>>>,
): Promise<void> {
  for await (const field of file.fields(from, to)) {
    const pending = visit[field.number]?.(field)
    if (pending !== undefined) await pending
  }
}

/** A text of at most so many bytes. @throws FormatError */
export async function readText(file: WireFile, field: WireField, most: number): Promise<string> {
  const { from, to } = bytesOf(field)
  if (to - from > most)
    throw new FormatError(`a text of ${to - from} bytes, more than ${most}`, `byte ${from}`)
  const bytes = await file.bytes(from, to)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) throw new FormatError('a text that is not UTF-8', `byte ${from}`)
    throw error
  }
}

/** An integer. @throws FormatError */
export function readInt({ value, from }: WireField): number {
  if (value === null) throw new FormatError('expected a number', `byte ${from}`)
  return value
}

/** A float32. @throws FormatError */
export async function readFloat(file: WireFile, field: WireField): Promise<number> {
  const { from, to } = bytesOf(field)
  if (to - from !== 4) throw new FormatError('expected a float', `byte ${from}`)
  return floatsIn(await file.bytes(from, to))[0] ?? NaN
}

/** Integers of a list, packed into one field or a field for each, onto the end of `list`. @throws FormatError */
export async function addInts(file: WireFile, field: WireField, list: number[]): Promise<void> {
  if (field.value !== null) list.push(field.value)
  else {
    const bytes = await file.bytes(field.from, Math.min(field.to, field.from + 10 * MAX_ENTRIES))
    for (let at = 0; at < bytes.length && list.length <= MAX_ENTRIES;) {
      const { value, end } = readVarint(bytes, at)
      list.push(value)
      at = end
    }
  }
  checkLength(list, field)
}

/** Floats of a list, likewise. @throws FormatError */
export async function addFloats(file: WireFile, field: WireField, list: number[]): Promise<void> {
  const { from, to } = bytesOf(field)
  if ((to - from) % 4 !== 0) throw new FormatError('expected floats', `byte ${from}`)
  const values = floatsIn(await file.bytes(from, Math.min(to, from + 4 * (MAX_ENTRIES + 1))))
  for (const value of values) list.push(value)
  checkLength(list, field)
}

/** Where the bytes of a field are. @throws FormatError for a number */
export function bytesOf(field: WireField): WireField {
  if (field.value !== null) throw new FormatError('expected bytes, not a number', `byte ${field.from}`)
  return field
}

function floatsIn(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length >> 2 }, (_, i) => view.getFloat32(4 * i, true))
}

function checkLength(list: readonly number[], { from }: WireField): void {
  if (list.length > MAX_ENTRIES)
    throw new FormatError(`a list of more than ${MAX_ENTRIES} numbers`, `byte ${from}`)
}
