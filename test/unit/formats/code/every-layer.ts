import { createBank } from '../../../../src/core/bank/bank.ts'
import type { Layer, Pipeline } from '../../../../src/core/layers/layer.ts'

/** A Conv2d. */
export const conv = (...args: Parameters<typeof createBank>): Layer => ({
  type: 'conv2d',
  bank: createBank(...args),
})

const POOL = { kernelSize: [3, 2], stride: [2, 2], padding: [1, 1], ceilMode: true } as const

/** One of each kind of layer that keeps the shape of maps, or pools them, behind each other on (1, 3, 9, 8). */
export const EVERY: Pipeline = [
  conv(3, 4, [3, 3], { padding: 'same', dilation: [1, 2], paddingMode: 'reflect' }),
  { type: 'relu' },
  { type: 'sigmoid' },
  { type: 'tanh' },
  { type: 'abs' },
  { type: 'leakyRelu', negativeSlope: 0.01 },
  { type: 'relu6' },
  { type: 'clip', min: -Infinity, max: 6 },
  { type: 'prelu', weight: Float32Array.of(0.25) },
  { type: 'prelu', weight: Float32Array.of(0.1, 0.2, 0.3, 0.4) },
  { type: 'hardswish' },
  { type: 'hardsigmoid' },
  { type: 'silu' },
  { type: 'gelu', approximate: 'none' },
  { type: 'gelu', approximate: 'tanh' },
  { type: 'elu', alpha: 1 },
  { type: 'softplus', beta: 1, threshold: 20 },
  { type: 'maxPool2d', ...POOL, dilation: [1, 1] },
  { type: 'avgPool2d', ...POOL, countIncludePad: false },
  { type: 'channelShuffle', groups: 2 },
  { type: 'affine', scale: Float32Array.of(1, 2, 3, 4), shift: new Float32Array(4) },
]

/** Layers that change the shape of maps. */
export const SHAPES: Pipeline = [
  { type: 'pad', padding: [1, 2, 0, -1], mode: 'zeros', value: 0 },
  { type: 'pad', padding: [1, 1, 1, 1], mode: 'zeros', value: -Infinity },
  { type: 'pad', padding: [1, 0, 0, 0], mode: 'reflect', value: 0 },
  { type: 'pad', padding: [0, 1, 0, 0], mode: 'circular', value: 0 },
  { type: 'upsample', scaleFactor: [2, 1.5], mode: 'bilinear', alignCorners: false },
  { type: 'upsample', scaleFactor: [2, 2], mode: 'nearest', alignCorners: false },
  { type: 'convTranspose2d', bank: createBank(3, 4, [2, 3], { stride: [2, 2] }), outputPadding: [1, 0] },
  { type: 'pixelShuffle', factor: 2 },
  { type: 'globalAvgPool2d' },
]
