import { channelsAfter } from './channel-flow.ts'
import { arrangeFilters } from './rewire.ts'
import { channelsOfGroup, groupOf, shuffledFrom } from '../layers/groups.ts'

import { kindOf } from '../layers/kinds/kinds.ts'
import type { BankLayer, Layer, Pipeline } from '../layers/layer.ts'

/** A part of a pipeline, and which channels of the whole one its output has, in order. */
export interface NeededLayers {
  readonly layers: Pipeline
  readonly channels: readonly number[]
}

/**
 * The pipeline without the filters that some channels of its output do not depend on. The output may have more channels
 * than were asked for: groups stay equally large, and channels of the input are always read as they stand.
 * @param inputChannels of the pipeline @param wanted channels of its output, none twice
 */
export function layersNeeded(
  layers: Pipeline,
  inputChannels: number,
  wanted: readonly number[],
): NeededLayers {
  const before = layers.slice(0, -1)
  const layer = layers.at(-1)
  if (layer === undefined) return { layers, channels: range(0, inputChannels) }
  switch (layer.type) {
    case 'conv2d':
    case 'convTranspose2d':
      return filtersNeeded(before, layer, inputChannels, wanted)
    case 'channelShuffle': {
      const count = channelsAfter(before, inputChannels)
      const sources = wanted.map((channel) => shuffledFrom(channel, count, layer.groups))
      const needed = layersNeeded(before, inputChannels, sources)
      // the filters before it can stand in any order, so that nothing is left to shuffle
      return equal(needed.channels, sources)
        ? { layers: needed.layers, channels: wanted }
        : { layers, channels: range(0, count) }
    }
    case 'pixelShuffle': {
      const each = layer.factor ** 2
      const parts = wanted.flatMap((channel) => range(channel * each, (channel + 1) * each))
      const needed = layersNeeded(before, inputChannels, parts)
      return equal(needed.channels, parts)
        ? { layers: [...needed.layers, layer], channels: wanted }
        : { layers, channels: range(0, channelsAfter(layers, inputChannels)) }
    }
    case 'pixelUnshuffle': {
      const each = layer.factor ** 2
      const sources = [...new Set(wanted.map((channel) => Math.floor(channel / each)))]
      const needed = layersNeeded(before, inputChannels, sources)
      const channels = needed.channels.flatMap((channel) => range(channel * each, (channel + 1) * each))
      return { layers: [...needed.layers, layer], channels }
    }
    default: {
      const needed = layersNeeded(before, inputChannels, wanted)
      return { layers: [...needed.layers, ofChannels(layer, needed.channels)], channels: needed.channels }
    }
  }
}

function filtersNeeded(
  before: Pipeline,
  layer: BankLayer,
  inputChannels: number,
  wanted: readonly number[],
): NeededLayers {
  const { bank } = layer
  const [filters] = bank.weight.shape
  const { groups } = bank.params
  const inChannels = bank.weight.shape[1] * groups
  const seeing = [...new Set(wanted.map((filter) => groupOf(filter, filters, groups)))]
  const seen = seeing.flatMap((group) => range(...channelsOfGroup(group, inChannels, groups)))
  const needed = layersNeeded(before, inputChannels, seen)
  const isExact = equal(needed.channels, seen)
  const kept = isExact ? seeing : range(0, groups)
  const channels = evenly(wanted, kept, filters, groups)
  const arranged = arrangeFilters({ ...bank, params: { ...bank.params, groups: 1 } }, channels)
  const some = { ...layer, bank: { ...arranged, params: { ...bank.params, groups: kept.length } } }
  return { layers: [...(isExact ? needed.layers : before), some], channels }
}

/** The wanted filters, group by group, with others of theirs until all groups have as many. */
function evenly(
  wanted: readonly number[],
  kept: readonly number[],
  filters: number,
  groups: number,
): number[] {
  const runs = kept.map((group) => wanted.filter((filter) => groupOf(filter, filters, groups) === group))
  const most = Math.max(...runs.map((run) => run.length))
  return runs.flatMap((run, i) => {
    const others = range(...channelsOfGroup(kept[i] ?? 0, filters, groups)).filter((f) => !run.includes(f))
    return [...run, ...others.slice(0, most - run.length)]
  })
}

function ofChannels(layer: Layer, channels: readonly number[]): Layer {
  return kindOf(layer).onChannels?.(layer, channels).layer ?? layer
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
