import { inChannelsOf } from '../layers/conv2d.ts'
import { all, type Sources } from './filter-list.ts'
import { nearestGroups } from '../layers/groups.ts'
import type { FilterBank, Layer } from '../layers/layer.ts'
import { droppedWeights, rewire } from './rewire.ts'

/** A layer on other channels, and what that changed, as a sentence without its subject; '' where nothing worth a word. */
export interface FollowedLayer {
  readonly layer: Layer
  /** "now takes 9 channels: 144 new weights are 0." */
  readonly change: string
}

/**
 * A layer that reads other channels: what it does to a channel stays with that channel. A Conv2d has zeros for new ones
 * (see rewire), affine scale 1 and shift 0; a shuffle keeps its groups where they divide, else takes the next number
 * below. The same object where nothing changes.
 * @param sources which of its channels each one is, null for a new one
 */
export function onChannels(layer: Layer, sources: Sources): FollowedLayer {
  const count = sources.length
  switch (layer.type) {
    case 'conv2d': {
      if (isUnchanged(sources, inChannelsOf(layer.bank))) return { layer, change: '' }
      const bank = rewire(layer.bank, all(layer.bank.weight.shape[0]), sources)
      return { layer: { type: 'conv2d', bank }, change: rewiredWords(layer.bank, bank, sources) }
    }
    case 'channelShuffle': {
      const groups = nearestGroups(count, count, layer.groups)
      return groups === layer.groups
        ? { layer, change: '' }
        : { layer: { ...layer, groups }, change: `now shuffles ${inGroups(groups)}.` }
    }
    case 'affine': {
      if (isUnchanged(sources, layer.scale.length) && layer.shift.length === count)
        return { layer, change: '' }
      const pick = (values: Float32Array, initial: number) =>
        Float32Array.from(sources, (source) => (source === null ? initial : (values[source] ?? initial)))
      const change = count === layer.scale.length ? '' : `now takes ${channelWords(count)}.`
      return { layer: { ...layer, scale: pick(layer.scale, 1), shift: pick(layer.shift, 0) }, change }
    }
    default:
      return { layer, change: '' }
  }
}

/**
 * What rewiring changed about a bank, after "Layer 3": channels, groups, how many weights came and went. '' where only
 * the order is another.
 * @param sources which of its channels each one is
 */
export function rewiredWords(before: FilterBank, after: FilterBank, sources: Sources): string {
  const [filters, , height, width] = before.weight.shape
  const read = sources.filter((source) => source !== null).length
  const carried = (read * filters * height * width) / before.params.groups
  const added = after.weight.data.length - carried
  const dropped = droppedWeights(before, after)
  const isRegrouped = after.params.groups !== before.params.groups
  const isResized = sources.length !== inChannelsOf(before)
  const facts = [
    ...(isRegrouped ? ['each weight stays at its channel'] : []),
    ...(added > 0 ? [`${weightWords(added, 'new')} ${added === 1 ? 'is' : 'are'} 0`] : []),
    ...(dropped > 0 ? [`${weightWords(dropped, 'non-zero')} dropped with their channels`] : []),
  ]
  if (!isResized && facts.length === 0) return ''
  const takes = `now takes ${channelWords(sources.length)}`
  const groups = `${groupWords(after)} in place of ${inGroups(before.params.groups)}`
  const change = isResized ? takes : isRegrouped ? 'is now' : 'now reads other channels'
  const head = isRegrouped ? `${change}${isResized ? ',' : ''} ${groups}` : change
  return facts.length === 0 ? `${head}.` : `${head}: ${facts.join(', ')}.`
}

/** "1 new weight", "1,008 non-zero weights". */
export function weightWords(count: number, kind: 'new' | 'non-zero'): string {
  return `${count.toLocaleString('en')} ${kind} ${count === 1 ? 'weight' : 'weights'}`
}

function isUnchanged(sources: Sources, count: number): boolean {
  return sources.length === count && sources.every((source, i) => source === i)
}

function channelWords(count: number): string {
  return `${count} ${count === 1 ? 'channel' : 'channels'}`
}

function groupWords({ params: { groups } }: FilterBank): string {
  return groups === 1 ? 'dense' : `in ${inGroups(groups)}`
}

function inGroups(groups: number): string {
  return groups === 1 ? '1 group' : `${groups} groups`
}
