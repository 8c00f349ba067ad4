import type { Command } from './command.ts'
import { ARROWS, STEPS, walks } from './walks.ts'

/** The map that is seen large. */
export interface AtLarge {
  readonly close: () => void
  readonly zoom: (factor: number) => void
  readonly fit: () => void
  /** A value for each device pixel. */
  readonly actual: () => void
  /** In CSS pixels. */
  readonly move: (right: number, down: number) => void
}

/** How much larger a press makes it. */
export const ZOOM = 1.5
/** CSS pixels that an arrow moves. */
const STEP = 60

const name = 'Zoom; fit; actual pixels'

/** Leaves the large view, from its fields too. */
export const closeLarge: Command<Pick<AtLarge, 'close'>> = {
  id: 'close-large',
  name: 'Back',
  keys: ['Esc'],
  takes: true,
  run: ({ close }) => close(),
}

/** Keys of the large view. */
export const IN_LARGE: readonly Command<AtLarge>[] = [
  { id: 'zoom-in', name, keys: ['+'], run: ({ zoom }) => zoom(ZOOM) },
  { id: 'zoom-out', name, keys: ['−'], run: ({ zoom }) => zoom(1 / ZOOM) },
  { id: 'fit', name, keys: ['0'], run: ({ fit }) => fit() },
  { id: 'actual-pixels', name, keys: ['1'], takes: true, run: ({ actual }) => actual() },
  ...walks<AtLarge, (typeof ARROWS)[number]>({ id: 'move-large', name: 'Move' }, ARROWS, {
    run: ({ move }, way) => move(STEP * STEPS[way][1], STEP * STEPS[way][0]),
  }),
  closeLarge,
]
