import { createBank } from '../../core/bank/bank.ts'
import { nearestGroups } from '../../core/layers/groups.ts'
import type { Layer, LayerType } from '../../core/layers/layer.ts'

/** Layers that can be added by hand: all that do something. */
export type AddableType = Exclude<LayerType, 'identity'>

/** What the menu says of them. */
export const ADDABLE: readonly {
  readonly type: AddableType
  readonly name: string
  readonly hint: string
}[] = [
  { type: 'conv2d', name: 'Conv2d', hint: 'a filter bank' },
  { type: 'relu', name: 'ReLU', hint: 'negative values become 0' },
  { type: 'leakyRelu', name: 'LeakyReLU', hint: 'negative values become small' },
  { type: 'sigmoid', name: 'Sigmoid', hint: 'everything into 0 … 1, softly' },
  { type: 'tanh', name: 'Tanh', hint: 'everything into −1 … 1, softly' },
  { type: 'abs', name: 'Abs', hint: 'strength without sign' },
  { type: 'maxPool2d', name: 'MaxPool2d', hint: 'the largest of 2 × 2' },
  { type: 'avgPool2d', name: 'AvgPool2d', hint: 'the mean of 2 × 2' },
  { type: 'channelShuffle', name: 'ChannelShuffle', hint: 'mixes channels across groups' },
  { type: 'affine', name: 'Affine', hint: 'scale and shift a channel: a folded BatchNorm' },
]

const HALVING = { kernelSize: [2, 2], stride: [2, 2], padding: [0, 0] } as const

/**
 * A layer that fits `channels` channels and changes nothing drastic: a Conv2d passes its channels on, 3 x 3 and size-keeping.
 * @param groups groups of the Conv2d before it: what a shuffle mixes
 */
export function newLayer(type: AddableType, channels: number, groups: number): Layer {
  switch (type) {
    case 'conv2d':
      return { type, bank: createBank(channels, channels, [3, 3], { padding: [1, 1] }) }
    case 'relu':
    case 'sigmoid':
    case 'tanh':
    case 'abs':
      return { type }
    case 'leakyRelu':
      return { type, negativeSlope: 0.01 }
    case 'maxPool2d':
      return { type, ...HALVING, dilation: [1, 1], ceilMode: false }
    case 'avgPool2d':
      return { type, ...HALVING, ceilMode: false, countIncludePad: true }
    case 'affine':
      return { type, scale: new Float32Array(channels).fill(1), shift: new Float32Array(channels) }
    case 'channelShuffle':
      return { type, groups: nearestGroups(channels, channels, groups > 1 ? groups : 2) }
  }
}
