import type { FilterBank } from '../../core/layers/layer.ts'

/** Channels or filters from one number up to another, which is not part of it. */
export type Span = readonly [from: number, to: number]

/** What lights up together, in the matrix and in the maps. */
export interface Lit {
  /** Filters, and the maps that they make. */
  readonly filters: Span
  /** Input channels, as heads of the matrix' columns. */
  readonly channels: Span
}

/**
 * What belongs to a filter, or to the map that it makes: the channels of its group.
 * @param bank null for layers without filters, whose maps light alone
 * @param kernel the channel, counted within the group, of the one kernel that is meant
 */
export function litByFilter(bank: FilterBank | null, filter: number, kernel?: number): Lit {
  const filters = [filter, filter + 1] as const
  if (bank === null) return { filters, channels: [0, 0] }
  const [count, perGroup] = bank.weight.shape
  const first = Math.floor((filter * bank.params.groups) / count) * perGroup
  const channels = kernel === undefined ? [first, first + perGroup] : [first + kernel, first + kernel + 1]
  return { filters, channels: [channels[0] ?? 0, channels[1] ?? 0] }
}

/** What an input channel goes into: all filters of its group. */
export function litByChannel(bank: FilterBank, channel: number): Lit {
  const [count, perGroup] = bank.weight.shape
  const group = Math.floor(channel / perGroup)
  const each = count / bank.params.groups
  return { filters: [group * each, (group + 1) * each], channels: [channel, channel + 1] }
}

/** Whether a number is in a span. */
export function isIn(span: Span | undefined, number: number): boolean {
  return span !== undefined && number >= span[0] && number < span[1]
}
