import { seededRandom } from '../../src/core/random.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { infoOf, type BenchCase } from './cases.ts'

/** A value of the output: map, row and column. */
export type Point = readonly [map: number, y: number, x: number]

const RANDOM_POINTS = 400

/** Points of the output at which contenders are checked: the corners of the first and last map, and random ones. */
export function samplePoints(item: BenchCase): Point[] {
  const [, channels, height, width] = infoOf(item).output
  const random = seededRandom(2)
  const corners = [0, channels - 1].flatMap((map) =>
    [0, height - 1].flatMap((y) => [0, width - 1].map((x): Point => [map, y, x])),
  )
  const below = (n: number) => Math.floor(random() * n)
  const inside = Array.from({ length: RANDOM_POINTS }, (): Point => [
    below(channels),
    below(height),
    below(width),
  ])
  return [...corners, ...inside]
}

/**
 * What is wrong with sampled values of an output, or null. The judge is the sum in float64; of K terms it may be missed by
 * max(1e-5, (K + 1) * 2^-24) * sum|x * w|, the bound of a float32 sum, with room for algorithms that transform tiles.
 * @param values one for each point
 */
export function sampleFault(
  item: BenchCase,
  input: Tensor,
  weights: Float32Array,
  points: readonly Point[],
  values: ArrayLike<number>,
): string | null {
  const [, inPerGroup, kH, kW] = item.weight
  const tolerance = Math.max(1e-5, (inPerGroup * kH * kW + 1) * 2 ** -24)
  for (const [i, point] of points.entries()) {
    const { sum, magnitude } = exactSum(item, input, weights, point)
    const value = values[i] ?? NaN
    if (!(Math.abs(value - sum) <= tolerance * magnitude)) {
      return `output [${point.join(', ')}] is ${value}, should be ${sum}`
    }
  }
  return null
}

/** One value of the output and the sum of the magnitudes of its terms, in float64. */
function exactSum(
  item: BenchCase,
  input: Tensor,
  weights: Float32Array,
  [map, y, x]: Point,
): { sum: number; magnitude: number } {
  const { h, w, inPerGroup, outPerGroup } = infoOf(item)
  const first = Math.floor(map / outPerGroup) * inPerGroup
  let sum = 0
  let magnitude = 0
  for (let c = 0; c < inPerGroup; c++) {
    for (let i = 0; i < h.kernel; i++) {
      const row = y * h.stride + i * h.dilation - h.before
      if (row < 0 || row >= h.size) continue
      for (let j = 0; j < w.kernel; j++) {
        const column = x * w.stride + j * w.dilation - w.before
        if (column < 0 || column >= w.size) continue
        const weight = weights[((map * inPerGroup + c) * h.kernel + i) * w.kernel + j] ?? NaN
        const term = weight * (input.data[((first + c) * h.size + row) * w.size + column] ?? NaN)
        sum += term
        magnitude += Math.abs(term)
      }
    }
  }
  return { sum, magnitude }
}

/** Place of a point in a contiguous NCHW output. */
export function placeNchw(item: BenchCase, [map, y, x]: Point): number {
  const [, , height, width] = infoOf(item).output
  return (map * height + y) * width + x
}

/** Place of a point in a contiguous NHWC output. */
export function placeNhwc(item: BenchCase, [map, y, x]: Point): number {
  const [, channels, , width] = infoOf(item).output
  return (y * width + x) * channels + map
}
