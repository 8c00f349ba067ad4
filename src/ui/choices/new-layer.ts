import '../../core/layers/kinds/more-kinds.ts'
import { createBank } from '../../core/bank/bank.ts'
import { nearestGroups } from '../../core/layers/groups.ts'
import { PRELU_WEIGHT } from '../../core/layers/kinds/prelu.ts'
import type { Layer, LayerType } from '../../core/layers/layer.ts'
import { elementCount, type Shape4, type Tensor } from '../../core/tensor.ts'

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
  { type: 'prelu', name: 'PReLU', hint: 'negative values become small, by a learned factor' },
  { type: 'elu', name: 'ELU', hint: 'negative values end at −1, softly' },
  { type: 'silu', name: 'SiLU', hint: 'x · sigmoid(x): a soft ReLU' },
  { type: 'gelu', name: 'GELU', hint: 'a soft ReLU by the normal distribution' },
  { type: 'softplus', name: 'Softplus', hint: 'a soft ReLU that is never 0' },
  { type: 'hardswish', name: 'Hardswish', hint: 'nearly SiLU, without exponentials' },
  { type: 'relu6', name: 'ReLU6', hint: 'everything into 0 … 6' },
  { type: 'clip', name: 'Clip', hint: 'everything between two bounds' },
  { type: 'hardsigmoid', name: 'Hardsigmoid', hint: 'everything into 0 … 1, in straight lines' },
  { type: 'sigmoid', name: 'Sigmoid', hint: 'everything into 0 … 1, softly' },
  { type: 'tanh', name: 'Tanh', hint: 'everything into −1 … 1, softly' },
  { type: 'abs', name: 'Abs', hint: 'strength without sign' },
  { type: 'maxPool2d', name: 'MaxPool2d', hint: 'the largest of 2 × 2' },
  { type: 'avgPool2d', name: 'AvgPool2d', hint: 'the mean of 2 × 2' },
  { type: 'globalAvgPool2d', name: 'GlobalAvgPool2d', hint: 'the mean of each map' },
  { type: 'convTranspose2d', name: 'ConvTranspose2d', hint: 'filters that enlarge to twice the size' },
  { type: 'upsample', name: 'Upsample', hint: 'twice as many rows and columns' },
  { type: 'pad', name: 'Pad', hint: 'a border around each map' },
  { type: 'pixelShuffle', name: 'PixelShuffle', hint: 'channels become rows and columns' },
  { type: 'pixelUnshuffle', name: 'PixelUnshuffle', hint: 'rows and columns become channels' },
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
    case 'abs':
    case 'hardsigmoid':
    case 'hardswish':
    case 'relu':
    case 'relu6':
    case 'sigmoid':
    case 'silu':
    case 'tanh':
      return { type }
    case 'clip':
      return { type, min: 0, max: 1 }
    case 'elu':
      return { type, alpha: 1 }
    case 'gelu':
      return { type, approximate: 'none' }
    case 'leakyRelu':
      return { type, negativeSlope: 0.01 }
    case 'prelu':
      return { type, weight: Float32Array.of(PRELU_WEIGHT) }
    case 'softplus':
      return { type, beta: 1, threshold: 20 }
    case 'maxPool2d':
      return { type, ...HALVING, dilation: [1, 1], ceilMode: false }
    case 'avgPool2d':
      return { type, ...HALVING, ceilMode: false, countIncludePad: true }
    case 'affine':
      return { type, scale: new Float32Array(channels).fill(1), shift: new Float32Array(channels) }
    case 'globalAvgPool2d':
      return { type }
    case 'convTranspose2d': {
      const bank = createBank(channels, channels, [2, 2], { stride: [2, 2] })
      return { type, bank: { ...bank, weight: passingOn(bank.weight.shape) }, outputPadding: [0, 0] }
    }
    case 'upsample':
      return { type, scaleFactor: [2, 2], mode: 'nearest', alignCorners: false }
    case 'pad':
      return { type, padding: [1, 1, 1, 1], mode: 'zeros', value: 0 }
    case 'pixelShuffle':
      return { type, factor: channels % 4 === 0 ? 2 : 1 }
    case 'pixelUnshuffle':
      return { type, factor: 2 }
    case 'channelShuffle':
      return { type, groups: nearestGroups(channels, channels, groups > 1 ? groups : 2) }
  }
}

/** Each filter spreads the channel of its number over its whole kernel, so that the map comes out enlarged. */
function passingOn(shape: Shape4): Tensor {
  const [, channels, height, width] = shape
  const area = height * width
  const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => {
    const [filter, channel] = [Math.floor(i / (channels * area)), Math.floor(i / area) % channels]
    return filter === channel ? 1 : 0
  })
  return { shape, data }
}
