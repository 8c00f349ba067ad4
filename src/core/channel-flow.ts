import { kernelOf } from './bank.ts'
import type { FilterSources } from './filter-list.ts'
import type { FilterBank, Layer, Pipeline } from './layers.ts'
import { emptyWeights } from './limits.ts'
import type { Shape4 } from './tensor.ts'

/**
 * Layers behind a list of channels that was rearranged: each takes its weights along, so that what it computes of a
 * channel stays with that channel; a new channel gets zeros (affine: scale 1, shift 0), a removed one takes its kernels
 * with it. It ends at the first Conv2d, whose own channels stay as they are. A layer that cannot follow (groups that would
 * lose weights, a shuffle of other groups) ends it too, and takes the channels by number as before.
 * @param sources for each new channel the old one, null for a new one
 */
export function followChannels(layers: Pipeline, sources: FilterSources): Pipeline {
  const result: Layer[] = [...layers]
  for (const [index, layer] of layers.entries()) {
    if (layer.type === 'conv2d') {
      const bank = followBank(layer.bank, sources)
      if (bank !== null) result[index] = { type: 'conv2d', bank }
      return result
    }
    if (layer.type === 'channelShuffle') return result
    if (layer.type === 'affine') {
      result[index] = {
        ...layer,
        scale: Float32Array.from(sources, (source) => (source === null ? 1 : (layer.scale[source] ?? 1))),
        shift: Float32Array.from(sources, (source) => (source === null ? 0 : (layer.shift[source] ?? 0))),
      }
    }
  }
  return result
}

/** The bank on rearranged input channels, null where its groups would part a filter from channels it sees. */
function followBank(bank: FilterBank, sources: FilterSources): FilterBank | null {
  const [filters, before, height, width] = bank.weight.shape
  const { groups } = bank.params
  if (sources.length % groups !== 0) return null
  const each = sources.length / groups
  const isOutside = (source: number | null, channel: number) =>
    source !== null && Math.floor(source / before) !== Math.floor(channel / each)
  if (sources.some(isOutside)) return null
  const shape: Shape4 = [filters, each, height, width]
  const data = emptyWeights(shape)
  for (let filter = 0; filter < filters; filter++) {
    const first = Math.floor((filter * groups) / filters) * each
    for (let position = 0; position < each; position++) {
      const source = sources[first + position] ?? null
      if (source === null) continue
      data.set(kernelOf(bank, filter, source % before), (filter * each + position) * height * width)
    }
  }
  return { ...bank, weight: { shape, data } }
}
