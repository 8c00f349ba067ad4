import type { Conv2dInfo } from '../../../core/layers/conv2d.ts'
import { isRankOne } from './rank-one.ts'

/**
 * Time of a tap in a pass of rows or columns: its inputs are loaded for one filter alone, and direct convolution of single
 * filters is faster in storing. Measured 1.9 and 2.2.
 */
const PASS_TIME = { several: 1.9, single: 2.2 } as const

/** The time of a separable filter, see Planning: it can compute layers of any shape. */
export function separableTime({ h, w, outPerGroup }: Conv2dInfo): () => number {
  const passTime = outPerGroup === 1 ? PASS_TIME.single : PASS_TIME.several
  return () => (passTime * (h.kernel + w.kernel)) / (h.kernel * w.kernel)
}

/**
 * Whether every kernel of a filter is a column times a row, so nearly that two passes keep the bound of a sum of K terms,
 * max(1e-6, (K + 1) * 2^-24): a term passes kW roundings in its row and C * kH + 1 in its column, and what is left of the bound may
 * be the error of the product.
 */
export function isSeparable(weights: Float32Array, { h, w, inPerGroup }: Conv2dInfo): boolean {
  const size = h.kernel * w.kernel
  const rounding = 2 ** -24
  const bound = Math.max(1e-6, (inPerGroup * size + 1) * rounding)
  const tolerance = bound - (w.kernel + inPerGroup * h.kernel + 2) * rounding
  for (let at = 0; at < weights.length; at += size) {
    if (!isRankOne(weights.subarray(at, at + size), h.kernel, w.kernel, tolerance)) return false
  }
  return true
}
