/** How far beyond its windows the planes that a layer reads are filled. */
export interface WindowFill {
  /** The planes hold the windows of this many rows and columns, or of the next multiple. */
  readonly rows: number
  readonly columns: number
  /** Columns of a kernel at least. */
  readonly kernelColumns: number
}

/** No further. */
export const NO_FILL: WindowFill = { rows: 1, columns: 1, kernelColumns: 1 }

/** The next multiple from `count` on. */
export function filledUp(count: number, multiple: number): number {
  return multiple * Math.ceil(count / multiple)
}
