import type { Conv2dInfo } from '../../../core/layers/conv2d.ts'
import { lanesOf } from '../../wasm/lanes.ts'
import type { ConvBlock } from './shape.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import { SMALL_KERNEL } from '../../maps/taps.ts'

/*
 * Which register block computes which convolution: the winners of `npm run bench:tune`, which tries all that fit, on x64.
 *
 * x64 has 16 vector registers and the compiler keeps one. A block of F filters x R rows x V vectors takes F * R * V for
 * the sums, one for each held operand (the fewer of F weights and R * V inputs), one for the operand that passes and,
 * without a fused multiply-add, one for the product. About 10 sums hide the latency of the additions; a block that does not
 * fit spills and runs at half speed.
 */

/** The blocks of a set, by the form of the layer. */
interface Blocks {
  /**
   * One filter to a group. Two rows share the inputs that both meet: 7 loads for 10 multiply-adds of a 3x3 kernel, against 11
   * for 10 (1.2 times as fast).
   */
  readonly single: ConvBlock
  /** The same for kernels that are not small (taps.ts), whose rows share nothing. */
  readonly singleLarge: ConvBlock
  /** Few filters or taps, or long rows: long runs of a row for few filters, which read and write few streams. */
  readonly few: ConvBlock
  /** The same for large kernels: many rows in one pass, because each pass reads more rows of input than the first cache holds. */
  readonly fewLarge: ConvBlock
  /** `few` with a stride: passes of one row share few rows of input (5x5 with stride 2: 1.05 to 1.15 times as fast as `few`). */
  readonly fewStrided: ConvBlock
  /** Long rows of sums of hardly any taps: many filters for each input that is read (1.1 times as fast as 3x1x4). */
  readonly pointwise: ConvBlock
  /** Many filters: one row, because maps of 7 or 14 rows leave no remainder then (1.3 to 1.8 times as fast on them). */
  readonly many: ConvBlock
  /** The same for rows of an odd number of vectors, such as 28 columns: one vector in two rows. */
  readonly manyOdd: ConvBlock
}

const BLOCKS: Readonly<Record<KernelSet, Blocks>> = {
  // 12 sums, 2 held, 1 passing: all 15 registers.
  relaxed: {
    single: { filters: 1, rows: 2, vectors: 5 },
    singleLarge: { filters: 1, rows: 2, vectors: 4 },
    few: { filters: 2, rows: 1, vectors: 6 },
    fewLarge: { filters: 2, rows: 6, vectors: 1 },
    fewStrided: { filters: 2, rows: 6, vectors: 1 },
    pointwise: { filters: 6, rows: 1, vectors: 2 },
    many: { filters: 6, rows: 1, vectors: 2 },
    manyOdd: { filters: 6, rows: 2, vectors: 1 },
  },
  // 8 sums: more gain nothing, and 12 with their product spill.
  simd: {
    single: { filters: 1, rows: 2, vectors: 4 },
    singleLarge: { filters: 1, rows: 2, vectors: 4 },
    few: { filters: 2, rows: 2, vectors: 2 },
    fewLarge: { filters: 2, rows: 4, vectors: 1 },
    fewStrided: { filters: 2, rows: 2, vectors: 2 },
    pointwise: { filters: 2, rows: 2, vectors: 2 },
    many: { filters: 4, rows: 1, vectors: 2 },
    manyOdd: { filters: 4, rows: 2, vectors: 1 },
  },
  // The same for single floats, with as few loads for each multiply-add as fit.
  plain: {
    single: { filters: 1, rows: 2, vectors: 4 },
    singleLarge: { filters: 1, rows: 2, vectors: 4 },
    few: { filters: 2, rows: 2, vectors: 2 },
    fewLarge: { filters: 2, rows: 2, vectors: 2 },
    fewStrided: { filters: 2, rows: 2, vectors: 2 },
    pointwise: { filters: 2, rows: 2, vectors: 2 },
    many: { filters: 2, rows: 2, vectors: 2 },
    manyOdd: { filters: 2, rows: 2, vectors: 2 },
  },
}

/** Taps to a sum below which its end (a store) counts as much as they do. */
const FEW_TAPS = 32

/** Taps to a sum of a pointwise convolution of a picture, or a little more. */
const HARDLY_ANY_TAPS = 4

/** Columns from which a row is long: a few rows of a few maps fill the first cache. */
const LONG_ROW = 200

/** The register block of a convolution in a set of instructions; it depends on shapes only. */
export function convBlock(set: KernelSet, { inPerGroup, outPerGroup, h, w }: BlockShape): ConvBlock {
  const vectors = Math.ceil(w.out / lanesOf(set).count)
  const block = bestBlock(BLOCKS[set], { inPerGroup, outPerGroup, h, w }, vectors)
  // No more filters and rows than there are; columns take the registers that this leaves free.
  const filters = Math.min(block.filters, outPerGroup)
  const rows = Math.min(block.rows, h.out)
  return {
    filters,
    rows,
    vectors: Math.floor((block.filters * block.rows * block.vectors) / (filters * rows)),
  }
}

/** Whether a convolution takes less time to compute than to write: long rows of sums of hardly any taps. */
export function writesMost({ inPerGroup, h, w }: Pick<Conv2dInfo, 'inPerGroup' | 'h' | 'w'>): boolean {
  return w.out >= LONG_ROW && inPerGroup * h.kernel * w.kernel <= HARDLY_ANY_TAPS
}

type BlockShape = Pick<Conv2dInfo, 'inPerGroup' | 'outPerGroup' | 'h' | 'w'>

function bestBlock(
  blocks: Blocks,
  { inPerGroup, outPerGroup, h, w }: BlockShape,
  vectors: number,
): ConvBlock {
  const taps = h.kernel * w.kernel
  const isLarge = taps > SMALL_KERNEL
  if (outPerGroup === 1) return isLarge ? blocks.singleLarge : blocks.single
  if (w.out >= LONG_ROW) {
    if (writesMost({ inPerGroup, h, w })) return blocks.pointwise
    if (isLarge) return blocks.fewLarge
    return h.stride > 1 ? blocks.fewStrided : blocks.few
  }
  if (outPerGroup < blocks.many.filters || inPerGroup * taps < FEW_TAPS) return blocks.few
  return vectors % 2 === 0 ? blocks.many : blocks.manyOdd
}
