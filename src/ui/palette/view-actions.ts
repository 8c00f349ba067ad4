import { RESOLUTIONS } from '../../state/document.svelte.ts'
import { setInput, setResolution } from '../../state/edits.ts'
import type { Look } from '../../state/ranges.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import { COST_PARTS, costView } from '../dock/cost-view.svelte.ts'
import type { Action } from './action.ts'

const COLOR_MAPS: readonly (readonly [Look['colorMap'], string])[] = [
  ['gray', 'Gray'],
  ['viridis', 'Viridis'],
  ['magma', 'Magma'],
  ['signed', 'Signed'],
]
const SHOWN: readonly (readonly [NonNullable<Look['shown']>, string])[] = [
  ['signed', 'as they are'],
  ['absolute', 'magnitudes'],
  ['clamped', 'positive only'],
]
const RANGES = [
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
    ...RANGES.map(([range, name]) => ({
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
    ...COLOR_MAPS.map(([colorMap, name]) => ({
      name: `Colour map: ${name}`,
      group,
      run: () => void (view.colorMap = colorMap),
    })),
    ...(['map', 'group', 'layer'] as const).map((range) => ({
      name: `Range: ${range}`,
      group,
      run: () => void Object.assign(view, { range, fixed: null }),
    })),
    ...SHOWN.map(([shown, name]) => ({
      name: `Values shown: ${name}`,
      group,
      run: () => void (view.shown = shown),
    })),
    { name: 'Show the map large', group, words: 'zoom', run: () => void (view.large = true) },
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

/** Open a tab of the drawer; on a phone the part of the screen that holds it. */
function showTab({ session: { view } }: Workbench, tab: typeof view.drawerTab): void {
  view.showDrawer(tab)
  view.mobileTab = tab === 'filter' ? 'inspect' : tab
}
