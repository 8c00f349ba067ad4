import { MAX_KERNEL } from '../../core/layers/limits.ts'
import type { Shape4 } from '../../core/tensor.ts'

/*
 * How frameworks name and lay out the parts of a convolution: PyTorch `conv1.weight`, (C_out, C_in/groups, kH, kW); TensorFlow
 * and Flax `conv1/kernel` or `conv1/weights`, (kH, kW, C_in, C_out), and `depthwise_kernel`, (kH, kW, C, multiplier).
 */

/** A word for weights at the end of a name, behind a separator or alone; TensorFlow's variables end in `:0`. */
const WEIGHTS = [
  /^(.*[._/])?(depthwise_kernel|depthwise_weights)(:0)?$/s,
  /^(.*[._/])?(weight|weights|kernel)(:0)?$/s,
]

/** A name of a weight, taken apart. */
export interface WeightName {
  /** The name of its convolution. */
  readonly base: string
  /** Order of the axes that such a name stands for. */
  readonly order: AxisOrder
  /** Names that its bias may have. */
  readonly biases: readonly string[]
}

/** O filters, I input channels, H and W of the kernel; M filters for each of C channels. */
export type AxisOrder = 'OIHW' | 'HWIO' | 'HWCM'

/** The parts of a name that ends in a word for weights; null for another. */
export function weightName(name: string): WeightName | null {
  const match = WEIGHTS.map((words) => words.exec(name)).find((found) => found !== null)
  if (!match) return null
  const [, before = '', word = '', end = ''] = match
  return {
    base: before === '' ? name : before.slice(0, -1),
    order: word === 'weight' ? 'OIHW' : word.startsWith('depthwise') ? 'HWCM' : 'HWIO',
    biases: ['bias', 'biases'].map((bias) => `${before}${bias}${end}`),
  }
}

/** Names that the bias of an array with another name may have: `w` and `b`, or the next of a numbered list. */
export function biasBeside(name: string): string[] {
  const number = /\d+$/.exec(name)?.[0]
  const next = number === undefined ? [] : [`${name.slice(0, -number.length)}${Number(number) + 1}`]
  const short = name.replace(
    /(^|[._/])([wW])$/,
    (_all, before: string, w: string) => before + (w === 'w' ? 'b' : 'B'),
  )
  return short === name ? next : [short]
}

/**
 * The order of the axes of a weight: what its name stands for, unless HWIO would make it larger than a kernel, or leave it with a
 * bias that is one of OIHW. Without such a name it is what its shape tells, as kernels are mostly square.
 * @param biases lengths of the arrays that may be its bias
 */
export function axisOrder(
  name: WeightName | null,
  [a, b, c, d]: Shape4,
  biases: readonly number[],
): AxisOrder {
  if (name === null) return a === b && c !== d && a <= 11 && d >= 8 ? 'HWIO' : 'OIHW'
  const isNone = Math.max(a, b) > MAX_KERNEL || (biases.includes(a) && !biases.includes(d))
  return name.order === 'HWIO' && isNone ? 'OIHW' : name.order
}

/** The shape (C_out, C_in/groups, kH, kW) of a weight, and the steps in which its axes lie in the file. */
export function asOIHW(order: AxisOrder, [a, b, c, d]: Shape4): { shape: Shape4; strides: Shape4 } {
  if (order === 'OIHW') return { shape: [a, b, c, d], strides: [b * c * d, c * d, d, 1] }
  if (order === 'HWIO') return { shape: [d, c, a, b], strides: [1, d, b * c * d, c * d] }
  return { shape: [c * d, 1, a, b], strides: [1, 0, b * c * d, c * d] }
}

/**
 * What PyTorch, Keras and TensorFlow call the statistics and the weights of a BatchNorm, and the `eps` that it has unless it is
 * given another: torch.nn.BatchNorm2d(eps=1e-05), keras.layers.BatchNormalization(epsilon=0.001), which that of TensorFlow
 * (tf.compat.v1.layers.batch_normalization) has too.
 */
export const NORM_PARTS = [
  { mean: 'running_mean', variance: 'running_var', weight: 'weight', bias: 'bias', eps: 1e-5 },
  { mean: 'moving_mean', variance: 'moving_variance', weight: 'gamma', bias: 'beta', eps: 1e-3 },
] as const

/**
 * Names that the BatchNorm behind a convolution may have, the likeliest first: the next of a Sequential, `bn1` for `conv1`,
 * `conv1_bn`, `conv1/BatchNorm`.
 */
export function normNames(conv: string): string[] {
  const [, parent = '', last = ''] = /^(.*[./])?([^./]*)$/s.exec(conv) ?? []
  if (/^\d{1,6}$/.test(last)) return [`${parent}${Number(last) + 1}`]
  const replaced = [
    last.replace(/convolution/i, 'normalization'),
    ...['bn', 'norm', 'batchnorm', 'batch_norm'].map((norm) => last.replace(/conv(2d)?/i, norm)),
  ].filter((name) => name !== last)
  const longer = ['_bn', 'bn', '_norm', '_batchnorm', '.bn', '.norm', '/bn', '/BatchNorm'].map(
    (end) => last + end,
  )
  return [...replaced, ...longer, `bn_${last}`].map((name) => parent + name)
}
