import { untrack } from 'svelte'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import { hasBank } from '../../core/layers/layer.ts'
import { filterParts } from '../../core/bank/filter-parts.ts'
import { channelsOfGroup, groupOf } from '../../core/layers/groups.ts'
import type { Engine, PaintRequest, Painting } from '../../engine/engine.ts'
import { failureOf, isAbort, type RunFailure } from './run-failure.ts'
import type { Completed } from './wanted-paintings.svelte.ts'

/** What one input channel gives to the selected filter's map. */
export interface FilterPart {
  /** Of the layer's input. */
  readonly channel: number
  /** Root mean square of its values. */
  readonly rms: number
  /** Null for parts out of sight. */
  readonly painting: Painting | null
}

/** The parts of one filter's map and what they were computed from. */
export interface FilterParts {
  readonly completed: Completed
  readonly layer: number
  readonly filter: number
  /** One for each channel of the filter's group, in order of the channels. */
  readonly parts: readonly FilterPart[]
}

/** Which filter's parts are wanted, of what run, and how those in sight are painted. */
export interface WantedParts {
  readonly completed: Completed
  readonly layer: number
  readonly filter: number
  readonly paint: readonly Omit<PaintRequest, 'layer'>[]
}

/** Maps come first: parts wait for a pause in the edits of this long, in ms. */
const PAUSE = 100
/** While edits or frames come in a stream, parts follow them this often, in ms. */
const CADENCE = 500
/** Parts that take no longer than this are then left to end, in ms. */
const SOON = 50

/**
 * Keeps the parts of the wanted filter's map up to date; the engine computes them beside its maps, from the layers before.
 * The newest wish wins; the last parts stay meanwhile.
 * Construct it where effects may be made.
 */
export class FilterPartsRunner {
  #current = $state.raw<FilterParts | null>(null)
  #failure = $state.raw<RunFailure | null>(null)
  /** When parts were last begun. */
  #since = -Infinity
  /** What the last ones took, in ms. */
  #lastMs = Infinity

  constructor(engine: () => Engine | null, wanted: () => WantedParts | null) {
    $effect(() => {
      const wish = wanted()
      const computing = engine()
      if (wish === null || computing === null) return
      return untrack(() => this.#schedule(computing, wish))
    })
  }

  /** Compute after a pause, or at once where the parts are old. Returns a function that calls it off. */
  #schedule(engine: Engine, wish: WantedParts): () => void {
    const abort = new AbortController()
    if (performance.now() - this.#since >= CADENCE) {
      void this.#compute(engine, wish, abort.signal)
      return () => {
        if (this.#lastMs > SOON) abort.abort()
      }
    }
    const timer = setTimeout(() => void this.#compute(engine, wish, abort.signal), PAUSE)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }

  /** The newest parts; null before the first. */
  get current(): FilterParts | null {
    return this.#current
  }

  /** Why the newest parts could not be computed, or null. */
  get failure(): RunFailure | null {
    return this.#failure
  }

  async #compute(engine: Engine, wish: WantedParts, signal: AbortSignal): Promise<void> {
    const { completed, layer, filter } = wish
    this.#since = performance.now()
    const conv = completed.layers[layer]
    if (!hasBank(conv)) return
    try {
      const layers = [...completed.layers.slice(0, layer), { ...conv, bank: filterParts(conv.bank, filter) }]
      const paint = wish.paint.map((request) => ({ ...request, layer }))
      const run = await engine.run(completed.input, layers, { signal, paint, stats: [layer], aside: true })
      this.#lastMs = run.ms
      const { groups } = conv.bank.params
      const channels = inChannelsOf(conv.bank)
      const group = groupOf(filter, conv.bank.weight.shape[0], groups)
      const [from, to] = channelsOfGroup(group, channels, groups)
      const stats = run.outputs[layer]?.stats ?? []
      const parts = stats.slice(from, to).map((of, i) => ({
        channel: from + i,
        rms: of?.rms ?? 0,
        painting: run.paintings.find(({ request }) => request.channel === from + i) ?? null,
      }))
      this.#current = { completed, layer, filter, parts }
      this.#failure = null
    } catch (error) {
      if (!isAbort(error)) this.#failure = failureOf(error)
    }
  }
}
