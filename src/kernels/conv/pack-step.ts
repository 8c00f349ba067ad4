import type { WindowAxis } from '../../core/layers/window.ts'
import type { RowWinogradShape, WinogradShape } from './algorithms.ts'
import type { ConvBlock, Ptr, StepBase } from '../program/program.ts'

/** Pack weights of a convolution for the ConvStep to come. Tile: [run]. */
export interface PackStep extends StepBase {
  readonly kind: 'pack'
  /** OIHW, all `filters` of the layer, and their biases, or null for zeros. */
  readonly weight: Ptr
  readonly weightFloats: number
  readonly bias: Ptr | null
  readonly filters: number
  readonly target: Ptr
  /** The filters that are packed together; where, in bytes from the target, and how many floats they become. */
  readonly runs: readonly {
    readonly filters: readonly number[]
    readonly offset: number
    readonly floats: number
  }[]
  readonly form: PackForm
}

/** Packed by packWeights (conv.ts), packWinograd (winograd-tile.ts) or packRowWinograd (row-winograd-tile.ts). */
export type PackForm =
  | { readonly algorithm: 'direct'; readonly layout: DirectLayout }
  | { readonly algorithm: 'winograd'; readonly shape: WinogradShape }
  | { readonly algorithm: 'rowWinograd'; readonly shape: RowWinogradShape }

/** What the order of packed weights of direct convolution follows from. */
export interface DirectLayout {
  readonly inPerGroup: number
  readonly h: Pick<WindowAxis, 'kernel'>
  readonly w: Pick<WindowAxis, 'kernel'>
  readonly block: ConvBlock
}
