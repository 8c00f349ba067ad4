import { POINTS, TILE } from './matrices.ts'

/** Taps in each direction of the two-dimensional form. */
export const TAPS = 3
/** Inputs of its tile in each direction. */
export const PATCH = TAPS + TILE - 1
/** Products of its tile: each is a matrix product over channels. */
export const POSITIONS = PATCH * PATCH

const { p: P, q: Q } = POINTS[TAPS]
const [P2, Q2] = [P * P, Q * Q]
const NORM_P = 2 * P2 * (P2 - Q2)
const NORM_Q = 2 * Q2 * (Q2 - P2)

/** G g for a column or row g of a kernel, in float64, written to target[at + i * step]. */
function transformTaps(g0: number, g1: number, g2: number, target: Float64Array, at: number, step: number) {
  const evenP = (g0 + P2 * g2) / NORM_P
  const oddP = (P * g1) / NORM_P
  const evenQ = (g0 + Q2 * g2) / NORM_Q
  const oddQ = (Q * g1) / NORM_Q
  target[at] = g0 / (P2 * Q2)
  target[at + step] = evenP + oddP
  target[at + 2 * step] = evenP - oddP
  target[at + 3 * step] = evenQ + oddQ
  target[at + 4 * step] = evenQ - oddQ
  target[at + 5 * step] = g2
}

/**
 * G g G^T, row by row, for the 9 taps from `at` on.
 * @param target receives 36 values, in float64: they are rounded once, when they are packed
 * @param columns 18 values of room
 */
export function transformKernel(
  weight: Float32Array,
  at: number,
  target: Float64Array,
  columns: Float64Array,
): void {
  const tap = (i: number) => weight[at + i] ?? 0
  for (let x = 0; x < TAPS; x++) transformTaps(tap(x), tap(x + 3), tap(x + 6), columns, x, TAPS)
  for (let y = 0; y < PATCH; y++) {
    const row = y * TAPS
    const value = (i: number) => columns[row + i] ?? 0
    transformTaps(value(0), value(1), value(2), target, y * PATCH, 1)
  }
}
