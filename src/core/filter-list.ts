import { checkOutChannels, passKernel } from './bank.ts'
import { ShapeError } from './errors.ts'
import { groupOf } from './groups.ts'
import type { FilterBank } from './layers.ts'
import { emptyWeights } from './limits.ts'
import type { Shape4 } from './tensor.ts'

/*
 * Adding, duplicating, removing and moving filters are all one thing: a new list that says of each filter which of the
 * old ones it is.
 */

/** For every filter of a new bank, the old one that it is; null for a filter that is new. */
export type FilterSources = readonly (number | null)[]

/**
 * A bank of the filters that `sources` lists, with their kernels, biases and names; a new filter passes one channel of
 * its group on (see createBank).
 * @throws ShapeError when the new number is out of range or not divisible by groups
 */
export function arrangeFilters(bank: FilterBank, sources: FilterSources): FilterBank {
  const [, inPerGroup, height, width] = bank.weight.shape
  const count = sources.length
  const { groups } = bank.params
  checkOutChannels(count)
  if (count % groups !== 0) {
    throw new ShapeError('out_channels must be divisible by groups', 'outChannels')
  }
  const shape: Shape4 = [count, inPerGroup, height, width]
  const size = inPerGroup * height * width
  const data = emptyWeights(shape)
  const bias = bank.bias && new Float32Array(count)
  sources.forEach((source, filter) => {
    if (source === null) {
      passKernel(data, shape, filter, filter % (count / groups))
      return
    }
    data.set(bank.weight.data.subarray(source * size, (source + 1) * size), filter * size)
    if (bias) bias[filter] = bank.bias[source] ?? 0
  })
  const names = sources.map((source) => (source === null ? '' : (bank.names[source] ?? '')))
  return { ...bank, weight: { shape, data }, bias, names }
}

/**
 * Filters that can be added or taken away without making groups unequal: those given where every group has as many of
 * them, else those at the same positions in every group. Ascending.
 */
export function evenFilters(filters: readonly number[], outChannels: number, groups: number): number[] {
  const each = outChannels / groups
  const counts = Array.from(
    { length: groups },
    (_, group) => filters.filter((filter) => groupOf(filter, outChannels, groups) === group).length,
  )
  if (counts.every((count) => count === counts[0])) return [...filters].sort((a, b) => a - b)
  const positions = new Set(filters.map((filter) => filter % each))
  return Array.from({ length: outChannels }, (_, filter) => filter).filter((filter) =>
    positions.has(filter % each),
  )
}

/** One new filter in every group, behind the position that `after` has in its own. */
export function added(outChannels: number, groups: number, after: number): FilterSources {
  const each = outChannels / groups
  return all(outChannels).flatMap((filter) => (filter % each === after % each ? [filter, null] : [filter]))
}

/** A copy behind each of these filters. */
export function duplicated(outChannels: number, filters: readonly number[]): FilterSources {
  return all(outChannels).flatMap((filter) => (filters.includes(filter) ? [filter, filter] : [filter]))
}

/** All but these filters. */
export function removed(outChannels: number, filters: readonly number[]): FilterSources {
  return all(outChannels).filter((filter) => !filters.includes(filter))
}

/**
 * These filters as one run whose first stands at `to` (0 .. outChannels - filters.length, clamped). Groups stay as they are:
 * a filter that crosses from one to another sees other channels.
 */
export function moved(outChannels: number, filters: readonly number[], to: number): readonly number[] {
  const run = [...filters].sort((a, b) => a - b)
  const rest = all(outChannels).filter((filter) => !filters.includes(filter))
  const at = Math.max(0, Math.min(rest.length, to))
  return [...rest.slice(0, at), ...run, ...rest.slice(at)]
}

function all(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}
