/** The middle of some times and how sure it is. */
export interface Median {
  readonly median: number
  /** Ends of the 95 % interval; of fewer than 6 times the least and the largest. */
  readonly low: number
  readonly high: number
}

/**
 * The median with its interval from the order of the times, whatever their distribution: the ranks n/2 -+ 1.96 sqrt(n)/2
 * (Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2).
 * @param times at least one
 */
export function medianOf(times: readonly number[]): Median {
  const sorted = times.toSorted((a, b) => a - b)
  const count = sorted.length
  const at = (rank: number) => sorted[Math.max(0, Math.min(count - 1, rank))] ?? NaN
  const below = count < 6 ? 0 : Math.max(0, Math.floor((count - 1.96 * Math.sqrt(count)) / 2))
  return {
    median: (at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2,
    low: at(below),
    high: at(count - 1 - below),
  }
}

/** Whether the interval reaches no further from the median than this share of it. */
export function isStable({ median, low, high }: Median, share: number): boolean {
  return Math.max(high - median, median - low) <= share * median
}
