import { clampIndex } from '../document/selection.ts'
import type { View } from './view.svelte.ts'
import type { Shape4 } from '../../core/tensor.ts'

/** A value of the selected layer's output. */
export interface MapPlace {
  readonly channel: number
  readonly y: number
  readonly x: number
}

/**
 * Which value is looked at: the one under the pointer, else the pinned one, else the middle of the selected map. Kept as
 * chosen and read clamped to the maps of the moment.
 */
export class Pin {
  /** Whether anyone looks: maps can be pointed at and show the pin. */
  active = $state(false)
  #pinned = $state.raw<{ readonly y: number; readonly x: number } | null>(null)
  #pointed = $state.raw<MapPlace | null>(null)
  /** How often something was pinned, so that the keyboard can follow. */
  #times = $state(0)
  readonly #view: View
  readonly #shape: () => Shape4 | null

  /** @param shape of the selected layer's output, null while there is none */
  constructor(view: View, shape: () => Shape4 | null) {
    this.#view = view
    this.#shape = shape
  }

  /** Output shape of the selected layer. */
  readonly shape: Shape4 | null = $derived.by(() => this.#shape())

  /** The pinned value, of the selected map. */
  readonly pinned: MapPlace | null = $derived.by(() => {
    if (this.shape === null) return null
    const [, , height, width] = this.shape
    const { y, x } = this.#pinned ?? { y: Math.floor(height / 2), x: Math.floor(width / 2) }
    return clampPlace({ channel: this.#view.filter, y, x }, this.shape)
  })

  /** The value that is looked at. */
  readonly place: MapPlace | null = $derived.by(() =>
    this.shape === null || this.#pointed === null ? this.pinned : clampPlace(this.#pointed, this.shape),
  )

  /** Look at the value under the pointer; null when it has left. */
  point(place: MapPlace | null): void {
    this.#pointed = place
  }

  /** Pin a value and select its map. */
  pin({ channel, y, x }: MapPlace): void {
    this.#view.selectFilter(channel)
    this.#pinned = { y, x }
    this.#times += 1
  }

  get times(): number {
    return this.#times
  }

  /** Move the pin, as far as the map reaches. */
  move(down: number, right: number): void {
    const at = this.pinned
    if (at === null || this.shape === null) return
    this.#pointed = null
    const { y, x } = clampPlace({ ...at, y: at.y + down, x: at.x + right }, this.shape)
    this.#pinned = { y, x }
  }

  /** Move the pin by so many values in reading order, from the last on to the first. */
  advance(values: number): void {
    const at = this.pinned
    if (at === null || this.shape === null) return
    const [, , height, width] = this.shape
    const count = height * width
    const next = (((at.y * width + at.x + values) % count) + count) % count
    this.#pinned = { y: Math.floor(next / width), x: next % width }
  }
}

function clampPlace({ channel, y, x }: MapPlace, [, channels, height, width]: Shape4): MapPlace {
  return { channel: clampIndex(channel, channels), y: clampIndex(y, height), x: clampIndex(x, width) }
}
