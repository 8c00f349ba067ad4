import type { Planning } from '../algorithm.ts'
import { planSparse } from './plan.ts'
import { sparseTime } from './suits.ts'

/** Taps listed in memory, zeros left out: see module.ts. */
export const sparsePlanning: Planning = {
  suits: sparseTime,
  words: () => 'sparse: zero taps left out',
  plan: planSparse,
}
