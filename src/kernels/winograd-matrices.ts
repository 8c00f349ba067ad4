/*
 * Winograd's minimal filtering F(4, 3): 4 outputs of a 3-tap filter by 6 multiplications instead of 12, in two
 * dimensions 4 x 4 outputs by 36 instead of 144. Y = A^T [(G g G^T) * (B^T d B)] A with a tile d of 6 x 6 inputs, a 3 x 3
 * kernel g and * element by element; the products are summed over channels before A is applied (Lavin & Gray, Fast
 * Algorithms for Convolutional Neural Networks, 2015). The matrices evaluate polynomials at 0, p, -p, q, -q and infinity
 * and interpolate (Toom-Cook).
 *
 * Usual points are p = 1, q = 2. With 5/8 and 3/2, whose matrices B^T and A^T are exact in float32 too, the error was half as
 * large (64 channels, random weights: 0.7e-6 instead of 1.5e-6 of the output's RMS).
 */

/** Outputs of a tile in each direction. */
export const TILE = 4
/** Inputs of a tile in each direction, and products. */
export const PATCH = 6
/** Taps in each direction. */
export const TAPS = 3
/** Products of a tile: each is a matrix product over channels. */
export const POSITIONS = PATCH * PATCH

const P = 5 / 8
const Q = 3 / 2
const [P2, Q2] = [P * P, Q * Q]

/** What the code of the transforms needs of the matrices. */
export const POINTS = { p: P, q: Q, p2: P2, q2: Q2, product: P2 * Q2, sum: P2 + Q2 } as const

type Matrix = readonly (readonly number[])[]

/** B^T, 6 x 6. */
export const INPUT_MATRIX: Matrix = [
  [P2 * Q2, 0, -(P2 + Q2), 0, 1, 0],
  [0, -P * Q2, -Q2, P, 1, 0],
  [0, P * Q2, -Q2, -P, 1, 0],
  [0, -Q * P2, -P2, Q, 1, 0],
  [0, Q * P2, -P2, -Q, 1, 0],
  [0, P2 * Q2, 0, -(P2 + Q2), 0, 1],
]

const NORM_P = 2 * P2 * (P2 - Q2)
const NORM_Q = 2 * Q2 * (Q2 - P2)

/** G, 6 x 3. */
export const KERNEL_MATRIX: Matrix = [
  [1 / (P2 * Q2), 0, 0],
  [1 / NORM_P, P / NORM_P, P2 / NORM_P],
  [1 / NORM_P, -P / NORM_P, P2 / NORM_P],
  [1 / NORM_Q, Q / NORM_Q, Q2 / NORM_Q],
  [1 / NORM_Q, -Q / NORM_Q, Q2 / NORM_Q],
  [0, 0, 1],
]

/** A^T, 4 x 6. */
export const OUTPUT_MATRIX: Matrix = [
  [1, 1, 1, 1, 1, 0],
  [0, P, -P, Q, -Q, 0],
  [0, P2, P2, Q2, Q2, 0],
  [0, P * P2, -P * P2, Q * Q2, -Q * Q2, 1],
]

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

/** Six values of a transform. */
export function sixOf<T>(values: readonly T[]): readonly [T, T, T, T, T, T] {
  const [a, b, c, d, e, f] = values
  if (!a || !b || !c || !d || !e || !f) throw new RangeError(`a transform of ${values.length} values`)
  return [a, b, c, d, e, f]
}
