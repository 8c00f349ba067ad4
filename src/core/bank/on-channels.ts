import { inChannelsOf } from '../layers/conv2d.ts'
import { all } from './filter-list.ts'
import { channelWords, inGroups, isUnchanged, type Sources } from '../layers/groups.ts'
import type { FollowedLayer } from '../layers/kinds/kind.ts'
import { kindOf } from '../layers/kinds/kinds.ts'
import { hasBank, type FilterBank, type Layer } from '../layers/layer.ts'
import { droppedWeights, rewire } from './rewire.ts'

/**
 * A layer that reads other channels: what it does to a channel stays with that channel. A Conv2d has zeros for new ones
 * (see rewire). The same object where nothing changes.
 * @param sources which of its channels each one is, null for a new one
 */
export function onChannels(layer: Layer, sources: Sources): FollowedLayer {
  if (!hasBank(layer)) return kindOf(layer).onChannels?.(layer, sources) ?? { layer, change: '' }
  if (isUnchanged(sources, inChannelsOf(layer.bank))) return { layer, change: '' }
  const bank = rewire(layer.bank, all(layer.bank.weight.shape[0]), sources)
  return { layer: { ...layer, bank }, change: rewiredWords(layer.bank, bank, sources) }
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

function groupWords({ params: { groups } }: FilterBank): string {
  return groups === 1 ? 'dense' : `in ${inGroups(groups)}`
}
