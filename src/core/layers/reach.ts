import { groupOf } from './groups.ts'
import { kindOf } from './kinds/kinds.ts'
import { bankOf, type FilterBank, type Layer, type Pipeline } from './layer.ts'

/** The channels of a pipeline's input that a map is made of, by number. */
export type Reach = ReadonlySet<number>

/**
 * For each map of each layer, the channels of the input that it follows from: those on a path of weights that are not 0.
 * What a layer puts elsewhere (shuffles) or mixes within a channel (pooling, activations) goes along. The layers fit one another.
 * @param channels of the input
 */
export function pipelineReach(layers: Pipeline, channels: number): readonly (readonly Reach[])[] {
  let reach: readonly Reach[] = Array.from({ length: channels }, (_, channel) => new Set([channel]))
  return layers.map((layer) => (reach = layerReach(layer, reach)))
}

function layerReach(layer: Layer, input: readonly Reach[]): readonly Reach[] {
  const bank = bankOf(layer)
  if (bank !== null) return bankReach(bank, input)
  const kind = kindOf(layer)
  const count = kind.outChannels?.(input.length, layer) ?? input.length
  const isPassedOn = kind.passedFrom !== undefined && count === input.length
  return Array.from({ length: count }, (_, channel) => {
    if (isPassedOn) return input[kind.passedFrom?.(channel, count, layer) ?? channel] ?? new Set()
    // of layers that join channels, or take them apart: those that lie together
    const first = Math.floor((channel * input.length) / count)
    const behind = Math.max(first + 1, Math.floor(((channel + 1) * input.length) / count))
    return union(input.slice(first, behind))
  })
}

function bankReach({ weight: { shape, data }, params: { groups } }: FilterBank, input: readonly Reach[]) {
  const [filters, perGroup, height, width] = shape
  const area = height * width
  return Array.from({ length: filters }, (_, filter) => {
    const first = groupOf(filter, filters, groups) * perGroup
    const read = input.slice(first, first + perGroup).filter((_channel, i) => {
      const start = (filter * perGroup + i) * area
      return data.subarray(start, start + area).some((value) => value !== 0)
    })
    return union(read)
  })
}

function union(sets: readonly Reach[]): Reach {
  return new Set(sets.flatMap((set) => [...set]))
}
