/** A kernel as the product of a column and a row. */
export interface RankOne {
  readonly column: Float32Array
  readonly row: Float32Array
}

/**
 * The nearest product of a column and a row by cross approximation: its row through the largest weight, and the column of
 * multiples of that row. For a kernel of rank 1 each product is within a few roundings of its weight. Zeros give zeros.
 * @param kernel height * width weights, all finite
 */
export function rankOne(kernel: Float32Array, height: number, width: number): RankOne {
  let pivot = 0
  kernel.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(kernel[pivot] ?? 0)) pivot = i
  })
  const pivotRow = Math.floor(pivot / width)
  const pivotColumn = pivot % width
  const largest = kernel[pivot] ?? 0
  const row = kernel.slice(pivotRow * width, (pivotRow + 1) * width)
  const column = Float32Array.from({ length: height }, (_, i) =>
    largest === 0 ? 0 : (kernel[i * width + pivotColumn] ?? 0) / largest,
  )
  return { column, row }
}

/** Whether every weight is its column's times its row's factor but for a relative error of `tolerance`; a zero exactly. */
export function isRankOne(kernel: Float32Array, height: number, width: number, tolerance: number): boolean {
  const { column, row } = rankOne(kernel, height, width)
  return kernel.every((value, i) => {
    const product = (column[Math.floor(i / width)] ?? 0) * (row[i % width] ?? 0)
    return Math.abs(product - value) <= tolerance * Math.abs(value)
  })
}
