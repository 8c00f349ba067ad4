import type { RangeItem } from './steps.ts'
import { readStats } from '../maps/stats.ts'

type Range = readonly [low: number, high: number]

/** Spread of values that a range keeps, in standard deviations (root mean squares when symmetric). */
const KEPT_DEVIATIONS = 3

/**
 * The range of values of an item: given, or from the stats of finished maps; (0, 0) of no values. It reaches from the
 * least to the largest value, but no further than 3 standard deviations from the mean (symmetric: 3 root mean squares from
 * 0; -1 to 1 where all are 0): the edges of a photo give a few values far out, and a range that reached them all would
 * leave the rest pale.
 */
export function rangeOf(item: RangeItem, view: DataView): Range {
  if (item.type === 'fixed') return [item.low, item.high]
  let low = Infinity
  let high = -Infinity
  let sum = 0
  let squares = 0
  let values = 0
  for (const records of item.records) {
    const { min, max, mean, rms, count } = readStats(view, records, item.recordsEach)
    if (count === 0) continue
    low = Math.min(low, min)
    high = Math.max(high, max)
    sum += mean * count
    squares += rms * rms * count
    values += count
  }
  if (low > high) return [0, 0]
  if (item.symmetric) {
    const most = Math.min(
      Math.max(Math.abs(low), Math.abs(high)),
      KEPT_DEVIATIONS * Math.sqrt(squares / values),
    )
    // Maps of zeros only: any range around 0 gives them the middle colour; (0, 0) would give them the lowest.
    return most === 0 ? [-1, 1] : [-most, most]
  }
  const mean = sum / values
  const reach = KEPT_DEVIATIONS * Math.sqrt(Math.max(0, squares / values - mean * mean))
  return [Math.max(low, mean - reach), Math.min(high, mean + reach)]
}
