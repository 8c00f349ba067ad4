import { countOf, gather, rowMajor } from '../dtypes.ts'
import { castKind } from './cast.ts'
import { floatOf, intOf, intsOf } from './attributes.ts'
import type { OnnxNode } from './graph.ts'

/** A small tensor that is known. */
export interface Folded {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

type Inputs = readonly (Folded | null)[]

/**
 * What a node makes of known tensors, as exporters compute sizes and settings with them (onnx.ai/onnx/operators); null where
 * that is not known.
 * @param inputs what it reads, and behind that the tensor of its attribute `value`, where it has one
 * @param sizes for Shape, of what it reads @param most values of the result
 */
export function fold(
  node: OnnxNode,
  inputs: Inputs,
  sizes: readonly number[] | null,
  most: number,
): Folded | null {
  const result =
    node.op === 'Shape' ? sizes && sizesOf(node, sizes) : (FOLDS.get(node.op)?.(node, inputs, most) ?? null)
  const count = result?.values.length ?? Infinity
  return result?.shape.every(isSize) && count === countOf(result.shape) && count <= most ? result : null
}

/** Whether it is known what a node of this kind makes of known tensors. */
export function isFolded(op: string): boolean {
  return op === 'Shape' || FOLDS.has(op)
}

/** The sizes that a Reshape gives to an array: 0 is that of its axis, one below 0 what is left; they need not fit. */
export function reshaped(shape: readonly number[], target: readonly number[]): number[] {
  const asked = target.map((size, i) => (size === 0 ? (shape[i] ?? 0) : size))
  const known = countOf(asked.filter((size) => size >= 0))
  return asked.map((size) => (size < 0 ? countOf(shape) / known : size))
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0
}

/** Axes of a shape; from opset 15 on some of them, named as Python's slices are. */
function sizesOf(node: OnnxNode, sizes: readonly number[]): Folded {
  const end = node.attributes.has('end') ? intOf(node, 'end', 0) : sizes.length
  const values = sizes.slice(intOf(node, 'start', 0), end)
  return { shape: [values.length], values }
}

type Fold = (node: OnnxNode, inputs: Inputs, most: number) => Folded | null

const FOLDS: ReadonlyMap<string, Fold> = new Map(
  Object.entries<Fold>({
    Constant: (node) => {
      const { attributes } = node
      const list = intsOf(node, 'value_ints') ?? attributes.get('value_floats')?.floats
      if (list !== undefined) return { shape: [list.length], values: list }
      if (attributes.has('value_int')) return { shape: [], values: [intOf(node, 'value_int', 0)] }
      return attributes.has('value_float') ? { shape: [], values: [floatOf(node, 'value_float', 0)] } : null
    },
    Identity: (_, [input = null]) => input,
    CastLike: (_, [input = null]) => input,
    Cast(node, [input = null]) {
      const kind = castKind(node)
      if (!input || kind === null || kind === 'float') return kind && input
      return {
        ...input,
        values: input.values.map(kind === 'bool' ? (value) => Number(value !== 0) : Math.trunc),
      }
    },
    Floor: (_, [input = null]) => input && { ...input, values: input.values.map(Math.floor) },
    ConstantOfShape(_, [size = null, value = ZERO], most) {
      const [single, ...others] = value?.values ?? []
      if (!size?.values.every(isSize) || single === undefined || others.length > 0) return null
      const count = countOf(size.values)
      return count <= most ? { shape: size.values, values: new Array<number>(count).fill(single) } : null
    },
    Concat(node, inputs) {
      const parts = inputs.filter((input) => input !== null)
      const isFlat = intOf(node, 'axis', 0) === 0 && parts.every(({ shape }) => shape.length === 1)
      if (!isFlat || parts.length !== inputs.length) return null
      const values = parts.flatMap((part) => part.values)
      return { shape: [values.length], values }
    },
    Gather(node, [data = null, index = null]) {
      if (data?.shape.length !== 1 || !index || intOf(node, 'axis', 0) !== 0) return null
      const values = index.values.map((i) => data.values[i < 0 ? i + data.values.length : i])
      const found = values.filter((value) => value !== undefined)
      return found.length === values.length ? { shape: index.shape, values: found } : null
    },
    Reshape(_, [data = null, target = null]) {
      return data && target && { ...data, shape: reshaped(data.shape, target.values) }
    },
    Unsqueeze(node, [data = null, axes = null]) {
      const at = axes?.values ?? intsOf(node, 'axes')
      return data && at && data.shape.length === 0 ? { ...data, shape: at.map(() => 1) } : null
    },
    Squeeze: (_, [data = null]) => data && { ...data, shape: data.shape.filter((size) => size !== 1) },
    Transpose(node, [data = null]) {
      const perm = intsOf(node, 'perm')
      const [rows, columns] = data?.shape ?? []
      if (data?.shape.length !== 2 || rows === undefined || columns === undefined) return null
      if (perm?.[0] === 0) return data
      const values = [...gather([columns, rows], [1, columns], 0, (at) => data.values[at] ?? NaN)]
      return { shape: [columns, rows], values }
    },
    Slice(node, [data = null, starts = null, ends = null, axes = null, steps = null]) {
      const from = starts?.values ?? intsOf(node, 'starts')
      const to = ends?.values ?? intsOf(node, 'ends')
      const axis = axes?.values ?? intsOf(node, 'axes') ?? [0]
      const [start, ...more] = from ?? []
      const [end] = to ?? []
      if (!data || start === undefined || end === undefined || more.length > 0 || axis[0] !== 0) return null
      return sliced(data, start, end, steps?.values[0] ?? 1)
    },
    Add: (_, inputs) => arithmetic(inputs, (a, b) => a + b),
    Sub: (_, inputs) => arithmetic(inputs, (a, b) => a - b),
    Mul: (_, inputs) => arithmetic(inputs, (a, b) => a * b),
    Div: (_, inputs) => arithmetic(inputs, (a, b) => a / b),
  }),
)

const ZERO: Folded = { shape: [1], values: [0] }

/** Rows of the first axis, as Python's slices name them. */
function sliced(data: Folded, from: number, to: number, step: number): Folded | null {
  const [count = 0, ...rest] = data.shape
  if (step === 0 || data.shape.length === 0 || ![from, to, step].every(Number.isInteger)) return null
  const place = (index: number) => {
    const [low, high] = step > 0 ? [0, count] : [-1, count - 1]
    return Math.min(Math.max(index < 0 ? index + count : index, low), high)
  }
  const each = rowMajor(data.shape)[0] ?? 1
  const first = place(from)
  const length = Math.max(0, Math.ceil((place(to) - first) / step))
  // an array of no values has as many rows as it says
  if (length > data.values.length) return null
  const rows = Array.from({ length }, (_, i) => first + i * step)
  const values = rows.flatMap((row) => data.values.slice(row * each, (row + 1) * each))
  return { shape: [rows.length, ...rest], values }
}

/** Of two tensors of one shape, or a tensor and a single number. */
function arithmetic([a = null, b = null]: Inputs, of: (a: number, b: number) => number): Folded | null {
  if (!a || !b) return null
  const long = a.values.length >= b.values.length ? a : b
  const isSingle = (each: Folded) => each.values.length === 1
  if (!isSingle(a) && !isSingle(b) && String(a.shape) !== String(b.shape)) return null
  const at = (each: Folded, i: number) => each.values[isSingle(each) ? 0 : i] ?? NaN
  return { shape: long.shape, values: long.values.map((_, i) => of(at(a, i), at(b, i))) }
}
