import { RESOLUTIONS } from '../../state/document/document.ts'
import { setInput, setResolution } from '../../state/document/edits.ts'
import { mapsAt } from '../../state/run/map-values.ts'
import { mapRequest } from '../../state/run/ranges.ts'
import type { Session } from '../../state/session/session.svelte.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import { COST_PARTS, costView } from '../choices/cost-view.svelte.ts'
import { LARGE_MODES } from '../choices/large-modes.ts'
import { COLOR_MAPS, fixedFrom, RANGES, SHOWN } from '../choices/looks.ts'
import type { Action } from './action.ts'

const VALUES = [
  ['0..1', '0 … 1'],
  ['-1..1', '−1 … 1'],
  ['imagenet', 'ImageNet'],
] as const
const MATTES = [
  ['#ffffff', 'white'],
  ['#000000', 'black'],
] as const
const LIGHTS = [
  ['srgb', 'sRGB'],
  ['linear', 'linear light'],
] as const

/** How the photo becomes a tensor. */
export function inputActions({ session }: Workbench): Action[] {
  const group = 'Input'
  return [
    ...RESOLUTIONS.map((size) => ({
      name: `Working resolution: ${size === 0 ? 'full' : `${size} px`}`,
      group,
      words: 'size',
      run: () => session.edit(setResolution(session.document, size)),
    })),
    ...VALUES.map(([range, name]) => ({
      name: `Values ${name}`,
      group,
      words: 'range normalise mean std',
      run: () => session.edit(setInput(session.document, { range })),
    })),
    ...MATTES.map(([matte, name]) => ({
      name: `Matte: ${name}`,
      group,
      words: 'transparent alpha background',
      run: () => session.edit(setInput(session.document, { matte })),
    })),
    ...LIGHTS.map(([light, name]) => ({
      name: `Light: ${name}`,
      group,
      words: 'gamma',
      run: () => session.edit(setInput(session.document, { light })),
    })),
  ]
}

/** What is shown, and how. */
export function viewActions(bench: Workbench): Action[] {
  const { view } = bench.session
  const group = 'View'
  return [
    ...COLOR_MAPS.map(({ value, label, title }) => ({
      name: `Colour map: ${label}`,
      group,
      words: title,
      run: () => void (view.colorMap = value),
    })),
    ...RANGES.map(({ value, label, title }) => ({
      name: `Range: ${label}`,
      group,
      words: title,
      run: () => {
        if (value === 'fixed') void fixRange(bench.session)
        else Object.assign(view, { range: value, fixed: null })
      },
    })),
    ...SHOWN.map(({ value, name, title }) => ({
      name: `Values shown: ${name}`,
      group,
      words: title,
      run: () => void (view.shown = value),
    })),
    { name: 'Show the map large', group, words: 'zoom', run: () => void (view.large = true) },
    ...LARGE_MODES.map(({ value, label, title }) => ({
      name: `Large map: ${label}`,
      group,
      words: `view zoom ${title}`,
      run: () => {
        view.largeMode = value
        view.large = true
      },
    })),
    ...(['filter', 'inspect', 'cost', 'code', 'files'] as const).map((tab) => ({
      name: `Show ${tab}`,
      group,
      words: 'drawer tab',
      run: () => showTab(bench, tab),
    })),
    ...COST_PARTS.map(({ value, label, title }) => ({
      name: `Cost: ${label}`,
      group,
      words: title,
      run: () => {
        costView.part = value
        showTab(bench, 'cost')
      },
    })),
    {
      name: view.resolvedTheme === 'dark' ? 'Light theme' : 'Dark theme',
      group,
      run: () => void (view.theme = view.resolvedTheme === 'dark' ? 'light' : 'dark'),
    },
    { name: 'Keyboard', group, keys: '?', words: 'shortcuts help', run: () => void (bench.dialog = 'keys') },
  ]
}

/** Keep the range of the selected map, of the last run, for all maps from now on. */
async function fixRange(session: Session): Promise<void> {
  const { view } = session
  const { engine, completed } = session.runner
  const shape = mapsAt(completed, view.layer)?.shape
  if (engine === null || completed === null || shape === undefined) return
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

/** Open a tab of the drawer; on a phone the part of the screen that holds it. */
function showTab({ session: { view } }: Workbench, tab: typeof view.drawerTab): void {
  view.showDrawer(tab)
  view.mobileTab = tab === 'filter' ? 'inspect' : tab
}
