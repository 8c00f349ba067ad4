/** A second reload within this time would be a loop, in ms. */
const PAUSE = 20_000

/** Lets one reload of its own accord through, and no second one soon after: a time stamp in the tab's own storage. */
export class ReloadGuard {
  constructor(private readonly key: string) {}

  /** Whether a reload is not too soon. */
  isOpen(): boolean {
    const last = Number(this.#storage()?.getItem(this.key) ?? 0)
    return Math.abs(Date.now() - last) > PAUSE
  }

  /** Note a reload; false when it cannot be noted, and so must not be made. */
  pass(): boolean {
    const storage = this.#storage()
    storage?.setItem(this.key, String(Date.now()))
    return storage !== null
  }

  /** Null where the browser denies storage. */
  #storage(): Storage | null {
    try {
      return sessionStorage
    } catch {
      return null
    }
  }
}
