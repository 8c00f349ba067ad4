import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import type { Layer, LayerType } from '../../core/layers/layer.ts'
import { AFFINE, CHANNEL_SHUFFLE } from './channels.ts'
import { CONV2D } from './conv2d.ts'
import { CONV_TRANSPOSE2D } from './conv-transpose2d.ts'
import type { LayerForm } from './form.ts'
import { PAD, PIXEL_SHUFFLE, PIXEL_UNSHUFFLE, UPSAMPLE } from './geometry.ts'
import { LEAKY_RELU, plain } from './pointwise.ts'
import { AVG_POOL, MAX_POOL } from './pool.ts'

/** How each type of layer stands in files and in PyTorch code; `Abs` is written out by pytorchCode. */
export const LAYER_FORMS: { readonly [T in LayerType]: LayerForm<LayerOf<T>> } = {
  conv2d: CONV2D,
  convTranspose2d: CONV_TRANSPOSE2D,
  relu: plain('relu', 'nn.ReLU()', 'F.relu(x)'),
  sigmoid: plain('sigmoid', 'nn.Sigmoid()', 'torch.sigmoid(x)'),
  tanh: plain('tanh', 'nn.Tanh()', 'torch.tanh(x)'),
  abs: plain('abs', 'Abs()', 'torch.abs(x)'),
  identity: plain('identity', 'nn.Identity()', null),
  leakyRelu: LEAKY_RELU,
  maxPool2d: MAX_POOL,
  avgPool2d: AVG_POOL,
  globalAvgPool2d: plain('globalAvgPool2d', 'nn.AdaptiveAvgPool2d(1)', 'F.adaptive_avg_pool2d(x, 1)'),
  pad: PAD,
  upsample: UPSAMPLE,
  pixelShuffle: PIXEL_SHUFFLE,
  pixelUnshuffle: PIXEL_UNSHUFFLE,
  channelShuffle: CHANNEL_SHUFFLE,
  affine: AFFINE,
}

/** The form of a layer, by its type. */
export function formOf({ type }: Pick<Layer, 'type'>): LayerForm {
  return LAYER_FORMS[type]
}
