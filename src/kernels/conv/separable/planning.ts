import type { Planning } from '../algorithm.ts'
import { planSeparable } from './plan.ts'
import { isSeparable, separableTime } from './suits.ts'

/** Rows of each channel, then columns over the channels: see module.ts. */
export const separablePlanning: Planning = {
  suits: separableTime,
  suitsWeights: isSeparable,
  words: ({ h, w }) => `separable: ${h.kernel}x${w.kernel} kernels of rank 1 as rows, then columns`,
  plan: planSeparable,
}
