import { countOf, gather, rowMajor } from '../dtypes.ts'
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
 * @param sizes for Shape, of what it reads @param most values of the result
 */
export function fold(
  node: OnnxNode,
  inputs: Inputs,
  sizes: readonly number[] | null,
  most: number,
): Folded | null {
  if (node.op === 'Shape') return sizes && { shape: [sizes.length], values: sizes }
  const result = FOLDS.get(node.op)?.(node, inputs, most) ?? null
  const count = result?.values.length ?? Infinity
  return result && count === countOf(result.shape) && count <= most ? result : null
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
    // to int64 or int32 the fraction is dropped
    Cast: (node, [input = null]) =>
      input && [6, 7].includes(intOf(node, 'to', 0))
        ? { ...input, values: input.values.map(Math.trunc) }
        : input,
    Floor: (_, [input = null]) => input && { ...input, values: input.values.map(Math.floor) },
    ConstantOfShape(_node, [size = null], most) {
      // of another value than zero no exporter has need
      const count = size ? countOf(size.values) : Infinity
      return size && count <= most ? { shape: size.values, values: new Array<number>(count).fill(0) } : null
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
      const values = index.values.map((i) => data.values[i < 0 ? i + data.values.length : i] ?? NaN)
      return { shape: index.shape, values }
    },
    Reshape(_, [data = null, target = null]) {
      if (!data || !target) return null
      const asked = target.values.map((size, i) => (size === 0 ? (data.shape[i] ?? 0) : size))
      const known = countOf(asked.filter((size) => size >= 0))
      return { ...data, shape: asked.map((size) => (size < 0 ? data.values.length / known : size)) }
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

/** Rows of the first axis, as Python's slices name them. */
function sliced(data: Folded, from: number, to: number, step: number): Folded | null {
  const [count = 0, ...rest] = data.shape
  if (step === 0 || data.shape.length === 0) return null
  const place = (index: number) => {
    const [low, high] = step > 0 ? [0, count] : [-1, count - 1]
    return Math.min(Math.max(index < 0 ? index + count : index, low), high)
  }
  const each = rowMajor(data.shape)[0] ?? 1
  const rows: number[] = []
  for (let i = place(from); step > 0 ? i < place(to) : i > place(to); i += step) rows.push(i)
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
