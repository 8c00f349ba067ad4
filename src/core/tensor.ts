/** Shape of an activation or weight tensor, contiguous NCHW (weights: OIHW). Every size is an integer >= 0. */
export type Shape4 = readonly [n: number, c: number, h: number, w: number]

/** A value for each spatial axis. */
export type Pair = readonly [h: number, w: number]

/** A contiguous NCHW float32 tensor; `data.length` is the product of `shape`. Treated as immutable. */
export interface Tensor {
  readonly shape: Shape4
  readonly data: Float32Array
}

/** Number of elements of a tensor of this shape. */
export function elementCount(shape: Shape4): number {
  return shape[0] * shape[1] * shape[2] * shape[3]
}
