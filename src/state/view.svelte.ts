import type { ColorMapName, ShownValues, Theme } from '../core/colors.ts'
import type { FilterBank, Layer, Pipeline } from '../core/layers.ts'
import type { Look } from './ranges.ts'

/** Over which maps a colour map's range is spread. */
export type MapRange = 'map' | 'group' | 'layer'
/** A range that is given, low <= high. */
export interface FixedRange {
  readonly low: number
  readonly high: number
}
export type ThemeChoice = 'system' | Theme
export type DrawerTab = 'filter' | 'inspect' | 'cost' | 'code' | 'files'
export type MobileTab = 'maps' | 'filters' | 'kernel' | 'inspect' | 'cost' | 'code' | 'files'

/**
 * What is selected and how it is shown; not part of undo. Selections are kept as chosen and read clamped to the
 * document of the moment, so that undoing a removal brings the old selection back.
 */
export class View {
  colorMap = $state<ColorMapName>('signed')
  range = $state<MapRange>('group')
  /** One range for all maps, in place of `range`. */
  fixed = $state.raw<FixedRange | null>(null)
  shown = $state<ShownValues>('signed')
  /** One map stands large in place of filters and maps. */
  large = $state(false)
  /** The camera is asked for. */
  camera = $state(false)
  /** The dialog for exports at full resolution is open. */
  exporting = $state(false)
  drawerTab = $state<DrawerTab>('filter')
  drawerOpen = $state(true)
  mobileTab = $state<MobileTab>('maps')
  theme = $state<ThemeChoice>('system')
  /** The system's own theme; kept up to date by `followSystemTheme`. */
  systemTheme = $state<Theme>('light')

  /** How often something was selected, the same again included: what shows it then brings it into sight. */
  selections = $state(0)

  #layer = $state(0)
  #filter = $state(0)
  #channel = $state(0)
  #cell = $state.raw<readonly [row: number, column: number]>([0, 0])
  readonly #pipeline: () => Pipeline

  /** @param pipeline the layers of the current document */
  constructor(pipeline: () => Pipeline) {
    this.#pipeline = pipeline
    this.#layer = lastConv(pipeline())
  }

  /** The theme that is shown. */
  readonly resolvedTheme: Theme = $derived(this.theme === 'system' ? this.systemTheme : this.theme)
  /** How maps are shown. */
  readonly look: Look = $derived({
    colorMap: this.colorMap,
    range: this.range,
    fixed: this.fixed,
    shown: this.shown,
    theme: this.resolvedTheme,
  })
  /** Position of the selected layer from 0; -1 in an empty pipeline. */
  readonly layer: number = $derived.by(() => Math.min(this.#layer, this.#pipeline().length - 1))
  /** The selected layer. */
  readonly selected: Layer | null = $derived.by(() => this.#pipeline()[this.layer] ?? null)
  /** The bank of the selected layer, null unless it is a Conv2d. */
  readonly bank: FilterBank | null = $derived(this.selected?.type === 'conv2d' ? this.selected.bank : null)
  /** The selected filter (output channel) of a Conv2d, or the selected map of another layer. */
  readonly filter: number = $derived(
    this.bank ? clampIndex(this.#filter, this.bank.weight.shape[0]) : this.#filter,
  )
  /** The selected kernel of that filter, counted within its group: `weight[filter, channel]`. */
  readonly channel: number = $derived(clampIndex(this.#channel, this.bank?.weight.shape[1] ?? 1))
  /** The selected weight in the kernel. */
  readonly cell: readonly [row: number, column: number] = $derived.by(() => {
    const [row, column] = this.#cell
    const shape = this.bank?.weight.shape ?? [1, 1, 1, 1]
    return [clampIndex(row, shape[2]), clampIndex(column, shape[3])]
  })

  /** Open the drawer at a tab. */
  showDrawer(tab: DrawerTab): void {
    this.drawerTab = tab
    this.drawerOpen = true
  }

  selectLayer(layer: number): void {
    this.#layer = Math.max(0, layer)
    this.selections += 1
  }

  selectFilter(filter: number): void {
    this.#filter = Math.max(0, filter)
    this.selections += 1
  }

  /** Select a kernel: filter and channel within the group. */
  selectKernel(filter: number, channel: number): void {
    this.#filter = Math.max(0, filter)
    this.#channel = Math.max(0, channel)
    this.selections += 1
  }

  selectCell(row: number, column: number): void {
    this.#cell = [Math.max(0, row), Math.max(0, column)]
  }

  /** Follow the system's light or dark preference. Returns a function that stops following. */
  followSystemTheme(): () => void {
    const query = matchMedia('(prefers-color-scheme: dark)')
    const update = () => (this.systemTheme = query.matches ? 'dark' : 'light')
    update()
    query.addEventListener('change', update)
    return () => query.removeEventListener('change', update)
  }
}

/** Nearest index into `count` things. */
export function clampIndex(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1))
}

/** The last Conv2d of a pipeline, or its last layer: what an opened bank selects first. */
export function lastConv(layers: Pipeline): number {
  const conv = layers.findLastIndex((layer) => layer.type === 'conv2d')
  return conv >= 0 ? conv : layers.length - 1
}
