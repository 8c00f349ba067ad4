import { kernelCentre } from '../bank/bank.ts'

/*
 * Where presets come from: vectors of n taps for one axis, and planes made of them. A vector is an array of numbers, a
 * plane of height x width a Float32Array, row by row.
 */

/** Full convolution of two vectors: a.length + b.length - 1 taps. */
export function convolve(a: readonly number[], b: readonly number[]): number[] {
  const result = Array.from({ length: a.length + b.length - 1 }, () => 0)
  a.forEach((x, i) => b.forEach((y, j) => (result[i + j] = (result[i + j] ?? 0) + x * y)))
  return result
}

/** Binomial coefficients scaled to sum 1: [1 2 1]/4 for n = 3; tends to a Gaussian of variance (n - 1) / 4. */
export function binomial(n: number): number[] {
  let taps = [1]
  while (taps.length < n) taps = convolve(taps, [0.5, 0.5])
  return taps
}

/**
 * First derivative with binomial smoothing: [-1 0 1]/2 for n = 3; a ramp of slope 1 gives 1. One tap has no slope: [0].
 */
export function derivative(n: number): number[] {
  return n < 2 ? [0] : convolve(binomial(n - 1), [-1, 1])
}

/**
 * Second derivative with binomial smoothing: [1 -2 1] for n = 3; the parabola x^2 / 2 gives 1. Fewer than three taps
 * have no curvature: zeros.
 */
export function secondDerivative(n: number): number[] {
  return n < 3 ? constant(n, 0) : convolve(binomial(n - 2), [1, -2, 1])
}

/** The slope of the least-squares line: [-1 0 1]/2 for n = 3; a ramp of slope 1 gives 1. One tap: [0]. */
export function slope(n: number): number[] {
  const offsets = Array.from({ length: n }, (_, i) => i - (n - 1) / 2)
  const squares = offsets.reduce((sum, x) => sum + x * x, 0)
  return offsets.map((x) => (squares === 0 ? 0 : x / squares))
}

/** n equal taps. */
export function constant(n: number, value: number): number[] {
  return Array.from({ length: n }, () => value)
}

/** One tap of 1 at the centre. */
export function impulse(n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i === kernelCentre(n) ? 1 : 0))
}

/** The plane scale * column[y] * row[x]. */
export function outer(column: readonly number[], row: readonly number[], scale = 1): Float32Array {
  return plane(column.length, row.length, (y, x) => scale * (column[y] ?? 0) * (row[x] ?? 0))
}

/** The plane of f(y, x). */
export function plane(height: number, width: number, f: (y: number, x: number) => number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, i) => f(Math.floor(i / width), i % width))
}

/** The sum of planes of the same size, each times its factor. */
export function combine(
  ...terms: readonly (readonly [factor: number, values: Float32Array])[]
): Float32Array {
  const length = terms[0]?.[1].length ?? 0
  return Float32Array.from({ length }, (_, i) =>
    terms.reduce((sum, [factor, values]) => sum + factor * (values[i] ?? 0), 0),
  )
}

/** Take the mean away, so that a flat picture gives 0. */
export function withoutMean(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

/** A Gaussian of this standard deviation in taps, sampled about the middle and scaled to sum 1. */
export function gaussianTaps(n: number, sigma: number): number[] {
  const values = Array.from({ length: n }, (_, i) =>
    Math.exp(-((i - (n - 1) / 2) ** 2) / (2 * sigma * sigma)),
  )
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => value / sum)
}

/**
 * Basis vector k of the orthonormal DCT-II of n taps (Ahmed, Natarajan and Rao, 1974):
 * sqrt(2/n) * cos(pi * (2 i + 1) * k / 2 n), for k = 0 sqrt(1/n). Frequencies beyond n - 1 are zeros.
 */
export function cosineTaps(n: number, k: number): number[] {
  if (k >= n) return constant(n, 0)
  const norm = Math.sqrt((k === 0 ? 1 : 2) / n)
  return Array.from({ length: n }, (_, i) => norm * Math.cos((Math.PI * (2 * i + 1) * k) / (2 * n)))
}

/**
 * Haar's (1910) scaling vector, n equal taps, or his wavelet, the first half plus and the second minus (an odd middle tap
 * is 0); squares sum to 1. One tap has no wavelet: [0].
 */
export function haarTaps(n: number, wavelet: boolean): number[] {
  if (!wavelet) return constant(n, 1 / Math.sqrt(n))
  const half = Math.floor(n / 2)
  if (half === 0) return [0]
  const tap = 1 / Math.sqrt(2 * half)
  return Array.from({ length: n }, (_, i) => (i < half ? tap : i >= n - half ? -tap : 0))
}
