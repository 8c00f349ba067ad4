import { ShapeError } from '../../errors.ts'
import { channelWords, isUnchanged } from '../groups.ts'
import { MAX_CHANNELS } from '../limits.ts'
import type { LayerKind, LayerOf } from './kind.ts'

/** What torch.nn.PReLU begins with, and new channels get. */
export const PRELU_WEIGHT = 0.25

/** torch.nn.PReLU: y = x where x > 0, weight[c] * x elsewhere. A single weight is that of all channels, and fits any. */
export const PRELU: LayerKind<LayerOf<'prelu'>> = {
  name: 'PReLU',
  outputShape(input, { weight: { length: count } }) {
    if (count !== 1 && count !== input[1]) {
      throw new ShapeError(
        'Mismatch of parameter numbers and input channel size. ' +
          `Found parameter numbers = ${count} and channel size = ${input[1]}.`,
        'inChannels',
      )
    }
    return input
  },
  learned: ({ weight }) => ({ weight: weight.length, bias: 0 }),
  channels: ({ weight }) => (weight.length === 1 ? null : weight.length),
  checkLimits: ({ weight }, check) => {
    check(weight.length, 'inChannels', 'The number of input channels', MAX_CHANNELS)
  },
  onChannels(layer, sources) {
    const { weight } = layer
    const { length: count } = sources
    if (weight.length === 1 || isUnchanged(sources, weight.length)) return { layer, change: '' }
    const picked = (source: number | null) => (source === null ? undefined : weight[source]) ?? PRELU_WEIGHT
    const change = count === weight.length ? '' : `now takes ${channelWords(count)}.`
    return { layer: { ...layer, weight: Float32Array.from(sources, picked) }, change }
  },
}
