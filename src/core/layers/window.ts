import type { PaddingMode } from './layer.ts'

/**
 * A spatial axis of a sliding window (convolution or pooling), everything derived once: `out` windows of `kernel` taps,
 * `dilation` apart, start every `stride` in an axis of `size` with `before` and `after` elements of padding.
 */
export interface WindowAxis {
  readonly size: number
  readonly before: number
  readonly after: number
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly out: number
}

/** The windows of a layer on both axes and what lies outside the input. A Conv2dInfo is one. */
export interface LayerWindow {
  readonly h: WindowAxis
  readonly w: WindowAxis
  readonly paddingMode: PaddingMode
}
