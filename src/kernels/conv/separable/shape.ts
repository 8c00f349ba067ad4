import type { WindowLayout } from '../../maps/taps.ts'
import type { ConvBlock } from '../direct/shape.ts'

/** Sizes that code, workspace and packed weights of a separable convolution follow from. */
export interface SeparableShape extends SeparableForm {
  readonly layout: WindowLayout
  /** Rows of a tile at most. */
  readonly tileRows: number
}

/** Those that the order of packed weights follows from. */
export interface SeparableForm {
  readonly inPerGroup: number
  readonly kernel: readonly [height: number, width: number]
  readonly block: ConvBlock
}
