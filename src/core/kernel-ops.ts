/** One plane of weights by itself: height * width values, row by row. */
export interface Kernel {
  readonly height: number
  readonly width: number
  readonly values: Float32Array
}

/** Turn a quarter clockwise; height and width change places. */
export function rotate90(kernel: Kernel): Kernel {
  const { height, width } = kernel
  return remap(kernel, width, height, (row, column) => [height - 1 - column, row])
}

/** Turn by half: what makes cross-correlation (which Conv2d computes) a true convolution. */
export function rotate180(kernel: Kernel): Kernel {
  return { ...kernel, values: kernel.values.toReversed() }
}

/** Mirror left and right. */
export function flipHorizontal(kernel: Kernel): Kernel {
  const { height, width } = kernel
  return remap(kernel, height, width, (row, column) => [row, width - 1 - column])
}

/** Mirror top and bottom. */
export function flipVertical(kernel: Kernel): Kernel {
  const { height, width } = kernel
  return remap(kernel, height, width, (row, column) => [height - 1 - row, column])
}

/** Swap rows and columns; height and width change places. */
export function transpose(kernel: Kernel): Kernel {
  return remap(kernel, kernel.width, kernel.height, (row, column) => [column, row])
}

/** Change every sign; zeros stay +0. */
export function negate(kernel: Kernel): Kernel {
  return { ...kernel, values: kernel.values.map((value) => 0 - value) }
}

/**
 * Scale so that the values sum to 1. Where they cancel (a sum below a thousandth of the magnitudes, as in a derivative),
 * scale so that the magnitudes sum to 1. A kernel of zeros, or one that is not finite, stays as it is.
 */
export function normalise(kernel: Kernel): Kernel {
  const sum = kernelSum(kernel.values)
  const magnitude = kernel.values.reduce((total, value) => total + Math.abs(value), 0)
  if (magnitude === 0 || !Number.isFinite(magnitude)) return kernel
  const divisor = Math.abs(sum) > 1e-3 * magnitude ? sum : magnitude
  return { ...kernel, values: kernel.values.map((value) => value / divisor) }
}

/** Sum of the values: what the kernel makes of a plane of ones. */
export function kernelSum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0)
}

function remap(
  kernel: Kernel,
  height: number,
  width: number,
  source: (row: number, column: number) => readonly [row: number, column: number],
): Kernel {
  const values = Float32Array.from({ length: height * width }, (_, i) => {
    const [row, column] = source(Math.floor(i / width), i % width)
    return kernel.values[row * kernel.width + column] ?? NaN
  })
  return { height, width, values }
}
