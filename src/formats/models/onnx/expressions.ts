import type { Layer } from '../../../core/layers/layer.ts'
import type { Constants } from './constants.ts'
import type { OnnxNode } from './graph.ts'
import { hardSigmoidOf } from './operators/activation.ts'

/** The value that an expression is of, a number, or an operator of others. */
export type Expression = 'x' | number | Operation

/** An operator of other expressions. */
interface Operation {
  readonly op: string
  readonly of: readonly Expression[]
}

/** Operators whose operands may change places. */
const COMMUTATIVE: ReadonlySet<string> = new Set(['Add', 'Mul'])
/** As constants are rounded by exporters, relatively. */
const ROUNDING = 1e-5

const op = (name: string, ...of: readonly Expression[]): Expression => ({ op: name, of })

/** 1 + erf(x / sqrt(2)) */
const ERF = [op('Div', 'x', Math.SQRT2), op('Mul', 'x', Math.SQRT1_2)].map((x) => op('Add', op('Erf', x), 1))
const SIX = op('Clip', op('Add', 'x', 3), 0, 6)

const layersOf = (layer: Layer, patterns: readonly Expression[]) =>
  patterns.map((pattern) => ({ pattern, layer }))

/** Layers that exporters write as expressions. */
export const EXPRESSIONS: readonly { readonly pattern: Expression; readonly layer: Layer }[] = [
  ...layersOf({ type: 'silu' }, [op('Mul', 'x', op('Sigmoid', 'x'))]),
  ...layersOf({ type: 'hardswish' }, [
    op('Mul', 'x', op('HardSigmoid', 'x')),
    op('Div', op('Mul', 'x', SIX), 6),
    op('Mul', op('Mul', 'x', SIX), 1 / 6),
    op('Mul', 'x', op('Div', SIX, 6)),
    op('Mul', 'x', op('Mul', SIX, 1 / 6)),
  ]),
  ...layersOf(
    { type: 'gelu', approximate: 'none' },
    ERF.flatMap((erf) => [
      op('Mul', op('Mul', 'x', erf), 0.5),
      op('Mul', op('Mul', 'x', 0.5), erf),
      op('Mul', 'x', op('Mul', erf, 0.5)),
    ]),
  ),
]

/**
 * The value that an expression is of, where a node is the end of it; null where it is not.
 */
export async function expression(
  node: OnnxNode,
  pattern: Expression,
  producers: ReadonlyMap<string, OnnxNode>,
  constants: Constants,
): Promise<string | null> {
  const [first = ''] = node.outputs
  const fits = async (name: string, wanted: Expression, x: string | null): Promise<string | null> => {
    if (wanted === 'x') return constants.has(name) || (x !== null && x !== name) ? null : name
    if (typeof wanted === 'number') return (await isNumber(name, wanted, constants)) ? (x ?? '') : null
    const made = producers.get(name)
    const { op: operator, of: operands } = wanted
    if (made?.op !== operator || !isPlain(made)) return null
    const orders = COMMUTATIVE.has(operator) ? [operands, operands.toReversed()] : [operands]
    for (const order of orders) {
      let found: string | null = x
      for (const [i, operand] of order.entries()) {
        if (found === null && i > 0) break
        found = await fits(made.inputs[i] ?? '', operand, found === '' ? null : found)
        if (found === null) break
      }
      if (found !== null) return found
    }
    return null
  }
  return fits(first, pattern, null)
}

async function isNumber(name: string, wanted: number, constants: Constants): Promise<boolean> {
  const value = await constants.single(name)
  return value !== null && Math.abs(value - wanted) <= ROUNDING * Math.abs(wanted)
}

/** HardSigmoid stands for PyTorch's. */
function isPlain(node: OnnxNode): boolean {
  return node.op !== 'HardSigmoid' || hardSigmoidOf(node).isOfPyTorch
}
