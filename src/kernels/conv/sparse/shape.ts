import type { WindowLayout } from '../../maps/taps.ts'

/** Sizes that code and packed weights of a convolution by lists of taps follow from. */
export interface SparseShape extends SparseForm {
  readonly layout: WindowLayout
}

/** Those that the order of packed weights follows from. */
export interface SparseForm {
  readonly inPerGroup: number
  readonly layout: TapLayout
}

/** Where the taps of a window lie. */
export interface TapLayout extends Pick<WindowLayout, 'rowPitch' | 'phasePitch'> {
  readonly h: Pick<WindowLayout['h'], 'kernel' | 'dilation'>
  readonly w: Pick<WindowLayout['w'], 'kernel' | 'stride' | 'dilation'>
}

/** Filters that may share a list of taps. */
export const SPARSE_FILTERS = 2
/** Words before the taps of a block: its number of filters and of taps, then a bias for each filter. */
export const HEAD_WORDS = 2 + SPARSE_FILTERS
/** Words of a tap before its weights: byte offsets of its plane's pointer and of its first input. */
export const TAP_WORDS = 2
