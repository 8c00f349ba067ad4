import type { Planning } from '../face.ts'
import { planSparse } from './plan.ts'
import { sparseTime } from './suits.ts'
import type { SparseForm, SparseShape } from './shape.ts'

/** Taps listed in memory, zeros left out: see code.ts. */
export const sparsePlanning: Planning<SparseShape, SparseForm> = {
  suits: sparseTime,
  words: () => 'sparse: zero taps left out',
  plan: planSparse,
}
