import type { Component } from 'svelte'
import type { DrawerTab } from '../../state/view/view.svelte.ts'

/** A tab of the drawer; its content is loaded when it is first opened. */
export interface DrawerPart {
  readonly id: DrawerTab
  readonly label: string
  readonly load: () => Promise<{ readonly default: Component }>
}

/** The drawer's tabs in order. */
export const DRAWER_PARTS = [
  { id: 'filter', label: 'Filter', load: () => import('../filter/FilterTab.svelte') },
  { id: 'inspect', label: 'Inspect', load: () => import('../inspect/InspectTab.svelte') },
  { id: 'cost', label: 'Cost', load: () => import('../cost/CostTab.svelte') },
  { id: 'code', label: 'Code', load: () => import('../code/CodeTab.svelte') },
  { id: 'files', label: 'Files', load: () => import('../files/FilesTab.svelte') },
] as const satisfies readonly DrawerPart[]
