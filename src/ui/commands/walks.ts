import type { Chord } from '../controls/chords.ts'
import type { Command } from './command.ts'

/** Where keys lead from one thing to another; before and after are in the groups beside its own. */
export type Way = 'up' | 'down' | 'left' | 'right' | 'first' | 'last' | 'before' | 'after'

/** The keys of the ways. */
const KEYS: Readonly<Record<Way, Chord>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  first: 'Home',
  last: 'End',
  before: 'Page ↑',
  after: 'Page ↓',
}

/** To the four neighbours. */
export const ARROWS = ['up', 'down', 'left', 'right'] as const
/** To the ends of a row. */
export const ENDS = ['first', 'last'] as const

/** Steps down and to the right that a way within a table makes. */
export const STEPS: Readonly<
  Record<(typeof ARROWS | typeof ENDS)[number], readonly [down: number, right: number]>
> = {
  up: [-1, 0],
  down: [1, 0],
  left: [0, -1],
  right: [0, 1],
  first: [0, -Infinity],
  last: [0, Infinity],
}

/** A command for each way, all of one name. @param held keys that are held down with those of the ways */
export function walks<On, W extends Way>(
  row: Omit<Command<On>, 'keys' | 'run' | 'when'>,
  ways: readonly W[],
  { run, when, held = '' }: WalkActs<On, W>,
): readonly Command<On>[] {
  return ways.map((way) => ({
    ...row,
    id: `${row.id}-${way}`,
    keys: [`${held} ${KEYS[way]}`.trim()],
    when: (on) => when === undefined || when(on, way),
    run: (on) => run(on, way),
  }))
}

interface WalkActs<On, W> {
  readonly run: (on: On, way: W) => unknown
  readonly when?: (on: On, way: W) => boolean
  readonly held?: Chord
}
