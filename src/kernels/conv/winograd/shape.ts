import type { FilterBlocks } from '../filter-blocks.ts'

/** Sizes that code, workspace and packed weights of a Winograd convolution follow from. */
export interface WinogradShape extends WinogradForm {
  /** Columns of the output. */
  readonly width: number
  /** Floats from one row of the input planes to the next. */
  readonly rowPitch: number
  /** Rows of tiles of a band: of all bands but the last, then of the last if it has fewer. */
  readonly tileRows: readonly number[]
}

/** Those that the order of packed weights follows from. */
export interface WinogradForm extends FilterBlocks {
  readonly inPerGroup: number
}
