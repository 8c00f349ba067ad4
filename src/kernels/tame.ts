import type { TameStep } from './program.ts'
import { readStats } from './stats.ts'

/**
 * Magnitude up to which faster algorithms take inputs and weights: their sums of products of transformed values stay far
 * from overflow, for any number of channels. What is larger, or not finite, is left to direct convolution, which does with
 * it what PyTorch does.
 */
export const TAME_LIMIT = 1e12

/** Whether all values of some maps are finite and within the step's limit. `view` is over the engine's memory. */
export function isTame(step: TameStep, maps: readonly number[], view: DataView): boolean {
  return maps.every((map) => {
    const { finite, min, max } = readStats(view, map + step.statsOffset, step.bands)
    return finite && Math.max(Math.abs(min), Math.abs(max)) <= step.limit
  })
}
