import { ShapeError } from '../../errors.ts'
import { inGroups, nearestGroups, shuffledFrom } from '../groups.ts'
import { MAX_CHANNELS } from '../limits.ts'
import type { LayerKind, LayerOf } from './kind.ts'

/** torch.nn.ChannelShuffle. On other channels it keeps its groups where they divide, else takes the next number below. */
export const CHANNEL_SHUFFLE: LayerKind<LayerOf<'channelShuffle'>> = {
  name: 'ChannelShuffle',
  outputShape(input, { groups }) {
    checkShuffle(input[1], groups)
    return input
  },
  passedFrom: (channel, channels, { groups }) => shuffledFrom(channel, channels, groups),
  checkLimits: ({ groups }, check) => {
    check(groups, 'groups', 'Groups', MAX_CHANNELS)
  },
  onChannels(layer, { length: count }) {
    const groups = nearestGroups(count, count, layer.groups)
    return groups === layer.groups
      ? { layer, change: '' }
      : { layer: { ...layer, groups }, change: `now shuffles ${inGroups(groups)}.` }
  },
}

function checkShuffle(channels: number, groups: number): void {
  if (groups < 1) {
    throw new ShapeError(
      `Number of groups to divide channels in must be positive. Value of groups:${groups}`,
      'groups',
    )
  }
  if (channels % groups !== 0) {
    throw new ShapeError(
      `Number of channels must be divisible by groups. Got ${channels} channels and ${groups} groups.`,
      'groups',
    )
  }
}
