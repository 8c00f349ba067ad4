import type { Conv2dInfo } from '../../core/layers/conv2d.ts'
import type { Algorithm, FasterAlgorithm } from './algorithm.ts'
import { WORTH } from './face.ts'
import { ALGORITHMS, FASTER, PLANNING } from './planning.ts'
import { TAME_LIMIT } from './tame.ts'

/** The algorithm of each filter of a layer, and why, in plain words. */
export interface AlgorithmChoice {
  readonly algorithms: readonly Algorithm[]
  readonly reason: string
}

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
  const ways = waysOf(info, only)
  const each = weight.length / filters
  const algorithms = Array.from({ length: filters }, (_, filter) =>
    algorithmOf(weight.subarray(filter * each, (filter + 1) * each), info, ways, only),
  )
  const choice = { algorithms, reason: reasonOf(algorithms, info) }
  chosen.set(weight, { key, choice })
  return choice
}

/** The last choice for each array of weights: they are immutable, and large ones take a while to look through. */
const chosen = new WeakMap<Float32Array, { readonly key: string; readonly choice: AlgorithmChoice }>()

/** An algorithm that a layer's shape allows, and the time of a filter of so many taps. */
interface Way {
  readonly algorithm: FasterAlgorithm
  readonly time: (taps: number) => number
}

/** The faster algorithms for layers of this shape. @param only see chooseAlgorithms */
export function waysOf(info: Conv2dInfo, only: Algorithm | null): Way[] {
  return FASTER.flatMap((algorithm) => {
    if (only !== null && algorithm !== only) return []
    const time = PLANNING[algorithm].suits(info, only !== null)
    return time === null ? [] : [{ algorithm, time }]
  })
}

function algorithmOf(
  weights: Float32Array,
  info: Conv2dInfo,
  ways: readonly Way[],
  only: Algorithm | null,
): Algorithm {
  const taps = tameTaps(weights)
  if (taps === null) return 'direct'
  const usable = ways
    .map(({ algorithm, time }) => ({ algorithm, time: time(taps) }))
    .filter(({ time }) => only !== null || time <= WORTH)
    .sort((a, b) => a.time - b.time)
  const found = usable.find(({ algorithm }) => PLANNING[algorithm].suitsWeights?.(weights, info) ?? true)
  return found?.algorithm ?? 'direct'
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

function reasonOf(algorithms: readonly Algorithm[], info: Conv2dInfo): string {
  const parts = ALGORITHMS.flatMap((algorithm) => {
    const count = algorithms.filter((other) => other === algorithm).length
    if (count === 0) return []
    const words = algorithm === 'direct' ? 'direct' : PLANNING[algorithm].words(info)
    return count === algorithms.length ? [words] : [`${words} (${count} of ${algorithms.length} filters)`]
  })
  return parts.join('; ')
}
