/*
 * Winograd's minimal filtering F(4, r): 4 outputs of a filter of r taps by r + 3 multiplications instead of 4 r. Along rows
 * y = A^T [(G g) * (B^T d)] with r + 3 inputs d, taps g and * element by element; in two dimensions
 * Y = A^T [(G g G^T) * (B^T d B)] A. The products are summed over channels before A is applied (Lavin & Gray, Fast Algorithms
 * for Convolutional Neural Networks, 2015). The matrices evaluate polynomials at points and interpolate (Toom-Cook).
 *
 * Points are 0, p, -p, q, -q, others, infinity; the best of those tried, by the error on random weights. For three taps p = 1,
 * q = 2 are usual: with 5/8 and 3/2, whose matrices B^T and A^T are exact in float32 too, the error was half as large (in two
 * dimensions, 64 channels: 0.7e-6 instead of 1.5e-6 of the output's RMS; along rows 0.2e-6, four taps 0.3e-6, five 0.35e-6).
 */

/** Outputs of a tile in each direction. */
export const TILE = 4

/** Taps of a filter in the direction of a tile. */
export type Taps = 3 | 4 | 5

/** The points of a form beside 0 and infinity: pairs p, -p and q, -q, then none, one, or another pair. */
export interface Points {
  readonly p: number
  readonly q: number
  readonly others: readonly number[]
}

/** The points by the number of taps. */
export const POINTS: Readonly<Record<Taps, Points>> = {
  3: { p: 5 / 8, q: 3 / 2, others: [] },
  4: { p: 1 / 2, q: 1, others: [2] },
  5: { p: 1 / 2, q: 1, others: [2, -2] },
}

/** A matrix by rows. */
export type Matrix = readonly (readonly number[])[]

/** The matrices of F(4, taps). */
export interface WinogradMatrices {
  /** B^T, (taps + 3) x (taps + 3). */
  readonly input: Matrix
  /** G, (taps + 3) x taps. */
  readonly kernel: Matrix
  /** A^T, 4 x (taps + 3). */
  readonly output: Matrix
}

/** Inputs of a tile along a row, and products. */
export function patchOf(taps: Taps): number {
  return taps + TILE - 1
}

/** The matrices for a number of taps, in the order of POINTS. */
export function winogradMatrices(taps: Taps): WinogradMatrices {
  const points = finitePoints(taps)
  const padded = (row: readonly number[]) => Array.from({ length: patchOf(taps) }, (_, i) => row[i] ?? 0)
  const without = (skipped: number) => points.filter((point) => point !== skipped)
  const norm = (point: number) => without(point).reduce((product, other) => product * (point - other), 1)
  const powers = (point: number, count: number) => Array.from({ length: count }, (_, i) => point ** i)
  const last = (count: number) => Array.from({ length: count }, (_, i) => Number(i === count - 1))
  return {
    input: [...points.map((point) => padded(polynomial(without(point)))), polynomial(points)],
    kernel: [...points.map((point) => powers(point, taps).map((power) => power / norm(point))), last(taps)],
    output: Array.from({ length: TILE }, (_, i) => [
      ...points.map((point) => point ** i),
      Number(i === TILE - 1),
    ]),
  }
}

function finitePoints(taps: Taps): number[] {
  const { p, q, others } = POINTS[taps]
  return [0, p, -p, q, -q, ...others]
}

/** The coefficients of the product of (x - root), the constant first. */
function polynomial(roots: readonly number[]): number[] {
  return roots.reduce<number[]>(
    (product, root) =>
      Array.from({ length: product.length + 1 }, (_, i) => (product[i - 1] ?? 0) - root * (product[i] ?? 0)),
    [1],
  )
}
