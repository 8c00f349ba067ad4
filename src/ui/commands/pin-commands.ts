import type { Command } from './command.ts'
import { ARROWS, ENDS, STEPS, walks } from './walks.ts'

/** The value that Inspect looks at. */
export interface AtPin {
  readonly move: (down: number, right: number) => void
  /** Pin what the pointer shows. */
  readonly pin: () => void
}

type Moving = keyof typeof STEPS
const FAR = 10

/** Keys on the map with the pin. */
export const ON_PIN: readonly Command<AtPin>[] = [
  ...walks<AtPin, Moving>({ id: 'move-pin', name: 'Move the pin' }, ARROWS, {
    run: ({ move }, way) => move(...STEPS[way]),
  }),
  ...walks<AtPin, Moving>({ id: 'move-pin-far', name: `Move it by ${FAR}` }, ARROWS, {
    held: 'Shift',
    run: ({ move }, way) => move(FAR * STEPS[way][0], FAR * STEPS[way][1]),
  }),
  ...walks<AtPin, Moving>({ id: 'move-pin', name: 'Ends of the row' }, ENDS, {
    run: ({ move }, way) => move(...STEPS[way]),
  }),
  { id: 'pin', name: 'Pin what the pointer shows', keys: ['Enter'], run: ({ pin }) => pin() },
]
