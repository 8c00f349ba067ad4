import { ShapeError } from '../errors.ts'

/** Every `groups` that divides both channel counts, ascending: 1 (dense) to, at most, inChannels (depthwise). */
export function validGroups(inChannels: number, outChannels: number): number[] {
  const groups: number[] = []
  for (let g = 1; g <= Math.min(inChannels, outChannels); g++) {
    if (inChannels % g === 0 && outChannels % g === 0) groups.push(g)
  }
  return groups
}

/** The largest valid `groups` that is not above `wanted`; 1 at least. */
export function nearestGroups(inChannels: number, outChannels: number, wanted: number): number {
  return validGroups(inChannels, outChannels).findLast((groups) => groups <= wanted) ?? 1
}

/** The greatest whole number that divides both. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** The group that entry `index` of `count` channels or filters belongs to, when they are cut into `groups` equal runs. */
export function groupOf(index: number, count: number, groups: number): number {
  return Math.floor((index * groups) / count)
}

/** The channels [from, to) that the filters of group `group` see. */
export function channelsOfGroup(
  group: number,
  inChannels: number,
  groups: number,
): readonly [from: number, to: number] {
  const each = inChannels / groups
  return [group * each, (group + 1) * each]
}

/** The channel of the input that a channel shuffle of `channels` in `groups` brings to `channel` of the output. */
export function shuffledFrom(channel: number, channels: number, groups: number): number {
  return (channel % groups) * (channels / groups) + Math.floor(channel / groups)
}

/**
 * What the constructor of torch.nn.Conv2d asks of `groups`.
 * @throws ShapeError with PyTorch's text on field `groups`
 */
export function checkGroups(inChannels: number, outChannels: number, groups: number): void {
  if (!Number.isInteger(groups) || groups < 1) {
    throw new ShapeError('groups must be a positive integer', 'groups')
  }
  if (inChannels % groups !== 0) throw new ShapeError('in_channels must be divisible by groups', 'groups')
  if (outChannels % groups !== 0) throw new ShapeError('out_channels must be divisible by groups', 'groups')
}

/** For every filter, or channel, of a new list the old one that it is; null for one that is new. */
export type Sources = readonly (number | null)[]

/** "1 group", "4 groups". */
export function inGroups(groups: number): string {
  return groups === 1 ? '1 group' : `${groups} groups`
}

/** "1 channel", "9 channels". */
export function channelWords(count: number): string {
  return `${count} ${count === 1 ? 'channel' : 'channels'}`
}

/** Whether `count` channels stay as they are. @param sources which of them each channel is, null for a new one */
export function isUnchanged(sources: Sources, count: number): boolean {
  return sources.length === count && sources.every((source, i) => source === i)
}
