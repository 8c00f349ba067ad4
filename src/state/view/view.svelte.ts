import type { ColorMapName, ShownValues, Theme } from '../../core/image/colors.ts'
import { bankOf, hasBank, type FilterBank, type Layer, type Pipeline } from '../../core/layers/layer.ts'
import { sameValues } from '../../core/layers/same-values.ts'
import type { Lesson } from '../../formats/lessons/lesson.ts'
import { lookColors, type FixedRange, type Look, type MapRange } from './look.ts'
import { clampIndex, selectionIn, selectionOf, withFilter, type Selection } from '../document/selection.ts'

/** What the large view shows: the map beside the photo or alone, three maps as one colour picture, a difference. */
export type LargeMode = 'split' | 'side' | 'map' | 'rgb' | 'difference'
/** What the pictures on the screen show: each map by itself, or several as one picture. */
export type Seen =
  | { readonly type: 'maps' }
  | { readonly type: 'rgb'; readonly channels: readonly [number, number, number] }
  | { readonly type: 'difference'; readonly channels: readonly [number, number] }
export type ThemeChoice = 'system' | Theme
export type DrawerTab = 'filter' | 'inspect' | 'cost' | 'code' | 'files'
export type MobileTab = 'maps' | 'filters' | 'kernel' | 'inspect' | 'cost' | 'code' | 'files'

/**
 * What is selected and how it is shown. No step of undo by itself, but each step brings back what was selected then. The
 * selection is kept as chosen and read clamped to the document of the moment.
 */
export class View {
  colorMap = $state<ColorMapName>('signed')
  range = $state<MapRange>('group')
  /** One range for all maps, in place of `range`. */
  fixed = $state.raw<FixedRange | null>(null)
  shown = $state<ShownValues>('signed')
  /** One map stands large in place of filters and maps. */
  large = $state(false)
  /** How it is seen large; that stays while the view is closed, as do the maps that are chosen for it. */
  largeMode = $state<LargeMode>('split')
  /** A colour picture of three maps is seen large in one frame with the photo. */
  besidePhoto = $state(false)
  /** The maps that are seen as red, green and blue. */
  rgb = $state.raw<readonly [number, number, number]>([0, 1, 2])
  /** The map that is taken away in a difference. */
  minus = $state(0)
  /** The camera is asked for. */
  camera = $state(false)
  /** The dialog that is open for exports at full resolution: of this photo, or of many; a run over many may go on aside. */
  exporting = $state<'this' | 'many' | 'aside' | null>(null)
  /** The lesson that is asked for, by its id or as it was opened; '' for the list of them. */
  lesson = $state.raw<string | Lesson | null>(null)
  drawerTab = $state<DrawerTab>('filter')
  drawerOpen = $state(true)
  mobileTab = $state<MobileTab>('maps')
  theme = $state<ThemeChoice>('system')
  /** The system's own theme; kept up to date by `followSystemTheme`. */
  systemTheme = $state<Theme>('light')

  /** How often something was selected, the same again included: what shows it then brings it into sight. */
  selections = $state(0)

  #selection: Selection = $state.raw(selectionOf(0))
  #visit = $state(0)
  readonly #pipeline: () => Pipeline

  /** @param pipeline the layers of the current document */
  constructor(pipeline: () => Pipeline) {
    this.#pipeline = pipeline
    this.#selection = selectionOf(lastConv(pipeline()))
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
  /** Its colours; not to be changed. */
  readonly colors: Uint32Array = $derived(lookColors(this.look))
  /** What the pictures show, of `count` maps. */
  seenOf(count: number): Seen {
    const at = (channel: number) => clampIndex(channel, count)
    const [red, green, blue] = this.rgb
    if (this.large && this.largeMode === 'rgb') {
      return { type: 'rgb', channels: [at(red), at(green), at(blue)] }
    }
    if (this.large && this.largeMode === 'difference') {
      return { type: 'difference', channels: [at(this.filter), at(this.minus)] }
    }
    return { type: 'maps' }
  }

  /** Position of the selected layer from 0; -1 in an empty pipeline. */
  readonly layer: number = $derived.by(() => Math.min(this.#selection.layer, this.#pipeline().length - 1))
  /** The selected layer. */
  readonly selected: Layer | null = $derived.by(() => this.#pipeline()[this.layer] ?? null)
  /** The filters of the selected layer, null where it has none. */
  readonly bank: FilterBank | null = $derived(bankOf(this.selected))
  /** Those of a Conv2d alone. */
  readonly conv: FilterBank | null = $derived(this.selected?.type === 'conv2d' ? this.bank : null)
  readonly #shown: Selection = $derived.by(() => selectionIn(this.#selection, this.#pipeline()))
  /** The selected filter (output channel) of a Conv2d, the selected map of another layer, or channel of the picture. */
  readonly filter: number = $derived(this.#shown.filter)
  /** The selected kernel of that filter, counted within its group: `weight[filter, channel]`. */
  readonly channel: number = $derived(this.bank === null ? 0 : this.#shown.channel)
  /** The selected weight in the kernel. */
  readonly cell: readonly [row: number, column: number] = $derived(
    this.bank === null ? [0, 0] : this.#shown.cell,
  )
  /** The filters that operations are done to, ascending: those picked, or the selected one; none without a Conv2d. */
  readonly picked: readonly number[] = $derived(this.bank === null ? [] : this.#shown.picked)

  /** All of what is selected. */
  get selection(): Selection {
    return this.#selection
  }

  /** Counts the layers that were selected, the same one again included: what was typed into a layer belongs to its visit. */
  get visit(): number {
    return this.#visit
  }

  /** Bring what is selected into sight. */
  reveal(): void {
    this.selections += 1
  }

  /** Open the drawer at a tab. */
  showDrawer(tab: DrawerTab): void {
    this.drawerTab = tab
    this.drawerOpen = true
  }

  /** Select all of this. @param isSameLayer the layer that was selected before still is, wherever it stands now */
  select(selection: Selection, isSameLayer = false): void {
    if (!isSameLayer) this.#visit += 1
    if (sameValues(selection, this.#selection) && isSameLayer) return
    this.#selection = selection
    this.selections += 1
  }

  /** Select a layer; of another one than before nothing is picked. */
  selectLayer(layer: number): void {
    this.selections += 1
    if (layer === this.layer) return
    const { filter } = this.#selection
    this.select({ ...this.#selection, layer: Math.max(0, layer), picked: [filter], anchor: filter })
  }

  selectFilter(filter: number): void {
    this.#choose(withFilter(this.#selection, Math.max(0, filter)))
  }

  /** Select a kernel: filter and channel within the group. */
  selectKernel(filter: number, channel: number): void {
    this.#choose(withFilter(this.#selection, Math.max(0, filter), Math.max(0, channel)))
  }

  selectCell(row: number, column: number): void {
    const selection = { ...this.#selection, cell: [Math.max(0, row), Math.max(0, column)] as const }
    if (!sameValues(selection, this.#selection)) this.#selection = selection
  }

  #choose(selection: Selection): void {
    this.selections += 1
    this.select(selection, true)
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

/** The last layer with filters of a pipeline, or its last layer: what an opened bank selects first. */
export function lastConv(layers: Pipeline): number {
  const conv = layers.findLastIndex(hasBank)
  return conv >= 0 ? conv : layers.length - 1
}
