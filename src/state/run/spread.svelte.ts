import { untrack } from 'svelte'
import type { Engine, MapsLease } from '../../engine/engine.ts'
import { distribution, type Distribution } from './map-values.ts'
import type { Look } from '../view/look.ts'
import { shownRange } from './ranges.ts'
import type { Completed } from './runner.svelte.ts'
import type { FixedRange } from '../view/look.ts'

/** A map of a run, the range that its picture was painted over, and how it is shown. */
export interface SpreadOf {
  readonly engine: Engine
  /** The engine's last run. */
  readonly completed: Completed
  readonly layer: number
  readonly map: number
  readonly painted: FixedRange
  readonly look: Look
}

/**
 * How the values of the wanted map are spread, counted over all of them. One count at a time, to its end: while edits come in
 * a stream there is always something to show. Construct it where effects may be made.
 */
export class Spread {
  #counted = $state.raw<{ readonly key: readonly unknown[]; readonly spread: Distribution } | null>(null)
  #isCounting = false
  readonly #wanted: () => SpreadOf | null

  /** @param wanted read reactively */
  constructor(wanted: () => SpreadOf | null) {
    this.#wanted = wanted
    $effect(() => {
      void this.#key
      untrack(() => void this.#count())
    })
  }

  /** A new array with every wish, though another picture of the same is none. */
  readonly #key: readonly unknown[] | null = $derived.by(() => {
    const wanted = this.#wanted()
    return wanted && keyOf(wanted)
  })

  /** Of the wanted map, perhaps as it was a moment ago; null until it is counted. */
  readonly newest: Distribution | null = $derived.by(() => {
    const [key, counted] = [this.#key, this.#counted]
    const isSameMap = key !== null && key[1] === counted?.key[1] && key[2] === counted?.key[2]
    return isSameMap ? (counted?.spread ?? null) : null
  })

  /** Of exactly what is wanted; null while it is counted. */
  readonly current: Distribution | null = $derived.by(() =>
    isSame(this.#key, this.#counted?.key ?? null) ? (this.#counted?.spread ?? null) : null,
  )

  async #count(): Promise<void> {
    if (this.#isCounting) return
    this.#isCounting = true
    try {
      for (;;) {
        const wanted = untrack(this.#wanted)
        if (wanted === null || isSame(keyOf(wanted), this.#counted?.key ?? null)) return
        const spread = await spreadOf(wanted)
        if (spread === null) return
        this.#counted = { key: keyOf(wanted), spread }
      }
    } finally {
      this.#isCounting = false
    }
  }
}

function keyOf({ completed, layer, map, painted, look }: SpreadOf): readonly unknown[] {
  const { shown, low, high } = shownRange(look, painted)
  return [completed, layer, map, painted.low, painted.high, shown, low, high]
}

function isSame(a: readonly unknown[] | null, b: readonly unknown[] | null): boolean {
  return a !== null && b !== null && a.every((part, i) => Object.is(part, b[i]))
}

/** Null where the engine's last run, perhaps a newer one already, has no such map. */
async function spreadOf({ engine, layer, map, painted, look }: SpreadOf): Promise<Distribution | null> {
  let lease: MapsLease
  try {
    lease = engine.lease(layer)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
  try {
    if (map >= lease.shape[0] * lease.shape[1]) return null
    return await distribution(lease, map, painted, shownRange(look, painted))
  } finally {
    lease.release()
  }
}
