import type { LayerSettings } from './document/layer-settings.ts'

/**
 * What can be asked of the screen: the dialog for a file, the part that holds settings and kernel; the focus on the kernel,
 * its weights, the field of a setting.
 */
export type Wanted = 'image' | 'filters' | 'settings' | 'kernel' | 'weights' | keyof LayerSettings

/** What parts of the screen do when others ask for it. Each offers it while it is there, so that nobody looks for it. */
export class Screen {
  readonly #offers = new Map<Wanted, () => void>()

  /** Returns a function that takes the offer back. */
  offer(wanted: Wanted, act: () => void): () => void {
    this.#offers.set(wanted, act)
    return () => {
      // what takes its place may have come first
      if (this.#offers.get(wanted) === act) this.#offers.delete(wanted)
    }
  }

  /** Asks for something; nothing happens where it is not there. */
  ask(wanted: Wanted): void {
    this.#offers.get(wanted)?.()
  }
}
