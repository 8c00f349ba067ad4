import { seededRandom } from '../random.ts'

/**
 * One plane of weights, or a stack of them such as the kernels of a filter: `values` holds height * width numbers for
 * each, row by row. What moves weights does so in every plane; what scales them looks at the stack as a whole.
 */
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
  const { height, width } = kernel
  return remap(kernel, height, width, (row, column) => [height - 1 - row, width - 1 - column])
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

/** Take the mean away, so that the values sum to 0 and a flat picture gives 0. */
export function subtractMean(kernel: Kernel): Kernel {
  const mean = kernelSum(kernel.values) / kernel.values.length
  return Number.isFinite(mean) ? { ...kernel, values: kernel.values.map((value) => value - mean) } : kernel
}

/** Scale so that the magnitudes sum to 1 (L1 norm). Zeros, and what is not finite, stay as they are. */
export function normaliseL1(kernel: Kernel): Kernel {
  return divide(
    kernel,
    kernel.values.reduce((total, value) => total + Math.abs(value), 0),
  )
}

/** Scale so that the squares sum to 1 (L2 norm). Zeros, and what is not finite, stay as they are. */
export function normaliseL2(kernel: Kernel): Kernel {
  return divide(kernel, Math.sqrt(kernel.values.reduce((total, value) => total + value * value, 0)))
}

/** Multiply every value; zeros stay +0. */
export function scale(kernel: Kernel, factor: number): Kernel {
  return { ...kernel, values: kernel.values.map((value) => value * factor + 0) }
}

/** Make every value 0. */
export function zero(kernel: Kernel): Kernel {
  return { ...kernel, values: new Float32Array(kernel.values.length) }
}

/**
 * Random values, uniform in +-1/sqrt(fanIn): what torch.nn.Conv2d starts with (kaiming_uniform_ with a = sqrt(5), after
 * He et al., "Delving Deep into Rectifiers", 2015). The same seed gives the same numbers.
 * @param fanIn taps of a whole filter, C_in/groups * kH * kW
 */
export function kaimingUniform(kernel: Kernel, fanIn: number, seed: number): Kernel {
  const random = seededRandom(seed)
  const bound = 1 / Math.sqrt(fanIn)
  return { ...kernel, values: kernel.values.map(() => bound * (2 * random() - 1)) }
}

/** Sum of the values: what the kernel makes of a plane of ones. */
export function kernelSum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0)
}

function divide(kernel: Kernel, norm: number): Kernel {
  return norm === 0 || !Number.isFinite(norm)
    ? kernel
    : { ...kernel, values: kernel.values.map((value) => value / norm) }
}

function remap(
  kernel: Kernel,
  height: number,
  width: number,
  source: (row: number, column: number) => readonly [row: number, column: number],
): Kernel {
  const area = height * width
  const places = Array.from({ length: area }, (_, i) => {
    const [row, column] = source(Math.floor(i / width), i % width)
    return row * kernel.width + column
  })
  const values = kernel.values.map((_, i) => kernel.values[i - (i % area) + (places[i % area] ?? NaN)] ?? NaN)
  return { height, width, values }
}
