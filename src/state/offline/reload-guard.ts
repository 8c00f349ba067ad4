import { tabStore } from '../browser.ts'

/** A second reload within this time would be a loop, in ms. */
const PAUSE = 20_000

/** Lets one reload of its own accord through, and no second one soon after: a time stamp in the tab's own storage. */
export class ReloadGuard {
  constructor(private readonly key: string) {}

  /** Whether a reload is not too soon. */
  isOpen(): boolean {
    const last = Number(tabStore.getItem(this.key) ?? 0)
    return Math.abs(Date.now() - last) > PAUSE
  }

  /** Note a reload; false when it cannot be noted, and so must not be made. */
  pass(): boolean {
    return tabStore.setItem(this.key, String(Date.now())) === 'kept'
  }
}
