import type { Sources } from '../layers/groups.ts'
import { groupOf } from '../layers/groups.ts'

/*
 * Adding, duplicating, removing and moving filters are all one thing: a new list that says of each filter which of the
 * old ones it is.
 */

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
export function added(outChannels: number, groups: number, after: number): Sources {
  const each = outChannels / groups
  return all(outChannels).flatMap((filter) => (filter % each === after % each ? [filter, null] : [filter]))
}

/** A copy behind each of these filters. */
export function duplicated(outChannels: number, filters: readonly number[]): Sources {
  return all(outChannels).flatMap((filter) => (filters.includes(filter) ? [filter, filter] : [filter]))
}

/** All but these filters. */
export function removed(outChannels: number, filters: readonly number[]): Sources {
  return all(outChannels).filter((filter) => !filters.includes(filter))
}

/** These filters as one run whose first stands at `to` (0 .. outChannels - filters.length, clamped). */
export function moved(outChannels: number, filters: readonly number[], to: number): readonly number[] {
  const run = [...filters].sort((a, b) => a - b)
  const rest = all(outChannels).filter((filter) => !filters.includes(filter))
  const at = Math.max(0, Math.min(rest.length, to))
  return [...rest.slice(0, at), ...run, ...rest.slice(at)]
}

/** As many filters as asked for: each group grows or shrinks at its end. `groups` divides both numbers. */
export function grown(outChannels: number, groups: number, count: number): Sources {
  const [each, before] = [count / groups, outChannels / groups]
  return all(count).map((filter) => {
    const position = filter % each
    return position < before ? Math.floor(filter / each) * before + position : null
  })
}

/** A list of `count` in place of one of `before`: each is the one of its number, those beyond are new. */
export function byNumber(before: number, count: number): Sources {
  return all(count).map((i) => (i < before ? i : null))
}

/** A list as it is. */
export function all(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}
