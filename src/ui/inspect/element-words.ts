import type { InspectedElement } from '../../core/inspect/inspect.ts'
import type { Layer } from '../../core/layers/layer.ts'
import { formatNumber } from '../controls/numbers.ts'
import { sumText } from './inspect-words.ts'

/** What a layer does to one value, with the numbers put in: "max(0, −0.25)". */
export function elementWords(layer: Layer, { input, channel, scale, shift }: InspectedElement): string {
  const x = sumText(input)
  const number = (value: number) => formatNumber(value, 4)
  const scaled = (slope: number) => (input > 0 ? x : `${number(slope)} × ${x}`)
  switch (layer.type) {
    case 'abs':
      return `|${x}|`
    case 'affine':
      return `${x} × ${sumText(scale ?? NaN)} + ${sumText(shift ?? NaN)}`
    case 'channelShuffle':
      return `${x}, of channel ${channel}`
    case 'clip':
      return `min(max(${x}, ${number(layer.min)}), ${number(layer.max)})`
    case 'elu':
      return input > 0 ? x : `${number(layer.alpha)} × (exp(${x}) − 1)`
    case 'gelu':
      return layer.approximate === 'tanh'
        ? `0.5 × ${x} × (1 + tanh(√(2/π) × (${x} + 0.044715 × (${x})³)))`
        : `0.5 × ${x} × (1 + erf(${x} / √2))`
    case 'hardsigmoid':
      return `min(max(${x} + 3, 0), 6) / 6`
    case 'hardswish':
      return `${x} × min(max(${x} + 3, 0), 6) / 6`
    case 'leakyRelu':
      return scaled(layer.negativeSlope)
    case 'prelu':
      return scaled(layer.weight[channel] ?? layer.weight[0] ?? NaN)
    case 'relu':
      return `max(0, ${x})`
    case 'relu6':
      return `min(max(0, ${x}), 6)`
    case 'sigmoid':
      return `1 / (1 + exp(−(${x})))`
    case 'silu':
      return `${x} / (1 + exp(−(${x})))`
    case 'softplus': {
      const { beta, threshold } = layer
      return input * beta > threshold ? x : `log(1 + exp(${number(beta)} × ${x})) / ${number(beta)}`
    }
    case 'tanh':
      return `tanh(${x})`
    default:
      return x
  }
}
