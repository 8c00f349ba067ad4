import { channelsOfGroup } from '../layers/groups.ts'
import type { FilterBank } from '../layers/layer.ts'
import { setGroups } from './rewire.ts'

/** Where the weights of one group stand in the matrix of filters (rows) x input channels (columns). */
export interface WeightBlock {
  readonly group: number
  /** Filters [from, to). */
  readonly rows: readonly [from: number, to: number]
  /** Input channels [from, to). */
  readonly columns: readonly [from: number, to: number]
}

/** The weight of a grouped layer as a dense layer's matrix, for a picture. Each entry is a kernel. */
export interface BlockMatrix {
  readonly rows: number
  readonly columns: number
  readonly blocks: readonly WeightBlock[]
  /** Kernels inside the blocks: rows * columns / groups; outside of them a dense layer has zeros. */
  readonly filled: number
}

/** How two maps differ. */
export interface Difference {
  /** Largest |a - b|; NaN where only one of the two is NaN. */
  readonly largest: number
  /** Where it is, or -1 where all are equal. */
  readonly index: number
  /** How many values differ. Zeros of either sign are equal, and so are NaNs. */
  readonly count: number
}

/**
 * The dense layer that does what a grouped one does: weight (C_out, C_in, kH, kW) with every kernel at its absolute channel
 * and zeros outside the blocks. For finite inputs the maps are equal: a zero weight adds a zero, whatever the order of
 * summation, as long as the other products are added in the same order. An input that is not finite makes NaN of it
 * (0 * Infinity), in every group.
 */
export function blockDiagonal(bank: FilterBank): FilterBank {
  return setGroups(bank, 1)
}

/** The blocks of a layer of these sizes; `groups` divides both. */
export function weightBlocks(outChannels: number, inChannels: number, groups: number): BlockMatrix {
  const blocks = Array.from({ length: groups }, (_, group) => ({
    group,
    rows: channelsOfGroup(group, outChannels, groups),
    columns: channelsOfGroup(group, inChannels, groups),
  }))
  return { rows: outChannels, columns: inChannels, blocks, filled: (outChannels * inChannels) / groups }
}

/**
 * The largest difference of two maps, value by value.
 * @throws RangeError when they have different lengths
 */
export function largestDifference(a: Float32Array, b: Float32Array): Difference {
  if (a.length !== b.length) throw new RangeError(`${a.length} values beside ${b.length}`)
  let [largest, index, count] = [0, -1, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? NaN, b[i] ?? NaN]
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue
    count++
    const difference = Math.abs(x - y)
    if (difference > largest || (Number.isNaN(difference) && !Number.isNaN(largest))) {
      largest = difference
      index = i
    }
  }
  return { largest, index, count }
}
