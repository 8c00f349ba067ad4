import { lanesOf } from '../../wasm/lanes.ts'
import type { KernelSet } from '../../wasm/sets.ts'

/** Sums that stay in registers while terms pass, at most. */
export const SUMS: Readonly<Record<KernelSet, number>> = { plain: 8, simd: 8, relaxed: 12 }

/** Filters at once, by the vectors of tiles: together 8 sums or more, which hide the latency of additions, and few enough not to spill. */
const FILTERS: Readonly<Record<KernelSet, readonly number[]>> = {
  relaxed: [8, 4, 2],
  simd: [8, 4],
  plain: [4],
}

/** How many filters the products take at once. */
export function productsAtOnce(set: KernelSet, tiles: number): number {
  const filters = FILTERS[set]
  return filters[Math.min(Math.ceil(tiles / lanesOf(set).count), filters.length) - 1] ?? 1
}

/** How many filters and rows of so many tiles the products take at once. */
export function rowProductsAtOnce(set: KernelSet, tiles: number): { filters: number; rows: number } {
  const filters = FILTERS[set].at(-1) ?? 1
  const vectors = Math.ceil(tiles / lanesOf(set).count)
  return { filters, rows: Math.max(1, Math.floor(SUMS[set] / filters / vectors)) }
}
