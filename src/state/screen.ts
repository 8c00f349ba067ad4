import type { LayerSettings } from './document/layer-settings.ts'

/**
 * What can be asked of the screen: the dialog for a file, the part that holds settings and kernel; the focus on the kernel,
 * its weights, the field of a setting.
 */
export type Wanted = 'image' | 'filters' | 'settings' | 'kernel' | 'weights' | keyof LayerSettings

/** What parts of the screen do when others ask for it. Each offers it while it is there, so that nobody looks for it. */
export class Screen {
  readonly #offers = new Map<Wanted, () => void>()
  /** What was asked for last, while nothing on the screen offers it. */
  #awaited: Wanted | null = null

  /** Returns a function that takes the offer back. */
  offer(wanted: Wanted, act: () => void): () => void {
    this.#offers.set(wanted, act)
    if (this.#awaited === wanted) {
      this.#awaited = null
      // once all that comes with it stands too
      queueMicrotask(act)
    }
    return () => {
      // what takes its place may have come first
      if (this.#offers.get(wanted) === act) this.#offers.delete(wanted)
    }
  }

  /** Asks for something. Where it is not there, it is done once it is, unless something else was asked for meanwhile. */
  ask(wanted: Wanted): void {
    const act = this.#offers.get(wanted)
    this.#awaited = act === undefined ? wanted : null
    act?.()
  }
}
