import type { Conv2dLayer, Layer, PaddingMode, Pipeline } from '../../../src/core/layers/layer.ts'
import { seededRandom } from '../../../src/core/random.ts'
import type { Shape4 } from '../../../src/core/tensor.ts'

export const random = seededRandom(7)

export function conv(
  channels: readonly [number, number],
  kernel: readonly [number, number],
  settings: {
    stride?: number
    padding?: number | 'same'
    dilation?: number
    mode?: PaddingMode
    groups?: number
  },
): Conv2dLayer {
  const { stride = 1, padding = 0, dilation = 1, mode = 'zeros', groups = 1 } = settings
  const shape: Shape4 = [channels[1], channels[0] / groups, ...kernel]
  return {
    type: 'conv2d',
    bank: {
      weight: {
        shape,
        data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1),
      },
      bias: Float32Array.from({ length: channels[1] }, () => random()),
      params: {
        stride: [stride, stride],
        padding: padding === 'same' ? 'same' : [padding, padding],
        paddingMode: mode,
        dilation: [dilation, dilation],
        groups,
      },
      names: Array.from({ length: channels[1] }, () => ''),
    },
  }
}

const pool: Layer = {
  type: 'maxPool2d',
  kernelSize: [3, 3],
  stride: [2, 2],
  padding: [1, 1],
  dilation: [1, 1],
  ceilMode: true,
}
const average: Layer = {
  type: 'avgPool2d',
  kernelSize: [3, 2],
  stride: [2, 2],
  padding: [1, 0],
  ceilMode: true,
  countIncludePad: false,
}

export const PIPELINES: Readonly<Record<string, Pipeline>> = {
  'a 5 x 5': [conv([3, 4], [5, 5], { padding: 2 })],
  'the default form': [
    conv([3, 8], [3, 3], { padding: 1 }),
    { type: 'relu' },
    conv([8, 8], [3, 3], { padding: 1, groups: 4 }),
  ],
  'strides over reflected borders': [
    conv([3, 4], [5, 5], { stride: 2, padding: 3, mode: 'reflect' }),
    conv([4, 4], [3, 3], { stride: 3, padding: 1, mode: 'replicate' }),
  ],
  'same padding of an even kernel': [
    conv([3, 2], [4, 4], { padding: 'same', dilation: 2 }),
    conv([2, 2], [2, 2], { padding: 'same' }),
  ],
  'pooling with ceil mode': [
    conv([3, 4], [3, 3], { padding: 1 }),
    pool,
    average,
    { type: 'channelShuffle', groups: 2 },
  ],
  'padding beyond the kernel': [
    conv([3, 2], [1, 1], { padding: 4, mode: 'reflect' }),
    conv([2, 2], [3, 3], { padding: 3 }),
  ],
  'layers that faster algorithms would take': [
    conv([3, 16], [7, 7], { padding: 3 }),
    conv([16, 16], [3, 3], { padding: 1 }),
    conv([16, 8], [3, 3], { padding: 2, dilation: 2 }),
  ],
  'enlarged by the nearest': [
    conv([3, 4], [3, 3], { padding: 1, stride: 2 }),
    { type: 'upsample', scaleFactor: [3, 2], mode: 'nearest', alignCorners: false },
    conv([4, 2], [3, 3], { padding: 1 }),
  ],
  'blended to three times the size, and down again': [
    { type: 'upsample', scaleFactor: [3, 3], mode: 'bilinear', alignCorners: false },
    { type: 'upsample', scaleFactor: [0.5, 0.5], mode: 'bilinear', alignCorners: false },
    conv([3, 2], [3, 3], {}),
  ],
  'transposed, with more cut off than the kernel covers': [
    conv([3, 4], [3, 3], { stride: 2 }),
    {
      type: 'convTranspose2d',
      bank: conv([4, 3], [4, 3], { stride: 2, padding: 5 }).bank,
      outputPadding: [1, 0],
    },
    conv([3, 2], [3, 3], { padding: 1, mode: 'reflect' }),
  ],
  'padded here and cut there': [
    { type: 'pad', padding: [3, -2, -3, 4], mode: 'reflect', value: 0 },
    conv([3, 2], [3, 3], { padding: 1 }),
    { type: 'pad', padding: [0, 1, 2, -5], mode: 'zeros', value: 0.5 },
  ],
  'pixels into channels and back': [
    conv([3, 4], [3, 3], { padding: 1 }),
    { type: 'pixelShuffle', factor: 2 },
    { type: 'pixelUnshuffle', factor: 2 },
    conv([4, 8], [1, 1], {}),
    { type: 'pixelShuffle', factor: 2 },
  ],
  'the mean of whole maps': [
    conv([3, 2], [3, 3], {}),
    { type: 'globalAvgPool2d' },
    { type: 'upsample', scaleFactor: [8, 8], mode: 'nearest', alignCorners: false },
  ],
  'borders that wrap around': [conv([3, 2], [5, 5], { padding: 2, mode: 'circular' })],
  'wrapped through several layers': [
    conv([3, 4], [3, 3], { padding: 1, mode: 'circular' }),
    { type: 'relu' },
    conv([4, 2], [3, 3], { padding: 2, dilation: 2, mode: 'circular' }),
    conv([2, 2], [3, 3], {}),
  ],
  'wrapped with a stride that fits some heights': [
    conv([3, 4], [4, 4], { padding: 2, stride: 2, mode: 'circular' }),
    conv([4, 2], [3, 3], { padding: 1, mode: 'circular' }),
  ],
  'wrapped behind a border of zeros, in one band': [
    conv([3, 2], [3, 3], { padding: 1 }),
    conv([2, 2], [3, 3], { padding: 1, mode: 'circular' }),
  ],
}
