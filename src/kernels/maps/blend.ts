import type { Ptr } from '../program/pointer.ts'
import type { KernelInstance } from '../wasm/instances.ts'
import { readStats } from './stats.ts'
import type { BlendStep, MeanStep } from './steps.ts'

/** Rows [from, to) of a map that blends neighbouring values of another. @param common kernels that do not depend on a layer */
export function runBlend(
  { first, second, part, columns, inputWidth, width }: BlendStep,
  [input, output]: readonly [input: number, output: number],
  [from, to]: readonly [from: number, to: number],
  common: KernelInstance,
): void {
  const blend = common.get('blend')
  const rowOf = (row: number | undefined) => input + 4 * (row ?? 0) * inputWidth
  for (let row = from; row < to; row++) {
    blend(rowOf(first[row]), rowOf(second[row]), output + 4 * row * width, columns, width, part[row] ?? 0)
  }
}

/** The mean of a map: from its statistics, or where they leave out values that are not finite, from all of them. */
export function meanOf(step: MeanStep, input: Ptr, view: DataView, floats: Float32Array): number {
  const { mean, finite } = readStats(view, input + step.inputStats, step.inputBands)
  if (finite) return mean
  const first = input / 4
  return floats.subarray(first, first + step.floats).reduce((sum, value) => sum + value, 0) / step.floats
}
