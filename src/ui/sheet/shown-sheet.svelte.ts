import { createContext } from 'svelte'
import { devicePixelRatio } from 'svelte/reactivity/window'
import { colorTable, type Theme } from '../../core/image/colors.ts'
import { groupOf } from '../../core/layers/groups.ts'
import type { FilterBank } from '../../core/layers/layer.ts'
import type { Shape4 } from '../../core/tensor.ts'
import type { ColorTable } from '../../engine/engine.ts'
import { shapeIn } from '../../state/run/map-values.ts'
import { Spread } from '../../state/run/spread.svelte.ts'
import type { Session } from '../../state/session/session.svelte.ts'
import type { View } from '../../state/view/view.svelte.ts'
import type { Workbench } from '../../state/workbench.svelte.ts'
import { channelLabel } from '../canvas/channel-label.ts'
import { channelNames } from '../canvas/channel-names.ts'
import { InView } from '../canvas/in-view.svelte.ts'
import { Paintings } from '../canvas/paintings.svelte.ts'
import { Lasting } from '../controls/lasting.svelte.ts'
import { stable } from '../controls/stable.svelte.ts'
import { shapeBefore } from '../layer-rows.ts'
import { layoutMapsOnly, layoutSheet, type SheetLayout } from './bands.ts'
import { isIn, litByChannel, litByFilter, type Lit } from './lit.ts'

/** Height of the headings of matrix and maps, in pixels. */
export const HEAD_HEIGHT = 60
/** Narrower sheets show one of matrix and maps. */
const PHONE = 720
/** Of more maps than this, those out of sight go without tiles: each canvas is a layer that the browser composites. */
const MANY = 64
/** Heads of the matrix' columns: small, at twice their size for sharp screens. */
const THUMBNAIL = { width: 76, height: 52 }
const MOST_THUMBNAILS = 64

/** Where a sheet is shown. */
export interface SheetPlace {
  /** What a phone shows; both elsewhere. */
  readonly part: 'filters' | 'maps'
  /** A kernel is to be edited. */
  onedit(): void
}

/**
 * What the sheet of filters and maps shows: the selected layer, its pictures, its layout, and what lights up. Construct it
 * where effects may be made.
 */
export class ShownSheet {
  /** Size of the scroller in pixels, as it is likely until it is measured, and how far it is scrolled. */
  width = $state(Math.min(1168, innerWidth))
  height = $state(640)
  scrollTop = $state(0)
  /** Pictures of the layer's maps. */
  readonly maps: Paintings
  /** Those of its input channels, as heads of the matrix' columns. */
  readonly thumbnails: Paintings
  /** The maps, or a phone's filters, in sight. */
  readonly inView = new InView()
  #lit = $state.raw<Lit | null>(null)
  readonly #still: Lasting
  readonly #spread: Spread

  /** @param place read reactively */
  constructor(
    readonly bench: Workbench,
    private readonly place: SheetPlace,
  ) {
    const { session } = bench
    this.maps = new Paintings(session, 'map', () => this.view.layer)
    this.thumbnails = new Paintings(session, 'head', () => this.view.layer - 1)
    this.#still = new Lasting(() => !session.busy)
    // Counted once the maps stand still for a moment: it reads a whole map.
    this.#spread = new Spread(() => {
      const { engine, completed } = session.runner
      const { layer, filter: map, look } = this.view
      const painted = this.maps.of(map)
      if (engine === null || completed === null || painted === null || !this.#still.current) return null
      return { engine, completed, layer, map, painted, look }
    })
    $effect(() => this.#needThumbnails())
    $effect(() => () => this.inView.disconnect())
  }

  get session(): Session {
    return this.bench.session
  }

  get view(): View {
    return this.session.view
  }

  get theme(): Theme {
    return this.view.resolvedTheme
  }

  /** The theme's signed colour map. */
  readonly table: ColorTable = $derived.by(() => colorTable('signed', this.theme))
  readonly pixelRatio: number = $derived(devicePixelRatio.current ?? 1)
  /** Names of the layer's maps, '' for unnamed ones, and of its input channels. */
  readonly names: readonly string[] = $derived.by(() => channelNames(this.session.layers, this.view.layer))
  readonly inputNames: readonly string[] = $derived.by(() =>
    channelNames(this.session.layers, this.view.layer - 1),
  )
  /** Output shape of the layer; null before the first run. */
  readonly shape: Shape4 | null = $derived.by(
    () => this.session.shapeAt(this.view.layer) ?? shapeIn(this.session.runner.completed, this.view.layer),
  )

  /** The filters of a Conv2d, null for other layers. */
  get bank(): FilterBank | null {
    return this.view.bank
  }

  readonly #aspect: number = $derived.by(() => {
    const { shape } = this
    return shape === null || shape[3] === 0 ? 2 / 3 : shape[2] / shape[3]
  })
  /** The same object while only weights change. */
  readonly #weightShape = $derived.by(() => this.bank?.weight.shape ?? null)
  readonly #groups: number = $derived.by(() => this.bank?.params.groups ?? 1)
  readonly #hasBias: boolean = $derived.by(() => this.bank !== null && this.bank.bias !== null)
  /** Mostly a new selection lays out nothing anew: then what is drawn stays. */
  readonly #layout: () => SheetLayout | null = stable(() => {
    if (this.#weightShape === null) return null
    const [filters, perGroup, kH, kW] = this.#weightShape
    const groups = this.#groups
    return layoutSheet({
      width: this.width,
      height: this.height - HEAD_HEIGHT,
      filters,
      channels: perGroup * groups,
      groups,
      kernel: [kH, kW],
      hasBias: this.#hasBias,
      aspect: this.#aspect,
      channel: groupOf(this.view.filter, filters, groups) * perGroup + this.view.channel,
    })
  })

  /** Null for a layer without filters. */
  get layout(): SheetLayout | null {
    return this.#layout()
  }

  /** How the maps are laid out: with their filters, or alone. */
  readonly mapsLayout: Pick<SheetLayout, 'mapBands' | 'tiles' | 'atTop'> = $derived.by(
    () =>
      this.layout ?? layoutMapsOnly(this.width, this.height - HEAD_HEIGHT, this.names.length, this.#aspect),
  )
  /** A pixel of the maps is larger than one of the screen: they show as squares. */
  readonly enlarged: boolean = $derived.by(() => {
    const { shape } = this
    const { width, height } = this.mapsLayout.tiles
    return shape !== null && shape[3] < width && shape[2] < height
  })
  /** Matrix and maps stand side by side. */
  readonly isSide: boolean = $derived.by(() => this.layout?.arrangement === 'side')
  readonly isPhone: boolean = $derived(this.width < PHONE)
  readonly showsMaps: boolean = $derived.by(
    () => !this.isPhone || this.place.part === 'maps' || this.bank === null,
  )
  /** Bands of maps tell what their group sees, where no matrix beside them does. */
  readonly isHeaded: boolean = $derived.by(() => this.layout?.arrangement === 'stacked' && this.#groups > 1)
  /** The part of the bands that is in sight, in pixels from their top. */
  readonly inSight: { readonly top: number; readonly bottom: number } = $derived.by(() => ({
    top: this.scrollTop - HEAD_HEIGHT,
    bottom: this.scrollTop + this.height,
  }))

  /** What is pointed at or has the focus, with all that belongs to it. */
  get lit(): Lit | null {
    return this.#lit
  }

  /** Share of the selected map's values beyond its painted range, null while unknown. */
  get clipped(): number | null {
    return this.#spread.current?.clipped ?? null
  }

  /** What a group sees, in the names of its channels. */
  sees(group: number): string {
    if (this.bank === null) return ''
    const perGroup = this.bank.weight.shape[1]
    const seen = Array.from({ length: perGroup }, (_, i) => {
      return channelLabel(this.inputNames, group * perGroup + i)
    })
    return `sees ${seen.length > 4 ? `${seen.slice(0, 3).join(' + ')} + ${seen.length - 3} more` : seen.join(' + ')}`
  }

  /** Whether there are so many maps that only those in sight have tiles. */
  readonly isMany: boolean = $derived(this.names.length > MANY)

  /** Whether many maps share a canvas with the others of their row. */
  readonly isInRows: boolean = $derived.by(() => {
    const { columns, caption } = this.mapsLayout.tiles
    return this.isMany && columns > 1 && caption === 'below'
  })

  /** A filter or its map is pointed at or has the focus; null: no longer. @param kernel counted within the group */
  point(filter: number | null, kernel?: number): void {
    this.#lit = filter === null ? null : litByFilter(this.bank, filter, kernel)
  }

  /** An input channel is pointed at; null: no longer. */
  pointChannel(channel: number | null): void {
    this.#lit = channel === null || this.bank === null ? null : litByChannel(this.bank, channel)
  }

  /** Whether a filter, or its map, lights up. */
  isLit(filter: number): boolean {
    return isIn(this.#lit?.filters, filter)
  }

  /** Select a map, and the filter that made it. */
  selectMap(map: number): void {
    this.bench.selectKernel(map, this.view.channel)
  }

  /** Edit the selected kernel. */
  edit(): void {
    this.place.onedit()
  }

  #needThumbnails(): void {
    const { inputShape, layers } = this.session
    const shape = shapeBefore(inputShape, layers, this.view.layer)
    if (this.bank === null || shape === null) {
      this.thumbnails.need([])
      return
    }
    const scale = Math.min(THUMBNAIL.width / shape[3], THUMBNAIL.height / shape[2], 1)
    const size = { width: Math.ceil(shape[3] * scale), height: Math.ceil(shape[2] * scale) }
    const count = Math.min(shape[1], MOST_THUMBNAILS)
    this.thumbnails.need(Array.from({ length: count }, (_, channel) => ({ channel, ...size })))
  }
}

/** The sheet that is shown, for all that stands on it: `setSheet(sheet)` where it is made, `getSheet()` below. */
export const [getSheet, setSheet] = createContext<ShownSheet>()
