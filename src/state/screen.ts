import type { LayerSettings } from './document/layer-settings.ts'

/**
 * What can be asked of the screen: the dialog for a file, the part that holds settings and kernel; the focus on the kernel,
 * its weights, the field of a setting.
 */
export type Wanted = 'image' | 'filters' | 'settings' | 'kernel' | 'weights' | keyof LayerSettings

/** What parts of the screen do when others ask for it. Each offers it while it is there, so that nobody looks for it. */
export class Screen {
  readonly #offers = new Map<Wanted, () => void>()
  /** What of that which was asked for last nothing on the screen offers yet. */
  readonly #awaited = new Set<Wanted>()

  /** Returns a function that takes the offer back. */
  offer(wanted: Wanted, act: () => void): () => void {
    this.#offers.set(wanted, act)
    // once all that comes with it stands too
    if (this.#awaited.delete(wanted)) queueMicrotask(act)
    return () => {
      // what takes its place may have come first
      if (this.#offers.get(wanted) === act) this.#offers.delete(wanted)
    }
  }

  /**
   * Asks for something, and for what that leads to. Where one is not there, it is done once it is, unless something else was
   * asked for meanwhile.
   */
  ask(...all: readonly Wanted[]): void {
    this.#awaited.clear()
    for (const wanted of all) {
      const act = this.#offers.get(wanted)
      if (act === undefined) this.#awaited.add(wanted)
      else act()
    }
  }
}
