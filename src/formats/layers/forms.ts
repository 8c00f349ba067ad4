import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import type { Layer, LayerType } from '../../core/layers/layer.ts'
import { AFFINE, CHANNEL_SHUFFLE } from './channels.ts'
import { CONV2D } from './conv2d.ts'
import type { LayerForm } from './form.ts'
import { LEAKY_RELU, plain } from './pointwise.ts'
import { AVG_POOL, MAX_POOL } from './pool.ts'

/** How each type of layer stands in files and in PyTorch code; `Abs` is written out by pytorchCode. */
export const LAYER_FORMS: { readonly [T in LayerType]: LayerForm<LayerOf<T>> } = {
  conv2d: CONV2D,
  relu: plain('relu', 'nn.ReLU()', 'F.relu(x)'),
  sigmoid: plain('sigmoid', 'nn.Sigmoid()', 'torch.sigmoid(x)'),
  tanh: plain('tanh', 'nn.Tanh()', 'torch.tanh(x)'),
  abs: plain('abs', 'Abs()', 'torch.abs(x)'),
  identity: plain('identity', 'nn.Identity()', null),
  leakyRelu: LEAKY_RELU,
  maxPool2d: MAX_POOL,
  avgPool2d: AVG_POOL,
  channelShuffle: CHANNEL_SHUFFLE,
  affine: AFFINE,
}

/** The form of a layer, by its type. */
export function formOf({ type }: Pick<Layer, 'type'>): LayerForm {
  return LAYER_FORMS[type]
}
