import type { Cost } from '../../core/cost.ts'

/** One line of a cost table. */
export interface CostRow {
  readonly label: string
  readonly detail: string
  readonly cost: Cost
  readonly current: boolean
  /** Make this row the current one. */
  readonly choose?: () => void
}

/** All parameters, biases included. */
export function parametersOf(cost: Cost): number {
  return cost.parameters.weight + cost.parameters.bias
}

/** All bytes that must be moved once: input, weights, output. */
export function bytesOf(cost: Cost): number {
  return cost.bytes.input + cost.bytes.output + cost.bytes.weight
}

/** A ratio to two or three digits, as "5.8 ×". */
export function times(ratio: number): string {
  return `${Number(ratio.toPrecision(ratio < 10 ? 2 : 3))} ×`
}
