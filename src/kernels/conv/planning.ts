import type { Algorithm, FasterAlgorithm, FasterForm, FasterWay, FormOf, ShapeOf } from './algorithm.ts'
import type { ConvLayer, FasterPlan, Planning } from './face.ts'
import { rowWinogradPlanning } from './row-winograd/planning.ts'
import { separablePlanning } from './separable/planning.ts'
import { sparsePlanning } from './sparse/planning.ts'
import { winogradPlanning } from './winograd/planning.ts'

/** The faster algorithms where runs are planned, in the order in which reasons name them. */
export const PLANNING: { readonly [A in FasterAlgorithm]: Planning<ShapeOf<A>, FormOf<A>> } = {
  winograd: winogradPlanning,
  rowWinograd: rowWinogradPlanning,
  separable: separablePlanning,
  sparse: sparsePlanning,
}

/** Their names: the table has no other keys. */
export const FASTER = Object.keys(PLANNING) as readonly FasterAlgorithm[]

/** The algorithms, the one that takes everything last. */
export const ALGORITHMS: readonly Algorithm[] = [...FASTER, 'direct']

/** How a layer is computed by an algorithm that goes by its name. */
export interface NamedPlan<A extends FasterAlgorithm = FasterAlgorithm> extends Omit<
  FasterPlan<unknown, unknown>,
  'shape' | 'form'
> {
  readonly way: FasterWay<A>
  readonly form: FasterForm<A>
}

/** Plan a layer for an algorithm. */
export function planFaster<A extends FasterAlgorithm>(algorithm: A, layer: ConvLayer): NamedPlan<A> {
  const { shape, form, ...plan } = PLANNING[algorithm].plan(layer)
  return { ...plan, way: { algorithm, shape }, form: { algorithm, form } }
}
