import { kernelOf } from '../bank/bank.ts'
import type { ConvShape, CostVariant } from './variants.ts'
import { groupOf } from '../layers/groups.ts'
import type { FilterBank } from '../layers/layer.ts'
import { seededRandom } from '../random.ts'
import { elementCount, type Tensor } from '../tensor.ts'

/** A filter of the bank that a variant was made from, as the origin of one of its filters. */
type SourceFilter = (filter: number, channel: number) => number | null

/**
 * Weights for the convolutions of a variant, so that it can be run and measured: those of `bank` wherever filter and channel
 * are the same, elsewhere random ones, uniform in +-1/sqrt(C_in/groups * kH * kW) as PyTorch initialises them. The same
 * seed gives the same weights. Filter f of `moreFilters` is filter f % C_out of the bank on the channels of its own group;
 * the depthwise part of `separable` takes for each channel a kernel that the bank has on it.
 */
export function variantBanks(variant: CostVariant, bank: FilterBank, seed = 1): FilterBank[] {
  const random = seededRandom(seed)
  const filters = bank.weight.shape[0]
  const [inPerGroup, outPerGroup] = [bank.weight.shape[1], filters / bank.params.groups]
  const onChannel: SourceFilter = (_, channel) => {
    const position = channel % inPerGroup
    return Math.floor(channel / inPerGroup) * outPerGroup + (position % outPerGroup)
  }
  const sources: readonly SourceFilter[] =
    variant.kind === 'separable'
      ? [onChannel, () => null]
      : [(filter) => (variant.kind === 'moreFilters' ? filter % filters : filter)]
  return variant.convs.map((conv, i) => bankOf(conv, bank, sources[i] ?? (() => null), random))
}

/**
 * An input of this many channels for measuring a wider variant: the channels in turn, again and again. The same tensor when
 * it has them already.
 */
export function widenInput(input: Tensor, channels: number): Tensor {
  const [n, before, height, width] = input.shape
  if (channels === before) return input
  const area = height * width
  const data = new Float32Array(n * channels * area)
  for (let map = 0; map < n * channels; map++) {
    const source = Math.floor(map / channels) * before + ((map % channels) % before)
    data.set(input.data.subarray(source * area, (source + 1) * area), map * area)
  }
  return { shape: [n, channels, height, width], data }
}

function bankOf(conv: ConvShape, bank: FilterBank, source: SourceFilter, random: () => number): FilterBank {
  const { weight: shape, params, hasBias } = conv
  const [filters, inPerGroup, height, width] = shape
  const scale = 1 / Math.sqrt(inPerGroup * height * width)
  const data = Float32Array.from({ length: elementCount(shape) }, () => scale * (2 * random() - 1))
  const bias = hasBias ? Float32Array.from({ length: filters }, () => scale * (2 * random() - 1)) : null
  const names = Array.from({ length: filters }, () => '')
  for (let filter = 0; filter < filters; filter++) {
    const first = groupOf(filter, filters, params.groups) * inPerGroup
    for (let position = 0; position < inPerGroup; position++) {
      const kernel = kernelOn(bank, source(filter, first + position), first + position)
      if (kernel) data.set(kernel, (filter * inPerGroup + position) * height * width)
    }
    const origin = source(filter, first)
    if (origin === null) continue
    names[filter] = bank.names[origin] ?? ''
    if (bias && bank.bias?.[origin] !== undefined) bias[filter] = bank.bias[origin]
  }
  return { weight: { shape, data }, bias, params, names }
}

/** The kernel that a filter of the bank has on this channel of the input, if there are such a filter and channel. */
function kernelOn(bank: FilterBank, filter: number | null, channel: number): Float32Array | null {
  const [filters, inPerGroup] = bank.weight.shape
  if (filter === null || filter >= filters) return null
  const position = channel - groupOf(filter, filters, bank.params.groups) * inPerGroup
  return position >= 0 && position < inPerGroup ? kernelOf(bank, filter, position) : null
}
