import type { Conv2dInfo } from '../core/conv2d.ts'
import { TAME_LIMIT } from './tame.ts'
import { TAPS, TILE } from './winograd-matrices.ts'

/** How a filter is computed. */
export type Algorithm = 'direct' | 'winograd'

/** The algorithm of each filter of a layer, and why, in plain words. */
export interface AlgorithmChoice {
  readonly algorithms: readonly Algorithm[]
  readonly reason: string
}

/** Fewest channels of a group, and filters, for which the transforms of Winograd's algorithm pay; measured. */
const WINOGRAD_CHANNELS = 16
const WINOGRAD_FILTERS = 8
/** A vector of tiles must lie in one row of them. */
const WINOGRAD_COLUMNS = 3 * TILE + 1
/** Of the pixels of all tiles, the share that must lie in the map. */
const WINOGRAD_SHARE = 0.7

/**
 * Choose the algorithm of every filter of a convolution. It depends on the layer's shape and, filter by filter, on the
 * filter's own weights: never on which filters are computed, on workers or on timings.
 * @param weight OIHW
 * @param exactDenseWork whether every multiplication must be done: then everything is direct
 */
export function chooseAlgorithms(
  info: Conv2dInfo,
  weight: Float32Array,
  exactDenseWork: boolean,
): AlgorithmChoice {
  const filters = info.weight[0]
  const all = (algorithm: Algorithm, reason: string): AlgorithmChoice => ({
    algorithms: Array.from({ length: filters }, () => algorithm),
    reason,
  })
  if (exactDenseWork) return all('direct', 'direct: exactly the dense work was asked for')
  if (!suitsWinograd(info)) return all('direct', 'direct')
  const each = weight.length / filters
  const algorithms = Array.from({ length: filters }, (_, filter): Algorithm =>
    isTame(weight.subarray(filter * each, (filter + 1) * each)) ? 'winograd' : 'direct',
  )
  const reason = `Winograd F(4x4, 3x3): 3x3, stride 1, ${info.inPerGroup} channels a group`
  return { algorithms, reason }
}

/** Whether a layer's shape lets Winograd's algorithm win. */
export function suitsWinograd({ h, w, inPerGroup, outPerGroup, paddingMode }: Conv2dInfo): boolean {
  const axes = [h, w]
  if (!axes.every((axis) => axis.kernel === TAPS && axis.stride === 1 && axis.dilation === 1)) return false
  if (inPerGroup < WINOGRAD_CHANNELS || outPerGroup < WINOGRAD_FILTERS || w.out < WINOGRAD_COLUMNS)
    return false
  // Tiles reach up to 3 pixels over the border; reflected or wrapped ones must still come from the map.
  if (paddingMode !== 'zeros' && !axes.every((axis) => axis.after + TILE <= axis.size)) return false
  const covered = axes.map((axis) => axis.out / (TILE * Math.ceil(axis.out / TILE)))
  return covered.reduce((a, b) => a * b) >= WINOGRAD_SHARE
}

function isTame(weights: Float32Array): boolean {
  return weights.every((value) => Math.abs(value) <= TAME_LIMIT)
}
