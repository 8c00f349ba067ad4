import { shapeIn } from '../../state/run/map-values.ts'
import { mapRequest } from '../../state/run/ranges.ts'
import type { Session } from '../../state/session/session.svelte.ts'
import { COST_PARTS, costView } from '../choices/cost-view.svelte.ts'
import { LARGE_MODES } from '../choices/large-modes.ts'
import { COLOR_MAPS, fixedFrom, RANGES, SHOWN } from '../choices/looks.ts'
import type { AtBench, Command } from './command.ts'
import { showTab } from './view-commands.ts'

/** How maps are shown, and which part of Cost. */
export const LOOKS: readonly Command<AtBench>[] = [
  ...COLOR_MAPS.map(({ value, label, title }) => ({
    id: `colour-map-${value}`,
    name: `Colour map: ${label}`,
    words: title,
    run: ({ bench }: AtBench) => (bench.session.view.colorMap = value),
  })),
  ...RANGES.map(({ value, label, title }) => ({
    id: `range-${value}`,
    name: `Range: ${label}`,
    words: title,
    run: ({ bench: { session } }: AtBench) =>
      value === 'fixed' ? fixRange(session) : Object.assign(session.view, { range: value, fixed: null }),
  })),
  ...SHOWN.map(({ value, name, title }) => ({
    id: `shown-${value}`,
    name: `Values shown: ${name}`,
    words: title,
    run: ({ bench }: AtBench) => (bench.session.view.shown = value),
  })),
  {
    id: 'show-large',
    name: 'Show the map large',
    words: 'zoom',
    run: ({ bench }: AtBench) => (bench.session.view.large = true),
  },
  ...LARGE_MODES.map(({ value, label, title }) => ({
    id: `large-${value}`,
    name: `Large map: ${label}`,
    words: `view zoom ${title}`,
    run: ({ bench }: AtBench) => Object.assign(bench.session.view, { largeMode: value, large: true }),
  })),
  ...COST_PARTS.map(({ value, label, title }) => ({
    id: `cost-${value}`,
    name: `Cost: ${label}`,
    words: title,
    run: (on: AtBench) => {
      costView.part = value
      showTab(on, 'cost')
    },
  })),
].map((row) => ({ ...row, group: 'View' }))

/** Keep the range of the selected map, of the last run, for all maps from now on. */
async function fixRange(session: Session): Promise<void> {
  const { view } = session
  const { engine, completed } = session.runner
  const shape = shapeIn(completed, view.layer)
  if (engine === null || completed === null || shape === null) return
  const channel = Math.min(view.filter, shape[1] - 1)
  const size = { width: 1, height: 1 }
  try {
    const [painting] = await engine.paint([
      mapRequest(completed.layers, view.layer, channel, shape, size, view.look),
    ])
    view.fixed = fixedFrom(painting ?? null)
  } catch (error) {
    session.tell(error)
  }
}
