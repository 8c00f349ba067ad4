import type { FilterBlocks } from '../filter-blocks.ts'
import type { Taps } from '../winograd/matrices.ts'

/** Sizes that code, workspace and packed weights of a Winograd convolution along rows follow from. */
export interface RowWinogradShape extends RowWinogradForm {
  readonly strideHeight: number
  readonly dilationHeight: number
  /** Along rows; 1 where there are phases. */
  readonly dilationWidth: number
  /** Columns of the output. */
  readonly width: number
  /** Floats from one row of the input planes to the next, and from a phase of it to the next. */
  readonly rowPitch: number
  readonly phasePitch: number
  /** Rows of a tile at most. */
  readonly tileRows: number
  /** Tiles of four columns, of each residue modulo the dilation, that are transformed at once. */
  readonly tilesWide: number
  /** Rows whose sums are transformed together, and of those the rows at once in the products. */
  readonly sumRows: number
  readonly rowsAtOnce: number
}

/** Those that the order of packed weights follows from. */
export interface RowWinogradForm extends FilterBlocks, RowForm {
  readonly inPerGroup: number
  readonly kernel: readonly [height: number, width: number]
}

/** How a row of a kernel is cut: the same in each phase of the stride. */
export interface RowForm {
  /** Parts that rows of the input planes are split into: the stride along rows. */
  readonly phases: number
  /** Taps of a segment of a kernel's row in a phase. */
  readonly taps: Taps
  /** Segments that a row of the kernel is cut into; several only of four taps: they begin a tile apart then. */
  readonly segments: number
}
