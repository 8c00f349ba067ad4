import type { Layer, LayerType } from '../layer.ts'
import { AFFINE } from './affine.ts'
import { CHANNEL_SHUFFLE } from './channel-shuffle.ts'
import { CONV2D } from './conv2d.ts'
import { CONV_TRANSPOSE2D } from './conv-transpose2d.ts'
import { GLOBAL_AVG_POOL } from './global-avg-pool2d.ts'
import type { LayerKind, LayerOf } from './kind.ts'
import { PAD } from './pad.ts'
import { PIXEL_SHUFFLE, PIXEL_UNSHUFFLE } from './pixel-shuffle.ts'
import { pointwise } from './pointwise.ts'
import { AVG_POOL, MAX_POOL } from './pool.ts'
import { PRELU } from './prelu.ts'
import { UPSAMPLE } from './upsample.ts'

/** What each type of layer means. */
const LAYER_KINDS: { readonly [T in LayerType]: LayerKind<LayerOf<T>> } = {
  conv2d: CONV2D,
  convTranspose2d: CONV_TRANSPOSE2D,
  abs: pointwise('Abs'),
  affine: AFFINE,
  clip: pointwise('Clip'),
  elu: pointwise('ELU'),
  gelu: pointwise('GELU'),
  hardsigmoid: pointwise('Hardsigmoid'),
  hardswish: pointwise('Hardswish'),
  identity: { ...pointwise('Identity'), passedFrom: (channel) => channel },
  leakyRelu: pointwise('LeakyReLU'),
  prelu: PRELU,
  relu: pointwise('ReLU'),
  relu6: pointwise('ReLU6'),
  sigmoid: pointwise('Sigmoid'),
  silu: pointwise('SiLU'),
  softplus: pointwise('Softplus'),
  tanh: pointwise('Tanh'),
  maxPool2d: MAX_POOL,
  avgPool2d: AVG_POOL,
  globalAvgPool2d: GLOBAL_AVG_POOL,
  pad: PAD,
  upsample: UPSAMPLE,
  pixelShuffle: PIXEL_SHUFFLE,
  pixelUnshuffle: PIXEL_UNSHUFFLE,
  channelShuffle: CHANNEL_SHUFFLE,
}

/** What a layer means, by its type. */
export function kindOf({ type }: Pick<Layer, 'type'>): LayerKind {
  return LAYER_KINDS[type]
}
