import { FormatError } from '../core/errors.ts'
import { fitsFloat32 } from '../core/layers/limits.ts'
import { shown } from './hidden-characters.ts'

/** A value that came out of JSON.parse and has not been looked at yet, with its path for messages. */
export interface Node {
  readonly value: unknown
  /** Such as `layers[1].weight[0]`; '' for the whole file. */
  readonly path: string
}

/** Numbers that JSON cannot write, as the strings that stand for them. */
const NON_FINITE: ReadonlyMap<unknown, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
])

/** Refuse a node. @throws FormatError always */
export function refuse(node: Node, problem: string): never {
  throw new FormatError(problem, node.path)
}

/**
 * The fields of an object that has `required` ones, may have `optional` ones, and no others.
 * @throws FormatError with the path of a missing or unknown field
 */
export function readObject<R extends string, O extends string = never>(
  node: Node,
  required: readonly R[],
  optional: readonly O[] = [],
): Record<R, Node> & Partial<Record<O, Node>> {
  const { value } = node
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(node, `expected an object, but got ${show(value)}`)
  }
  const entries = new Map<string, unknown>(Object.entries(value))
  const known: readonly string[] = [...required, ...optional]
  const at = (key: string) => (node.path === '' ? key : `${node.path}.${key}`)
  for (const key of entries.keys()) {
    if (!known.includes(key)) throw new FormatError('unknown field', at(shown(key, 40)))
  }
  const missing = required.find((key) => !entries.has(key))
  if (missing !== undefined) throw new FormatError('missing', at(missing))
  const fields = known.filter((key) => entries.has(key))
  return Object.fromEntries(fields.map((key) => [key, { value: entries.get(key), path: at(key) }])) as Record<
    R,
    Node
  > &
    Partial<Record<O, Node>>
}

/** The items of an array of `length` (or, when null, of any length up to `most`). @throws FormatError */
export function readArray(node: Node, length: number | null, most = Infinity): Node[] {
  const { value } = node
  if (!Array.isArray(value)) refuse(node, `expected an array, but got ${show(value)}`)
  if (length !== null && value.length !== length) {
    refuse(node, `expected ${length} entries, but got ${value.length}`)
  }
  if (value.length > most) refuse(node, `expected at most ${most} entries, but got ${value.length}`)
  return value.map((item: unknown, i) => ({ value: item, path: `${node.path}[${i}]` }))
}

/** A number, or one of the strings that stand for the non-finite ones. @throws FormatError */
export function readNumber(node: Node): number {
  const { value } = node
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'number') refuse(node, 'out of range: write "Infinity" if infinity is meant')
  return NON_FINITE.get(value) ?? refuse(node, `expected a number, but got ${show(value)}`)
}

/** A finite number; -0, which JSON.stringify does not write, is 0. @throws FormatError */
export function readFinite(node: Node): number {
  const value = readNumber(node)
  return Number.isFinite(value) ? value + 0 : refuse(node, 'expected a finite number')
}

/** A number rounded to float32; one that only rounding makes infinite is refused. @throws FormatError */
function readFloat32(node: Node): number {
  const value = readNumber(node)
  const rounded = Math.fround(value)
  if (Number.isFinite(value) && !Number.isFinite(rounded)) refuse(node, `${value} does not fit into float32`)
  return rounded
}

/**
 * Float32 values: an array of numbers, or a Float32Array where the value never was text. @param length null for any up to `most`
 * @throws FormatError
 */
export function readFloats(node: Node, length: number | null, most = Infinity): Float32Array {
  const { value } = node
  if (!(value instanceof Float32Array)) return Float32Array.from(readArray(node, length, most), readFloat32)
  const wanted = length ?? Math.min(value.length, most)
  if (value.length !== wanted) refuse(node, `expected ${wanted} values, but got ${value.length}`)
  return value
}

/**
 * Float32 values nested in lists of these lengths, flat. What is made of them is never out of proportion to what is there.
 * @throws FormatError with the path of the entry, which is put together only then
 */
export function readNested(node: Node, lengths: readonly number[]): Float32Array {
  const values: number[] = []
  const place: number[] = []
  const here = (value: unknown): Node => ({
    value,
    path: node.path + place.map((index) => `[${index}]`).join(''),
  })
  const walk = (value: unknown, depth: number) => {
    const length = lengths[depth]
    if (length === undefined) {
      values.push(typeof value === 'number' && fitsFloat32(value) ? value : readFloat32(here(value)))
      return
    }
    const items: unknown[] = Array.isArray(value) && value.length === length ? value : []
    if (items.length === 0) readArray(here(value), length)
    for (let i = 0; i < items.length; i++) {
      place[depth] = i
      walk(items[i], depth + 1)
    }
    place.length = depth
  }
  walk(node.value, 0)
  return Float32Array.from(values)
}

/** A whole number from `least` to `most`; -0 is 0. @throws FormatError */
export function readInteger(node: Node, least: number, most: number): number {
  const { value } = node
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    refuse(node, `expected an integer from ${least} to ${most}, but got ${show(value)}`)
  }
  return value + 0
}

/** A string of at most `most` UTF-16 units. @throws FormatError */
export function readString(node: Node, most: number): string {
  const { value } = node
  if (typeof value !== 'string') refuse(node, `expected a string, but got ${show(value)}`)
  if (value.length > most) refuse(node, `expected at most ${most} characters, but got ${value.length}`)
  return value
}

/** true or false. @throws FormatError */
export function readBoolean(node: Node): boolean {
  const { value } = node
  if (typeof value !== 'boolean') refuse(node, `expected true or false, but got ${show(value)}`)
  return value
}

/** One of the listed words. @throws FormatError */
export function readWord<W extends string>(node: Node, words: readonly W[]): W {
  const word = words.find((candidate) => candidate === node.value)
  return word ?? refuse(node, `expected one of ${words.join(', ')}, but got ${show(node.value)}`)
}

/** A short picture of a value for messages. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'string' ? `"${shown(value, 40)}"` : String(value)
}
