import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import '../../core/layers/kinds/more-kinds.ts'
import type { Layer, LayerType } from '../../core/layers/layer.ts'
import { AFFINE, CHANNEL_SHUFFLE } from './channels.ts'
import { CONV2D } from './conv2d.ts'
import { CONV_TRANSPOSE2D } from './conv-transpose2d.ts'
import type { LayerForm } from './form.ts'
import { PAD, PIXEL_SHUFFLE, PIXEL_UNSHUFFLE, UPSAMPLE } from './geometry.ts'
import { CLIP, GELU, numeric, plain, PRELU } from './pointwise.ts'
import { AVG_POOL, MAX_POOL } from './pool.ts'

/** How each type of layer stands in files and in PyTorch code; `code/module-classes` has `Abs`, `Affine` and `Clip`. */
export const LAYER_FORMS: { readonly [T in LayerType]: LayerForm<LayerOf<T>> } = {
  conv2d: CONV2D,
  convTranspose2d: CONV_TRANSPOSE2D,
  abs: plain('abs', 'Abs()', 'torch.abs(x)'),
  affine: AFFINE,
  clip: CLIP,
  elu: numeric('elu', ['alpha'], 'nn.ELU', 'F.elu'),
  gelu: GELU,
  hardsigmoid: plain('hardsigmoid', 'nn.Hardsigmoid()', 'F.hardsigmoid(x)'),
  hardswish: plain('hardswish', 'nn.Hardswish()', 'F.hardswish(x)'),
  identity: plain('identity', 'nn.Identity()', null),
  leakyRelu: numeric('leakyRelu', ['negativeSlope'], 'nn.LeakyReLU', 'F.leaky_relu'),
  prelu: PRELU,
  relu: plain('relu', 'nn.ReLU()', 'F.relu(x)'),
  relu6: plain('relu6', 'nn.ReLU6()', 'F.relu6(x)'),
  sigmoid: plain('sigmoid', 'nn.Sigmoid()', 'torch.sigmoid(x)'),
  silu: plain('silu', 'nn.SiLU()', 'F.silu(x)'),
  softplus: numeric('softplus', ['beta', 'threshold'], 'nn.Softplus', 'F.softplus'),
  tanh: plain('tanh', 'nn.Tanh()', 'torch.tanh(x)'),
  maxPool2d: MAX_POOL,
  avgPool2d: AVG_POOL,
  globalAvgPool2d: plain('globalAvgPool2d', 'nn.AdaptiveAvgPool2d(1)', 'F.adaptive_avg_pool2d(x, 1)'),
  pad: PAD,
  upsample: UPSAMPLE,
  pixelShuffle: PIXEL_SHUFFLE,
  pixelUnshuffle: PIXEL_UNSHUFFLE,
  channelShuffle: CHANNEL_SHUFFLE,
}

/** The form of a layer, by its type. */
export function formOf({ type }: Pick<Layer, 'type'>): LayerForm {
  return LAYER_FORMS[type]
}
