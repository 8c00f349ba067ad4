/*
 * What the browser may withhold: whole parts of it (in old ones, at addresses that are not secure, in private windows), and
 * its storage at any moment.
 */

/** A part of the browser; null where it is missing or kept from the page, which some tell only by throwing. */
export function offered<T>(part: () => T | null | undefined): T | null {
  try {
    return part() ?? null
  } catch {
    return null
  }
}

/** What became of something that was to be kept; what was not lasts until the page is closed. */
export type Keeping = 'kept' | 'full' | 'blocked'

/** A storage of the browser that stands in for it where it refuses: what it does not take is remembered by the page. */
export class Store {
  readonly #refused = new Map<string, string>()
  readonly #storage: () => Pick<Storage, 'getItem' | 'setItem'>

  /** @param storage looked at anew each time, as it may throw at any */
  constructor(storage: () => Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage
  }

  getItem(key: string): string | null {
    return this.#refused.get(key) ?? offered(() => this.#storage().getItem(key))
  }

  setItem(key: string, value: string): Keeping {
    try {
      this.#storage().setItem(key, value)
      this.#refused.delete(key)
      return 'kept'
    } catch (error) {
      this.#refused.set(key, value)
      return error instanceof Error && error.name === 'QuotaExceededError' ? 'full' : 'blocked'
    }
  }
}

/** Lasts as long as the tab, through reloads. */
export const tabStore = new Store(() => sessionStorage)
/** Lasts, and is that of all tabs. */
export const deviceStore = new Store(() => localStorage)

/** Write text to the clipboard. @throws Error in plain words */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    throw new Error('The browser did not let the clipboard be written.')
  }
}

/** How browsers say that a script, or the style of a part, could not be loaded. */
const NOT_LOADED = /imported module|module script|preload CSS/i

/** Whether an error says that a part of the app could not be loaded, for want of a connection or by a fault of the host. */
export function isNotLoaded(error: unknown): boolean {
  return error instanceof Error && /^(Type)?Error$/.test(error.name) && NOT_LOADED.test(error.message)
}

/** What went wrong, in plain words. */
export function wordsOf(error: unknown): string {
  if (isNotLoaded(error))
    return 'A part of Filterbank could not be loaded. Try again, or reload the page: your work is kept.'
  return error instanceof Error ? error.message : String(error)
}
