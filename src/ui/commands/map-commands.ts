import type { Command } from './command.ts'
import { ARROWS, ENDS, walks, type Way } from './walks.ts'

/** A map among others. */
export interface AtMap {
  /** Whether there is another one that way. */
  readonly leads: (way: Way) => boolean
  readonly walk: (way: Way) => void
}

const walk = (id: string, name: string, ways: readonly Way[]) =>
  walks<AtMap, Way>({ id, name, leaves: true }, ways, {
    when: (map, way) => map.leads(way),
    run: (map, way) => map.walk(way),
  })

/** Keys on a feature map. */
export const ON_MAP: readonly Command<AtMap>[] = [
  ...walk('walk-maps', 'Walk over the maps', ARROWS),
  ...walk('walk-maps-far', 'Ends of the row; a group up or down', [...ENDS, 'before', 'after']),
]
