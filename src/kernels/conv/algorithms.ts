import type { FilterBlocks } from './filter-blocks.ts'
import type { ConvBlock, Ptr } from '../program/program.ts'
import type { Taps } from './winograd/matrices.ts'

/** A faster algorithm for the tiles of a ConvStep, which computes those itself whose input is not tame enough. */
export type FasterConv = WinogradConv | RowWinogradConv | SparseConv | SeparableConv

interface FasterBase {
  readonly module: string
  readonly weights: Ptr
  /** Written by a TameStep: a word for each run of maps, see `takes`. */
  readonly tame: Ptr
  /** For each tile of the step: [index of its word, byte offset of its weights]. */
  readonly tiles: Int32Array
}

/** Winograd F(4x4, 3x3): see winograd.ts. */
export interface WinogradConv extends FasterBase {
  readonly algorithm: 'winograd'
  readonly shape: WinogradShape
}

/** Winograd F(4, r) along rows: see row-winograd.ts. */
export interface RowWinogradConv extends FasterBase {
  readonly algorithm: 'rowWinograd'
  readonly shape: RowWinogradShape
}

/** Taps listed in memory, zeros left out: see sparse.ts. */
export interface SparseConv extends FasterBase {
  readonly algorithm: 'sparse'
  readonly shape: SparseShape
}

/** Sizes of a convolution by lists of taps. */
export interface SparseShape {
  /** Columns of the output. */
  readonly width: number
  /** Floats from the input of an output row to that of the next. */
  readonly inputRowStep: number
}

/** Rows of each channel, then columns over the channels: see separable.ts. `module` is that of the rows. */
export interface SeparableConv extends FasterBase {
  readonly algorithm: 'separable'
  readonly columnModule: string
  readonly shape: SeparableShape
}

/** Sizes of a separable convolution. */
export interface SeparableShape {
  readonly inPerGroup: number
  readonly kernel: readonly [height: number, width: number]
  readonly strideHeight: number
  readonly dilationHeight: number
  /** Columns of the output. */
  readonly width: number
  /** Floats from one row of the input planes to the next. */
  readonly rowPitch: number
  /** Rows of a tile at most. */
  readonly tileRows: number
  readonly block: ConvBlock
}

/** Sizes that code, workspace and packed weights of a Winograd convolution follow from. */
export interface WinogradShape extends FilterBlocks {
  readonly inPerGroup: number
  /** Columns of the output. */
  readonly width: number
  /** Floats from one row of the input planes to the next. */
  readonly rowPitch: number
  /** Rows of tiles of a band: of all bands but the last, then of the last if it has fewer. */
  readonly tileRows: readonly number[]
}

/** The same for one along rows. */
export interface RowWinogradShape extends FilterBlocks {
  readonly inPerGroup: number
  readonly kernel: readonly [height: number, width: number]
  readonly strideHeight: number
  readonly dilationHeight: number
  /** Along rows; 1 where there are phases. */
  readonly dilationWidth: number
  /** Parts that rows of the input planes are split into: the stride along rows. */
  readonly phases: number
  /** Columns of the output. */
  readonly width: number
  /** Floats from one row of the input planes to the next, and from a phase of it to the next. */
  readonly rowPitch: number
  readonly phasePitch: number
  /** Taps of a segment of a kernel's row in a phase. */
  readonly taps: Taps
  /** Segments that a row of the kernel is cut into; several only of four taps: they begin a tile apart then. */
  readonly segments: number
  /** Rows of a tile at most. */
  readonly tileRows: number
  /** Tiles of four columns, of each residue modulo the dilation, that are transformed at once. */
  readonly tilesWide: number
  /** Rows whose sums are transformed together, and of those the rows at once in the products. */
  readonly sumRows: number
  readonly rowsAtOnce: number
}
