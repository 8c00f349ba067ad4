import type { Conv2dInfo } from '../../core/layers/conv2d.ts'
import { isRankOne } from './separable/rank-one.ts'
import { TAME_LIMIT } from './tame.ts'
import { TAPS } from './winograd/kernel.ts'
import { isNarrow, tilesOf } from './winograd/layout.ts'
import { fillOfForm, rowForm, rowWinogradTime } from './row-winograd/form.ts'
import { TILE } from './winograd/matrices.ts'

/** The algorithms, the one that takes everything last. */
export const ALGORITHMS = ['winograd', 'rowWinograd', 'separable', 'sparse', 'direct'] as const

/** How a filter is computed. */
export type Algorithm = (typeof ALGORITHMS)[number]

/** The algorithm of each filter of a layer, and why, in plain words. */
export interface AlgorithmChoice {
  readonly algorithms: readonly Algorithm[]
  readonly reason: string
}

/** Time of an algorithm, direct convolution being 1, that makes it worth while. */
const WORTH = 0.8
/**
 * Time of Winograd's algorithm: its products, of which some fall beyond the map, the transform of the input for each filter and of
 * the output for each channel. Measured on large maps 0.4 for 64 -> 64, 0.5 for 16 -> 16, 0.6 to 0.7 for 8 -> 16, 0.7 to 0.8 for
 * 8 -> 8; on maps of 7x7 0.7 for 256 -> 256, 0.8 for 64 -> 64, 1.5 for 16 -> 16.
 */
function winogradTime({ h, w, inPerGroup, outPerGroup }: Conv2dInfo): number {
  const map = { width: w.out }
  const computed = (TILE * TILE * tilesOf(map, Math.ceil(h.out / TILE))) / (h.out * w.out)
  const transforms = isNarrow(map) ? NARROW_TRANSFORMS : 1
  return 0.35 * computed + transforms * (1.2 / inPerGroup + 2 / outPerGroup)
}

/** Time of the transforms of narrow maps, which go pixel by pixel, against those of others. */
const NARROW_TRANSFORMS = 6

/** Time of a tap in a list that filters share, against one in straight code; measured 1.0 to 1.1. */
const TAP_TIME = 1.1
/**
 * Time of a tap in a pass of rows or columns: its inputs are loaded for one filter alone, and direct convolution of single
 * filters is faster in storing. Measured 1.9 and 2.2.
 */
const PASS_TIME = { several: 1.9, single: 2.2 } as const

/** Fewest channels and filters of a group for which the transforms of Winograd's algorithm pay; measured. */
const WINOGRAD_CHANNELS = 8
const WINOGRAD_FILTERS = 8
/** Along rows, a vector of tiles must lie in one row of them. */
const ROW_WINOGRAD_COLUMNS = 3 * TILE + 1

/**
 * Choose the algorithm of every filter of a convolution. It depends on the layer's shape and on the filter's own weights
 * alone: never on other filters, on which of them are computed, on workers or on timings.
 * @param weight OIHW
 * @param only the algorithm that every filter it can compute is to have, the others being direct; null for the fastest
 */
export function chooseAlgorithms(
  info: Conv2dInfo,
  weight: Float32Array,
  only: Algorithm | null,
): AlgorithmChoice {
  const filters = info.weight[0]
  if (only === 'direct') {
    return {
      algorithms: Array<Algorithm>(filters).fill('direct'),
      reason: 'direct: exact dense work is asked for',
    }
  }
  const found = chosen.get(weight)
  const key = JSON.stringify([info, only])
  if (found?.key === key) return found.choice
  const times = timesOf(info, only)
  const each = weight.length / filters
  const algorithms = Array.from({ length: filters }, (_, filter) =>
    algorithmOf(weight.subarray(filter * each, (filter + 1) * each), info, times, only),
  )
  const choice = { algorithms, reason: reasonOf(algorithms, info) }
  chosen.set(weight, { key, choice })
  return choice
}

/** The last choice for each array of weights: they are immutable, and large ones take a while to look through. */
const chosen = new WeakMap<Float32Array, { readonly key: string; readonly choice: AlgorithmChoice }>()

/** An algorithm and its time, direct convolution being 1. */
type Timed = readonly [algorithm: Algorithm, time: number]

/** The algorithms that a layer's shape allows, beside sparse. */
function timesOf(info: Conv2dInfo, only: Algorithm | null): Timed[] {
  const times: Timed[] = [['separable', separableTime(info)]]
  if (suitsWinograd(info, only)) times.push(['winograd', winogradTime(info)])
  if (suitsRowWinograd(info, only)) times.push(['rowWinograd', rowWinogradTime(info)])
  return times
}

function algorithmOf(
  weights: Float32Array,
  info: Conv2dInfo,
  ofShape: readonly Timed[],
  only: Algorithm | null,
): Algorithm {
  const taps = tameTaps(weights)
  if (taps === null) return 'direct'
  const times: readonly Timed[] = [['sparse', (TAP_TIME * taps) / weights.length], ...ofShape]
  const usable = times
    .filter(([algorithm, time]) => (only === null ? time <= WORTH : algorithm === only))
    .sort(([, a], [, b]) => a - b)
  for (const [algorithm] of usable) {
    if (algorithm !== 'separable' || isSeparable(weights, info)) return algorithm
  }
  return 'direct'
}

/** Weights that are not zero. */
export function tapsOf(weights: Float32Array): number {
  let taps = 0
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) taps++
  return taps
}

/** Weights that are not zero, where all are finite and within TAME_LIMIT; else null. Edits of large banks wait for this. */
function tameTaps(weights: Float32Array): number | null {
  let taps = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? NaN
    if (!(weight <= TAME_LIMIT && weight >= -TAME_LIMIT)) return null
    if (weight !== 0) taps++
  }
  return taps
}

function separableTime({ h, w, outPerGroup }: Conv2dInfo): number {
  const passTime = outPerGroup === 1 ? PASS_TIME.single : PASS_TIME.several
  return (passTime * (h.kernel + w.kernel)) / (h.kernel * w.kernel)
}

/**
 * Whether every kernel of a filter is a column times a row, so nearly that two passes keep the bound of a sum of K terms,
 * max(1e-6, (K + 1) * 2^-24): a term passes kW roundings in its row and C * kH + 1 in its column, and what is left of the bound may
 * be the error of the product.
 */
function isSeparable(weights: Float32Array, { h, w, inPerGroup }: Conv2dInfo): boolean {
  const size = h.kernel * w.kernel
  const rounding = 2 ** -24
  const bound = Math.max(1e-6, (inPerGroup * size + 1) * rounding)
  const tolerance = bound - (w.kernel + inPerGroup * h.kernel + 2) * rounding
  for (let at = 0; at < weights.length; at += size) {
    if (!isRankOne(weights.subarray(at, at + size), h.kernel, w.kernel, tolerance)) return false
  }
  return true
}

/** Whether Winograd's algorithm is for layers of this shape: it can compute them, and is faster unless it is asked for. */
export function suitsWinograd(info: Conv2dInfo, only: Algorithm | null): boolean {
  const { h, w, inPerGroup, outPerGroup, paddingMode } = info
  const axes = [h, w]
  if (!axes.every((axis) => axis.kernel === TAPS && axis.stride === 1 && axis.dilation === 1)) return false
  // Tiles reach up to 3 pixels over the border; reflected or wrapped ones must still come from the map.
  if (paddingMode !== 'zeros' && !axes.every((axis) => axis.after + TILE <= axis.size)) return false
  if (only !== null) return only === 'winograd'
  const pays = inPerGroup >= WINOGRAD_CHANNELS && outPerGroup >= WINOGRAD_FILTERS
  return pays && winogradTime(info) <= WORTH
}

/** The same for Winograd's algorithm along rows. */
export function suitsRowWinograd(info: Conv2dInfo, only: Algorithm | null): boolean {
  const { w, paddingMode } = info
  if (w.out < ROW_WINOGRAD_COLUMNS * w.dilation || (w.dilation > 1 && w.stride > 1)) return false
  // Tiles reach over the border; reflected or wrapped pixels must still come from the map.
  const { columns, kernelColumns } = fillOfForm(w)
  const reach = (columns - 1) * w.stride + w.dilation * (kernelColumns - w.kernel)
  if (paddingMode !== 'zeros' && w.after + reach > w.size) return false
  if (only !== null) return only === 'rowWinograd'
  return !suitsWinograd(info, null) && rowWinogradTime(info) <= WORTH
}

function reasonOf(algorithms: readonly Algorithm[], { h, w, inPerGroup }: Conv2dInfo): string {
  const words: Readonly<Record<Algorithm, string>> = {
    winograd: `Winograd F(4x4, 3x3): 3x3, stride 1, ${inPerGroup} channels a group`,
    rowWinograd: `Winograd F(4, ${rowForm(w).taps}) along rows: ${h.kernel}x${w.kernel}`,
    separable: `separable: ${h.kernel}x${w.kernel} kernels of rank 1 as rows, then columns`,
    sparse: 'sparse: zero taps left out',
    direct: 'direct',
  }
  const parts = ALGORITHMS.flatMap((algorithm) => {
    const count = algorithms.filter((other) => other === algorithm).length
    if (count === 0) return []
    return count === algorithms.length
      ? [words[algorithm]]
      : [`${words[algorithm]} (${count} of ${algorithms.length} filters)`]
  })
  return parts.join('; ')
}
