import type { Shape4 } from '../../../core/tensor.ts'
import { intOf, intsOf } from './attributes.ts'
import type { Constants } from './constants.ts'
import type { OnnxNode } from './graph.ts'
import { reshuffled } from './operators/shuffle.ts'
import { planned, type Planned } from './planned.ts'
import { expression, EXPRESSIONS } from './expressions.ts'

/** Nodes that are one layer together: what they read, and what they are behind an input of a shape. */
export interface Pattern {
  readonly value: string
  readonly plan: (input: Shape4) => readonly Planned[]
}

/** What made a value. */
export type Producers = ReadonlyMap<string, OnnxNode>

/**
 * What exporters write with several nodes, found at the last of them; null where it is none of that.
 * @throws Unexpressed for what begins as one
 */
export async function patternAt(
  node: OnnxNode,
  producers: Producers,
  constants: Constants,
): Promise<Pattern | null> {
  if (node.op === 'Reshape') return shuffleAt(node, producers, constants)
  if (node.op === 'Concat') return circularAt(node, producers, constants)
  for (const { pattern, layer } of EXPRESSIONS) {
    const value = await expression(node, pattern, producers, constants)
    if (value !== null) return { value, plan: (input) => [planned(input, layer)] }
  }
  return null
}

/** Reshape, Transpose, Reshape. */
async function shuffleAt(
  last: OnnxNode,
  producers: Producers,
  constants: Constants,
): Promise<Pattern | null> {
  const transpose = producers.get(last.inputs[0] ?? '')
  const first = producers.get(transpose?.inputs[0] ?? '')
  const perm = transpose && intsOf(transpose, 'perm')
  if (transpose?.op !== 'Transpose' || first?.op !== 'Reshape' || !perm) return null
  const [value = '', splitName = ''] = first.inputs
  const split = intsOf(first, 'shape') ?? (await constants.numbers(splitName, 'shape'))
  const merged = intsOf(last, 'shape') ?? (await constants.numbers(last.inputs[1] ?? '', 'shape'))
  return {
    value,
    plan(input) {
      const sizes = filledIn(split, input, input)
      const turned = perm.map((axis) => sizes[axis] ?? 0)
      return reshuffled(input, sizes, perm, filledIn(merged, turned, input))
    },
  }
}

/** Sizes of a Reshape: 0 is that of its input's axis, -1 what is left. */
function filledIn(sizes: readonly number[], of: readonly number[], input: Shape4): number[] {
  const known = sizes.map((size, i) => (size === 0 ? (of[i] ?? 0) : size))
  const product = known.filter((size) => size > 0).reduce((a, b) => a * b, 1)
  const count = input[0] * input[1] * input[2] * input[3]
  return known.map((size) => (size < 0 ? count / product : size))
}

/** Concat of the end of a map, the map and its beginning. */
async function circularAt(
  node: OnnxNode,
  producers: Producers,
  constants: Constants,
): Promise<Pattern | null> {
  const [endName = '', value = '', startName = ''] = node.inputs
  const [end, start] = [producers.get(endName), producers.get(startName)]
  const given = intOf(node, 'axis', 1)
  const axis = given < 0 ? given + 4 : given
  if (node.inputs.length !== 3 || end?.op !== 'Slice' || start?.op !== 'Slice' || axis < 2) return null
  if (end.inputs[0] !== value || start.inputs[0] !== value) return null
  const [before, after] = [await sliceOf(end, axis, constants), await sliceOf(start, axis, constants)]
  if (!before || after?.from !== 0 || before.from >= 0) return null
  const isWhole = before.to >= 2 ** 31 - 1
  // PyTorch 1.13 wrote the end without its last row, one row too far from it (pytorch#86690)
  const isWrong = before.to === -1 && before.from < -1
  if (!isWhole && !isWrong) return null
  const count = isWhole ? -before.from : -1 - before.from
  return {
    value,
    plan(input) {
      const padding = axis === 2 ? ([0, 0, count, after.to] as const) : ([count, after.to, 0, 0] as const)
      const step = planned(input, { type: 'pad', padding, mode: 'circular', value: 0 })
      return [isWrong ? { ...step, note: WRONG_CIRCULAR } : step]
    },
  }
}

const WRONG_CIRCULAR =
  'circular padding that PyTorch 1.13 wrote one pixel off (pytorch#86690) is read as circular padding'

async function sliceOf(
  node: OnnxNode,
  axis: number,
  constants: Constants,
): Promise<{ readonly from: number; readonly to: number } | null> {
  const [, starts = '', ends = '', axes = '', steps = ''] = node.inputs
  const [from = NaN, ...others] = intsOf(node, 'starts') ?? (await constants.numbers(starts, 'start'))
  const [to = NaN] = intsOf(node, 'ends') ?? (await constants.numbers(ends, 'end'))
  const [along] = intsOf(node, 'axes') ?? (axes === '' ? [0] : await constants.numbers(axes, 'axis'))
  const [step] = steps === '' ? [1] : await constants.numbers(steps, 'step')
  return others.length === 0 && (along === axis || along === axis - 4) && step === 1 ? { from, to } : null
}
