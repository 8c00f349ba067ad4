import type { Pair } from '../core/tensor.ts'
import { escapeHidden } from './hidden-characters.ts'
import { float32Text, float64Text } from './json-writer.ts'

/** Longest line of nested numbers before they are spread over several. */
const LINE = 100

/** A keyword argument as Python text, or null for one that has its default. */
export type Argument = readonly [name: string, text: string] | null

/** A float32 as a Python float that reads back as this float32: `1.`, `0.1`, `float("nan")`. */
function pythonFloat32(value: number): string {
  return pythonFloat(value, float32Text(value))
}

/** A float64 as a Python float. */
export function pythonFloat64(value: number): string {
  return pythonFloat(value, float64Text(value))
}

/** A string as a Python literal, nothing hidden in it. JSON's escapes are Python's. */
export function pythonString(text: string): string {
  return escapeHidden(JSON.stringify(text))
}

/** A pair as PyTorch takes it: one number where both are equal. */
export function pythonPair([h, w]: Pair): string {
  return h === w ? String(h) : `(${h}, ${w})`
}

/** A shape or other numbers as a tuple. */
export function pythonTuple(values: readonly number[]): string {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(', ')})`
}

/** A call: positional arguments, then the keyword arguments that are not null. */
export function pythonCall(
  name: string,
  positional: readonly (string | number)[],
  ...keywords: readonly Argument[]
): string {
  const named = keywords.flatMap((keyword) => (keyword ? [keyword.join('=')] : []))
  return `${name}(${[...positional, ...named].join(', ')})`
}

/** Text that is safe behind a `#`: on one line, and nothing hidden in it. */
function pythonComment(text: string): string {
  return escapeHidden(text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim())
}

/**
 * Numbers nested in lists, as lines: each outermost entry on a line of its own, or on several when it is long.
 * @param labels a comment for each outermost entry; '' for none
 */
export function nestedLists(
  values: Float32Array,
  shape: readonly number[],
  labels: readonly string[] = [],
): string {
  const flat = (offset: number, depth: number): string => {
    const count = shape[depth]
    if (count === undefined) return pythonFloat32(values[offset] ?? NaN)
    const items = Array.from({ length: count }, (_, i) =>
      flat(offset + i * strideAt(shape, depth), depth + 1),
    )
    return `[${items.join(', ')}]`
  }
  const spread = (offset: number, depth: number, indent: string, label: string): string => {
    const line = flat(offset, depth)
    const comment = label === '' ? '' : `  # ${pythonComment(label)}`
    const fits = depth > 0 && (indent.length + line.length <= LINE || depth >= shape.length - 1)
    if (fits) return `${indent}${line},${comment}`
    const entries = Array.from({ length: shape[depth] ?? 0 }, (_, i) =>
      spread(
        offset + i * strideAt(shape, depth),
        depth + 1,
        `${indent}    `,
        depth === 0 ? (labels[i] ?? '') : '',
      ),
    )
    return [`${indent}[${comment}`, ...entries, `${indent}]${depth === 0 ? '' : ','}`].join('\n')
  }
  return shape.length === 1 ? wrapped(values) : spread(0, 0, '', '')
}

/** A list of numbers, on several lines when it is long. */
function wrapped(values: Float32Array): string {
  const items = Array.from(values, pythonFloat32)
  if (items.join(', ').length + 2 <= LINE) return `[${items.join(', ')}]`
  const lines = ['   ']
  for (const item of items) {
    const last = lines.length - 1
    const line = `${lines[last]} ${item},`
    if (line.length <= LINE) lines[last] = line
    else lines.push(`    ${item},`)
  }
  return `[\n${lines.join('\n')}\n]`
}

function strideAt(shape: readonly number[], depth: number): number {
  return shape.slice(depth + 1).reduce((product, count) => product * count, 1)
}

function pythonFloat(value: number, text: string): string {
  if (Number.isNaN(value)) return 'float("nan")'
  if (!Number.isFinite(value)) return `float("${value > 0 ? 'inf' : '-inf'}")`
  return /^-?\d+$/.test(text) ? `${text}.` : text
}
