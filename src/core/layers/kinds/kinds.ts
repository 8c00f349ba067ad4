import type { Layer, LayerType } from '../layer.ts'
import { AFFINE } from './affine.ts'
import { CHANNEL_SHUFFLE } from './channel-shuffle.ts'
import { CONV2D } from './conv2d.ts'
import type { LayerKind, LayerOf } from './kind.ts'
import { pointwise } from './pointwise.ts'
import { AVG_POOL, MAX_POOL } from './pool.ts'

/** Types of layers that are loaded when the first of them comes: see more-kinds.ts. */
export type MoreTypes =
  | 'convTranspose2d'
  | 'globalAvgPool2d'
  | 'pad'
  | 'pixelShuffle'
  | 'pixelUnshuffle'
  | 'prelu'
  | 'upsample'

/** What types of layers mean. */
export type Kinds<T extends LayerType> = { readonly [Type in T]: LayerKind<LayerOf<Type>> }

/** What each type of layer means, as far as it is loaded. */
const LAYER_KINDS: Kinds<Exclude<LayerType, MoreTypes>> & Partial<Kinds<MoreTypes>> = {
  conv2d: CONV2D,
  abs: pointwise('Abs'),
  affine: AFFINE,
  clip: pointwise('Clip'),
  elu: pointwise('ELU'),
  gelu: pointwise('GELU'),
  hardsigmoid: pointwise('Hardsigmoid'),
  hardswish: pointwise('Hardswish'),
  identity: { ...pointwise('Identity'), passedFrom: (channel) => channel },
  leakyRelu: pointwise('LeakyReLU'),
  relu: pointwise('ReLU'),
  relu6: pointwise('ReLU6'),
  sigmoid: pointwise('Sigmoid'),
  silu: pointwise('SiLU'),
  softplus: pointwise('Softplus'),
  tanh: pointwise('Tanh'),
  maxPool2d: MAX_POOL,
  avgPool2d: AVG_POOL,
  channelShuffle: CHANNEL_SHUFFLE,
}

/** Take in what the types of layers mean that were not loaded at first. */
export function addKinds(kinds: Kinds<MoreTypes>): void {
  Object.assign(LAYER_KINDS, kinds)
}

/** What a layer means, by its type. @throws TypeError for one that nobody has loaded before it came */
export function kindOf({ type }: Pick<Layer, 'type'>): LayerKind {
  const kind = LAYER_KINDS[type]
  if (kind === undefined) throw new TypeError(`layers of type ${type} are not loaded`)
  return kind
}
