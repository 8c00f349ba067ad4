import { inChannelsOf } from '../layers/conv2d.ts'
import { channelsOfGroup, groupOf } from '../layers/groups.ts'
import { kernelOf } from './bank.ts'
import type { FilterBank } from '../layers/layer.ts'
import type { Shape4 } from '../tensor.ts'

/**
 * A filter taken apart: a depthwise bank of C_in filters without bias whose map c is what channel c gives to the filter's
 * map, with the same settings. Maps of channels outside the filter's group are zero. The sum of all maps and the filter's
 * bias is the filter's map, to rounding.
 * @throws RangeError for a filter that the bank does not have
 */
export function filterParts(bank: FilterBank, filter: number): FilterBank {
  const [filters, , height, width] = bank.weight.shape
  const inChannels = inChannelsOf(bank)
  const { groups } = bank.params
  const [from, to] = channelsOfGroup(groupOf(filter, filters, groups), inChannels, groups)
  const shape: Shape4 = [inChannels, 1, height, width]
  const data = new Float32Array(inChannels * height * width)
  for (let channel = from; channel < to; channel++) {
    data.set(kernelOf(bank, filter, channel - from), channel * height * width)
  }
  return {
    weight: { shape, data },
    bias: null,
    params: { ...bank.params, groups: inChannels },
    names: Array.from({ length: inChannels }, () => bank.names[filter] ?? ''),
  }
}
