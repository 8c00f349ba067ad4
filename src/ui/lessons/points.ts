import type { Point } from '../../formats/lessons/points.ts'
import type { MobileTab, View } from '../../state/view/view.svelte.ts'

/** Where something is that a step points at. */
interface PointPlace {
  /** What it is called in the lesson's panel. */
  readonly words: string
  /** The part of a phone that shows it; null for what always stands there. */
  readonly part: MobileTab | null
  readonly find: (view: View) => Element | null
}

const first = (selector: string) => () => document.querySelector(selector)
const region = (name: string) => first(`section[aria-label='${name}']`)

/** A field of the layer's settings by its label; on a tablet, where they are put away, what opens them. */
const field = (label: string) => () => {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
    `[aria-label='Layer settings'] :is(input, select)`,
  )
  const found = [...fields].find(({ labels }) => labels?.[0]?.textContent.trim() === label)
  return found?.closest('.box') ?? found ?? settings()
}
const settings = () => document.querySelector(`[aria-label='Layers'] button[aria-label='Settings']`)
const orSettings = (find: () => Element | null) => () => find() ?? settings()
/** The open tab of the drawer; on a phone its part. */
const tab = () =>
  document.querySelector(`[aria-label='Details'] [role='tabpanel']`) ?? document.querySelector('main')

/** Where each of them is: found by the names that they have on the screen, which a test of all lessons holds. */
export const POINT_PLACES: Readonly<Record<Point, PointPlace>> = {
  photo: { words: 'Photo', part: null, find: first(`[role='img'][aria-label^='The photo']`) },
  layers: { words: 'Layers', part: null, find: region('Layers') },
  'add layer': {
    words: 'Add layer',
    part: null,
    find: first(`[aria-label='Layers'] [aria-label='Add layer']`),
  },
  'filter bank': { words: 'Filter bank', part: 'filters', find: region('Filter bank') },
  kernel: { words: 'Kernel', part: 'kernel', find: orSettings(region('Kernel')) },
  weights: { words: 'Weights', part: 'kernel', find: orSettings(first(`[aria-label^='weights of kernel']`)) },
  bias: {
    words: 'Bias',
    part: 'filters',
    find: (view) => document.querySelector(`[aria-label='filter ${view.filter}, bias']`),
  },
  maps: { words: 'Feature maps', part: 'maps', find: region('Feature maps') },
  map: {
    words: 'Map',
    part: 'maps',
    find: (view) => document.querySelector(`button[aria-label^='feature map ${view.filter} of layer']`),
  },
  'layer settings': {
    words: 'Layer settings',
    part: 'kernel',
    find: orSettings(first(`[aria-label='Layer settings']`)),
  },
  'out channels': { words: 'Out channels', part: 'kernel', find: field('Out channels') },
  'kernel size': { words: 'Kernel size', part: 'kernel', find: field('Kernel size') },
  stride: { words: 'Stride', part: 'kernel', find: field('Stride') },
  padding: { words: 'Padding', part: 'kernel', find: field('Padding') },
  'padding mode': { words: 'Padding mode', part: 'kernel', find: field('Padding mode') },
  groups: { words: 'Groups', part: 'kernel', find: field('Groups') },
  filter: { words: 'Filter', part: 'inspect', find: tab },
  inspect: { words: 'Inspect', part: 'inspect', find: tab },
  cost: { words: 'Cost', part: 'cost', find: tab },
  code: { words: 'Code', part: 'code', find: tab },
}

/** Bring what is pointed at into sight, and the focus to it where it takes one. */
export function goToPoint(point: Point, view: View): void {
  const { part } = POINT_PLACES[point]
  if (part !== null) view.mobileTab = part
  requestAnimationFrame(() => {
    const found = POINT_PLACES[point].find(view)
    found?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    const control = found?.matches('input, select, button')
      ? found
      : found?.querySelector('input, select, button')
    if (control instanceof HTMLElement) control.focus({ preventScroll: true })
  })
}
