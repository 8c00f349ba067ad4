import type { SeparableShape } from './shape.ts'

/** Where things stand in a worker's workspace: a table of pointers, then a plane for each channel; distances in bytes. */
export interface SeparableLayout {
  readonly planes: number
  readonly pitch: number
  readonly bytes: number
}

/** The layout of a workspace. */
export function separableLayout(shape: SeparableShape): SeparableLayout {
  const { inPerGroup, layout, tileRows } = shape
  const planes = 64 * Math.ceil((4 * inPerGroup) / 64)
  // An odd number of cache lines, with slack for vectors that read over the end.
  const lines = Math.ceil((4 * layout.w.out * rowsRead(shape, tileRows)) / 64) + 1
  const pitch = 64 * (lines % 2 === 0 ? lines + 1 : lines)
  return { planes, pitch, bytes: planes + inPerGroup * pitch }
}

/** Rows of the input that so many output rows read. */
export function rowsRead({ layout: { h } }: SeparableShape, rows: number): number {
  return (rows - 1) * h.stride + h.dilation * (h.kernel - 1) + 1
}
