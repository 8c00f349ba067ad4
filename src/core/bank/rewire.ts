import { checkOutChannels, filterOf, kernelOf, passKernel } from './bank.ts'
import { inChannelsOf } from '../layers/conv2d.ts'
import { ShapeError } from '../errors.ts'
import { all, byNumber, grown } from './filter-list.ts'
import { channelsOfGroup, checkGroups, groupOf, validGroups, type Sources } from '../layers/groups.ts'
import type { FilterBank } from '../layers/layer.ts'
import { emptyWeights } from '../layers/limits.ts'
import type { Shape4 } from '../tensor.ts'

/*
 * A bank on other filters or other channels. Weights belong to a filter and a channel, not to positions: whatever becomes
 * of the lists, a filter that is still there reads a channel that is still there by the same kernel.
 */

/**
 * The bank of these filters on these channels: each filter keeps its bias, its name and the kernels of the channels that
 * are still there, and has zeros for new ones; a new filter passes one channel of its group on (see createBank). Groups
 * stay where every filter then sees all that it saw, else they become the largest number below for which that is so; 1,
 * dense, always is. A channel is listed once at most, a filter may be listed twice.
 */
export function rewire(bank: FilterBank, filters: Sources, channels: Sources): FilterBank {
  const fitting = validGroups(channels.length, filters.length).findLast(
    (groups) => groups <= bank.params.groups && seesAll(bank, filters, channels, groups),
  )
  return wired(bank, filters, channels, fitting ?? 1)
}

/**
 * A bank of the filters that `filters` lists, on the channels there are; see rewire.
 * @throws ShapeError when the new number is out of range or not divisible by groups
 */
export function arrangeFilters(bank: FilterBank, filters: Sources): FilterBank {
  checkOutChannels(filters.length)
  if (filters.length % bank.params.groups !== 0) {
    throw new ShapeError('out_channels must be divisible by groups', 'outChannels')
  }
  return rewire(bank, filters, all(inChannelsOf(bank)))
}

/**
 * Change the number of filters. Each group grows or shrinks at its end, so every filter that stays keeps its
 * group, kernels, bias and name. A new filter passes one channel of its group (see createBank).
 * @throws ShapeError when `groups` does not divide the new number
 */
export function setOutChannels(bank: FilterBank, outChannels: number): FilterBank {
  const [before] = bank.weight.shape
  if (outChannels === before) return bank
  checkOutChannels(outChannels)
  return arrangeFilters(bank, grown(before, bank.params.groups, outChannels))
}

/**
 * Change the groups. A filter keeps its weights on the channels that it still sees; channels it did not see get zeros.
 * So dense -> grouped -> dense keeps the diagonal blocks.
 * @throws ShapeError with PyTorch's text when `groups` does not divide the channels
 */
export function setGroups(bank: FilterBank, groups: number): FilterBank {
  if (groups === bank.params.groups) return bank
  const outChannels = bank.weight.shape[0]
  const inChannels = inChannelsOf(bank)
  checkGroups(inChannels, outChannels, groups)
  return wired(bank, all(outChannels), all(inChannels), groups)
}

/**
 * How many weights other than zero an edit of filters, channels, groups or kernel size has dropped.
 * @param filters which old filter each filter is; by number unless given
 */
export function droppedWeights(before: FilterBank, after: FilterBank, filters?: Sources): number {
  const [count] = after.weight.shape
  const seen = new Set<number>()
  return (filters ?? byNumber(before.weight.shape[0], count)).reduce<number>((dropped, source, filter) => {
    if (source === null || seen.has(source)) return dropped
    seen.add(source)
    return dropped - countNonzero(filterOf(after, filter))
  }, countNonzero(before.weight.data))
}

/** Whether in `groups` groups every filter would see all the channels that it saw, as far as they are still there. */
function seesAll(bank: FilterBank, filters: Sources, channels: Sources, groups: number): boolean {
  /** For each group there was, the groups where its filters, or channels, would be. */
  const homes = (sources: Sources, count: number) => {
    const found = Array.from({ length: bank.params.groups }, () => new Set<number>())
    sources.forEach((source, i) => {
      if (source === null) return
      found[groupOf(source, count, bank.params.groups)]?.add(groupOf(i, sources.length, groups))
    })
    return found
  }
  const ofChannels = homes(channels, inChannelsOf(bank))
  return homes(filters, bank.weight.shape[0]).every((ofFilters, group) => {
    const seen = ofChannels[group] ?? new Set()
    return ofFilters.size === 0 || seen.size === 0 || new Set([...ofFilters, ...seen]).size === 1
  })
}

/** The bank of these filters on these channels in `groups` groups; what a filter no longer sees is dropped. */
function wired(bank: FilterBank, filters: Sources, channels: Sources, groups: number): FilterBank {
  const [outChannels, seenBefore, height, width] = bank.weight.shape
  const perGroup = channels.length / groups
  const shape: Shape4 = [filters.length, perGroup, height, width]
  const data = emptyWeights(shape)
  filters.forEach((source, filter) => {
    if (source === null) {
      passKernel(data, shape, filter, filter % (filters.length / groups))
      return
    }
    const firstSeen = groupOf(source, outChannels, bank.params.groups) * seenBefore
    const [from, to] = channelsOfGroup(groupOf(filter, filters.length, groups), channels.length, groups)
    for (let channel = from; channel < to; channel++) {
      const seen = (channels[channel] ?? -1) - firstSeen
      if (seen < 0 || seen >= seenBefore) continue
      data.set(kernelOf(bank, source, seen), (filter * perGroup + channel - from) * height * width)
    }
  })
  const weight = { shape, data }
  const params = { ...bank.params, groups }
  if (filters.length === outChannels && filters.every((source, filter) => source === filter)) {
    return { ...bank, weight, params }
  }
  const names = filters.map((source) => (source === null ? '' : (bank.names[source] ?? '')))
  const bias =
    bank.bias && Float32Array.from(filters, (source) => (source === null ? 0 : (bank.bias?.[source] ?? 0)))
  return { weight, bias, params, names }
}

function countNonzero(values: Float32Array): number {
  let count = 0
  for (const value of values) if (value !== 0) count++
  return count
}
