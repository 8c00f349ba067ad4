import type { LayerSettings } from '../../state/document/layer-settings.ts'

/** What a setting is, in plain words, then PyTorch's name of it. */
const WORDS: Readonly<Record<keyof LayerSettings, readonly [plain: string, name: string]>> = {
  outChannels: ['Filters of the layer, each of which makes one map', 'out_channels'],
  kernelSize: ['Rows and columns of a kernel', 'kernel_size'],
  stride: ['How many pixels the kernel moves from one value to the next', 'stride'],
  padding: ['Pixels put around the map, so that it does not shrink', 'padding'],
  paddingMode: ['What stands beyond the edge of the map', 'padding_mode'],
  dilation: ['How many pixels lie from one weight of a kernel to the next', 'dilation'],
  groups: ['Parts that channels and filters are divided into: a filter sees its own part alone', 'groups'],
  bias: ['A number added to every value of a map', 'bias'],
  ceilMode: ['The size is rounded up, so that the last pixels count too', 'ceil_mode'],
  countIncludePad: ['Padding counts in the average', 'count_include_pad'],
  negativeSlope: ['What values below zero are multiplied by', 'negative_slope'],
  outputPadding: ['Rows and columns added at the bottom and on the right', 'output_padding'],
  sides: ['Pixels added on each side; a negative number cuts them off', 'pad'],
  value: ['What the added pixels hold', 'value'],
  scaleFactor: ['How many times as large the map becomes', 'scale_factor'],
  mode: ['How values between pixels are found', 'mode'],
  alignCorners: ['The outermost values stay at the edges', 'align_corners'],
  factor: ['How many rows and columns of pixels make a cell', 'upscale_factor, downscale_factor'],
  alpha: ['The value that is neared far below zero, with a minus', 'alpha'],
  beta: ['How sharp the bend is', 'beta'],
  threshold: ['From here on values stay as they are', 'threshold'],
  min: ['Values below become this', 'min'],
  max: ['Values above become this', 'max'],
  approximate: ['By the exact formula, or by tanh, which is nearly that', 'approximate'],
}

/** The tooltip of a setting. */
export function settingTitle(setting: keyof LayerSettings): string {
  const [plain, name] = WORDS[setting]
  return `${plain}\nPyTorch: ${name}`
}
