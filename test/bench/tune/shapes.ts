import { conv2dInfo, type Conv2dInfo } from '../../../src/core/layers/conv2d.ts'

type Numbers = readonly [
  channelsIn: number,
  channelsOut: number,
  kernel: number,
  height: number,
  width: number,
  stride?: number,
  dilation?: number,
  groups?: number,
]

/**
 * One layer for each class of shapes that the table of blocks tells apart, and those of the benchmark that are near a limit
 * between two. Large maps are shown by a band of them.
 */
export const SHAPES: Readonly<Record<string, Numbers>> = {
  'few channels, long rows': [3, 8, 3, 256, 1024],
  'few channels, 1x1': [3, 32, 1, 128, 256],
  'few channels, 5x5 stride 2': [3, 16, 5, 200, 1632, 2],
  'few channels, 7x7': [3, 8, 7, 96, 1024],
  'few channels, 7x7 stride 2': [3, 64, 7, 128, 1024, 2],
  'few channels, 7x7 stride 2, short rows': [3, 64, 7, 224, 224, 2],
  'few channels, 11x11': [3, 8, 11, 96, 1024],
  'few channels, 15x15': [3, 8, 15, 96, 512],
  '2 filters a group': [16, 16, 3, 128, 512, 1, 1, 8],
  '4 filters a group': [64, 64, 3, 56, 56, 1, 1, 16],
  '8 filters a group, 28x28': [256, 256, 3, 28, 28, 1, 1, 32],
  '8 filters a group, long rows': [16, 16, 3, 128, 512, 1, 1, 2],
  '64 channels, 256 columns': [64, 64, 3, 24, 256],
  '64 channels, 56x56': [64, 64, 3, 56, 56],
  '64 channels, 56x56, dilation 2': [64, 64, 3, 56, 56, 1, 2],
  '128 channels, 28x28': [128, 128, 3, 28, 28],
  '256 channels, 14x14': [256, 256, 3, 14, 14],
  '512 channels, 7x7': [512, 512, 3, 7, 7],
  '1x1, 56x56': [128, 128, 1, 56, 56],
  '1x1, 14x14': [512, 512, 1, 14, 14],
  'depthwise 3x3, 112x112': [32, 32, 3, 112, 112, 1, 1, 32],
  'depthwise 3x3, 14x14': [256, 256, 3, 14, 14, 1, 1, 256],
  'depthwise 5x5, 56x56': [96, 96, 5, 56, 56, 1, 1, 96],
  'depthwise 15x15': [3, 3, 15, 128, 512, 1, 1, 3],
}

/** A shape by its name. @throws RangeError for an unknown one */
export function shapeNamed(name: string): Conv2dInfo {
  const shape = SHAPES[name]
  if (shape === undefined) throw new RangeError(`no shape ${name}`)
  const [channelsIn, channelsOut, kernel, height, width, stride = 1, dilation = 1, groups = 1] = shape
  const padding = (dilation * (kernel - 1)) / 2
  return conv2dInfo([1, channelsIn, height, width], [channelsOut, channelsIn / groups, kernel, kernel], {
    stride: [stride, stride],
    padding: [padding, padding],
    paddingMode: 'zeros',
    dilation: [dilation, dilation],
    groups,
  })
}
