import { untrack } from 'svelte'
import { colorTable } from '../../core/image/colors.ts'
import { sameValues } from '../../core/layers/same-values.ts'
import type { PaintRequest, Painting } from '../../engine/engine.ts'
import type { Session } from '../../state/session/session.svelte.ts'

/** The same in every theme, and one object: pictures alike are then known to be. */
const GRAYS = colorTable('gray', 'light')

/** A picture that some part of the screen shows: which channel, and at what size in device pixels. */
export interface Need {
  readonly channel: number
  readonly width: number
  readonly height: number
}

/**
 * The pictures of one layer that a part of the screen needs, kept wanted at the runner while it needs them.
 * Construct it where effects may be made.
 */
export class Paintings {
  #needs = $state.raw<readonly Need[]>([])
  #wanted = new Map<string, PaintRequest>()
  readonly #session: Session
  readonly #prefix: string
  readonly #layer: () => number
  readonly #asInput: boolean

  /**
   * @param prefix tells the parts of the screen apart
   * @param layer whose maps: -1 is the picture, gray unless it is what is selected
   * @param asInput it is what goes in: gray in any case
   */
  constructor(session: Session, prefix: string, layer: () => number, asInput = false) {
    this.#session = session
    this.#prefix = prefix
    this.#layer = layer
    this.#asInput = asInput
    $effect(() => {
      const requests = this.#needs.map((need) => [this.#key(need.channel), this.#request(need)] as const)
      untrack(() => this.#want(requests))
    })
    $effect(() => () => untrack(() => this.#want([])))
  }

  /** What is needed from now on. */
  need(needs: readonly Need[]): void {
    this.#needs = needs
  }

  /** The newest picture of a channel, null until there is one. */
  of(channel: number): Painting | null {
    return this.#session.runner.painting(this.#key(channel))
  }

  #key(channel: number): string {
    return `${this.#prefix}:${this.#layer()}:${channel}`
  }

  #request({ channel, width, height }: Need): PaintRequest | null {
    const layer = this.#layer()
    const isShown = layer >= 0 || (layer === this.#session.view.layer && !this.#asInput)
    if (isShown) return this.#session.mapRequest(layer, channel, width, height)
    const shape = this.#session.inputShape
    if (shape === null || channel >= shape[1]) return null
    const channels = Array.from({ length: shape[1] }, (_, i) => i)
    return {
      layer,
      channel,
      width,
      height,
      colors: GRAYS,
      range: { type: 'channels', channels, symmetric: false },
    }
  }

  /** A request that asks for the same stays the same object, so that nothing is painted twice. */
  #want(requests: readonly (readonly [string, PaintRequest | null])[]): void {
    const { runner } = this.#session
    const next = new Map<string, PaintRequest>()
    for (const [key, request] of requests) {
      if (request === null) continue
      const before = this.#wanted.get(key)
      next.set(key, before !== undefined && sameValues(before, request) ? before : request)
    }
    for (const key of this.#wanted.keys()) if (!next.has(key)) runner.wants(key, null)
    for (const [key, request] of next) if (this.#wanted.get(key) !== request) runner.wants(key, request)
    this.#wanted = next
  }
}
