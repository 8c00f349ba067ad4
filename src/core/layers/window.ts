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
  /** Of layers whose outputs read in no steps of whole elements; `before`, `kernel` and `stride` then only bound it. */
  readonly reads?: AxisReads
}

/** What the outputs along an axis read, where no window slides over it. */
export interface AxisReads {
  /** The elements that an output reads, ascending; none where nothing reaches it. */
  of(output: number): readonly number[]
  /**
   * So many outputs further on the same is read so many elements further on, and so it is on an axis of any size; null where
   * it depends on the whole axis.
   */
  readonly period: { readonly elements: number; readonly outputs: number } | null
}

/** The axis of such a layer: output i reads within `kernel` elements from ceil(i * stride - before) on. */
export function readingAxis(size: number, out: number, reads: AxisReads): WindowAxis {
  const { elements, outputs } = reads.period ?? { elements: size, outputs: out }
  const stride = elements / outputs
  let [kernel, before] = [1, -Infinity]
  for (let output = 0; output < out; output++) {
    const elementsRead = reads.of(output)
    const first = elementsRead[0]
    if (first === undefined) continue
    kernel = Math.max(kernel, (elementsRead.at(-1) ?? first) - first + 1)
    before = Math.max(before, output * stride - first)
  }
  return {
    size,
    before: Number.isFinite(before) ? before : 0,
    after: 0,
    kernel,
    stride,
    dilation: 1,
    out,
    reads,
  }
}

/** The windows of a layer on both axes and what lies outside the input. A Conv2dInfo is one. */
export interface LayerWindow {
  readonly h: WindowAxis
  readonly w: WindowAxis
  readonly paddingMode: PaddingMode
}
