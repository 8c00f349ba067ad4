import type { Planning } from '../face.ts'
import { planSeparable } from './plan.ts'
import { isSeparable, separableTime } from './suits.ts'
import type { SeparableForm, SeparableShape } from './shape.ts'

/** Rows of each channel, then columns over the channels: see module.ts. */
export const separablePlanning: Planning<SeparableShape, SeparableForm> = {
  suits: separableTime,
  suitsWeights: isSeparable,
  words: ({ h, w }) => `separable: ${h.kernel}x${w.kernel} kernels of rank 1 as rows, then columns`,
  plan: planSeparable,
}
