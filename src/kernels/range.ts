import type { RangeItem } from './program.ts'
import { readStats } from './stats.ts'

type Range = readonly [low: number, high: number]

/** The range of values of an item: given, or from the stats of finished maps; (0, 0) of no values. */
export function rangeOf(item: RangeItem, view: DataView): Range {
  if (item.type === 'fixed') return [item.low, item.high]
  let low = Infinity
  let high = -Infinity
  for (const records of item.records) {
    const { min, max, count } = readStats(view, records, item.recordsEach)
    if (count === 0) continue
    low = Math.min(low, min)
    high = Math.max(high, max)
  }
  if (low > high) return [0, 0]
  const most = Math.max(Math.abs(low), Math.abs(high))
  return item.symmetric ? [-most, most] : [low, high]
}
