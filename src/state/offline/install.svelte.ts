/** Chromium's event that offers to install the app; not in TypeScript's libraries, as it is no standard. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ outcome: string }>
}

function isInstallPrompt(event: Event): event is InstallPromptEvent {
  return 'prompt' in event
}

/** Whether the app is installed, and the browser's offer to install it. */
export class Install {
  #offer = $state.raw<InstallPromptEvent | null>(null)
  #isInstalled = $state(false)

  /** Whether the browser offers to install the app now. */
  get isOffered(): boolean {
    return this.#offer !== null
  }

  /** Whether the app runs in a window of its own. */
  get isInstalled(): boolean {
    return this.#isInstalled
  }

  /** Wait for the offer. Returns a function that stops it. */
  watch(): () => void {
    const ended = new AbortController()
    const options = { signal: ended.signal }
    this.#isInstalled = matchMedia('(display-mode: standalone)').matches
    addEventListener(
      'beforeinstallprompt',
      (event) => {
        event.preventDefault() // no banner of the browser's own: the button is enough
        if (isInstallPrompt(event)) this.#offer = event
      },
      options,
    )
    addEventListener(
      'appinstalled',
      () => {
        this.#offer = null
        this.#isInstalled = true
      },
      options,
    )
    return () => ended.abort()
  }

  /** Have the browser ask the person. An offer can be used once. */
  async install(): Promise<void> {
    const offer = this.#offer
    this.#offer = null
    await offer?.prompt()
  }
}
