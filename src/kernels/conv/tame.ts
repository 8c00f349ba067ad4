import type { TameStep } from './steps.ts'
import { countMagnitudes, readStats } from '../maps/stats.ts'

/**
 * Magnitude up to which faster algorithms take inputs and weights: their sums of products of transformed values stay far
 * from overflow, for any number of channels. What is larger, or not finite, is left to direct convolution, which does with
 * it what PyTorch does.
 */
export const TAME_LIMIT = 1e12

/**
 * How tame the input of a group is: `wild` where only direct convolution is right, `finite` where all values are finite and
 * within the limit, `even` where besides none of them stands out so far that algorithms which mix pixels would show it.
 */
export const TAMENESS = { wild: 0, finite: 1, even: 2 } as const

/**
 * How many times as large as usual an input may be. The transforms of Winograd's algorithm mix the pixels of a tile, so that
 * their rounding is that of the largest one, also in outputs that do not read it: next to a pixel of 1e6, outputs of about 2
 * were off by 0.7. Such an error can be seen from 1/512 of the outputs' root mean square on; measured on random values and
 * weights, it was 1/300 to 1/5000 of it at worst, and half of that on average, next to a pixel of 2^12.
 */
const OUTLIER = 2 ** 12
/**
 * What is usual: the magnitude, to a power of 2, that this share of the sampled ones does not exceed, zeros not counted. Outliers
 * are rarer than the others, and the edges in a picture that is flat but for rounding errors are not.
 */
const USUAL_SHARE = 7 / 8

/** How tame some maps are together. `view` is over the engine's memory. */
export function tamenessOf(step: TameStep, maps: readonly number[], view: DataView): number {
  const counts = new Int32Array(256)
  let most = 0
  for (const map of maps) {
    const records = map + step.statsOffset
    const { finite, min, max } = readStats(view, records, step.bands)
    most = Math.max(most, Math.abs(min), Math.abs(max))
    if (!finite || most > step.limit) return TAMENESS.wild
    countMagnitudes(view, records, step.bands, counts)
  }
  return most >= OUTLIER * usualMagnitude(counts) ? TAMENESS.finite : TAMENESS.even
}

/** @param counts by the exponent of a float @returns Infinity where there are none */
function usualMagnitude(counts: Int32Array): number {
  let all = 0
  for (const count of counts) all += count
  if (all === 0) return Infinity
  let exponent = 0
  for (let below = counts[0] ?? 0; below < USUAL_SHARE * all; below += counts[exponent] ?? 0) exponent++
  return 2 ** (exponent - 127)
}
