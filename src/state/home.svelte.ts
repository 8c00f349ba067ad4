import { createContext } from 'svelte'
import { isNotLoaded } from './browser.ts'
import { exportsFolder } from './export/exports-folder.ts'
import { followLaunches } from './offline/launches.ts'
import { Install } from './offline/install.svelte.ts'
import type { Offline } from './offline/offline.svelte.ts'
import { Projects } from './saving/projects.svelte.ts'
import type { Session } from './session/session.svelte.ts'

/** The app on this device: its projects, its use without a connection, its place in the system. */
export class Home {
  readonly projects: Projects
  readonly install = new Install()
  #offline = $state.raw<Offline | null>(null)
  readonly #session: Session
  /** What was opened from outside, one after the other. */
  #arriving: Promise<void> = Promise.resolve()
  /** What the page showed before a person did anything: a reload brings it back as it is. */
  #shown

  /** Construct it where effects may be made. */
  constructor(session: Session) {
    this.#session = session
    this.#shown = session.document
    session.isStarting = true
    this.projects = new Projects(session)
    session.openProject = async (file) => {
      const { openProjectFile } = await import('./offline/arrivals.ts')
      return await openProjectFile(session, this.projects, file)
    }
  }

  /** The service worker as the page sees it; null until it is looked after. */
  get offline(): Offline | null {
    return this.#offline
  }

  /** Whether there is something to say that waits for an answer. */
  get hasNews(): boolean {
    const { problem, keeper, linkOffer } = this.projects
    return (
      problem !== null ||
      linkOffer !== null ||
      keeper?.isElsewhere === true ||
      (this.#offline?.offer ?? null) !== null
    )
  }

  /** Bring back what was open, open what the address asks for, get ready for use without a connection. Returns what stops it. */
  start(base: string): () => void {
    const stops = [this.projects.watchPage(), this.install.watch()]
    const onhashchange = () => this.#openAddress(new URL(location.href))
    addEventListener('hashchange', onhashchange)
    addEventListener('unhandledrejection', this.#onUnloaded)
    const blank = this.#session.document
    this.#arrive(() => this.projects.restore())
    this.#openAddress(new URL(location.href))
    this.#arrive(async () => {
      if (this.#session.document === blank) await this.#session.welcome()
    })
    void this.#arriving.then(() => (this.#session.isStarting = false))
    followLaunches({
      files: (files) =>
        this.#arrive(async () => {
          const { openFromSystem } = await import('./offline/arrivals.ts')
          await openFromSystem(this.#session, this.projects, files)
        }),
      address: (url) => this.#openAddress(url),
    })
    if (import.meta.env.PROD) void this.#startOffline(base)
    void this.#cleanUp()
    return () => {
      removeEventListener('hashchange', onhashchange)
      removeEventListener('unhandledrejection', this.#onUnloaded)
      for (const stop of stops) stop()
    }
  }

  /** Copy a link to what the session shows, without the photo. */
  async copyLink(): Promise<void> {
    const { copyLink } = await import('./offline/copy-link.ts')
    await copyLink(this.#session, this.projects.keeper?.current?.name)
  }

  /** Parts that are loaded when they are asked for may not come, wherever they are asked for. */
  readonly #onUnloaded = (event: PromiseRejectionEvent) => {
    if (!isNotLoaded(event.reason)) return
    event.preventDefault()
    this.#session.tell(event.reason)
  }

  async #startOffline(base: string): Promise<void> {
    // it fetches every file: the first maps come before that, but for hosts where it has to isolate the page first
    if (crossOriginIsolated) await this.#hasMaps()
    const { Offline } = await import('./offline/offline.svelte.ts')
    this.#offline = new Offline({
      settled: async () => {
        await this.#arriving
        await this.#session.pictures.settled()
      },
      isTouched: () => this.#session.document !== this.#shown,
      flush: () => this.projects.flush(),
    })
    await this.#offline.start(base)
  }

  /** Exports that a crash left unfinished are removed once the first maps are there; most visits find none. */
  async #cleanUp(): Promise<void> {
    await this.#hasMaps()
    if ((await exportsFolder()) === null) return
    const { removeLeftovers } = await import('./export/export-leftovers.ts')
    await removeLeftovers()
  }

  /** Resolves when what the visit begins with is shown, or cannot be. */
  async #hasMaps(): Promise<void> {
    await this.#arriving
    await this.#session.settled().catch(() => undefined) // the maps say why
  }

  #openAddress(address: URL): void {
    if (address.hash === '' && address.search === '') return
    this.#arrive(async () => {
      const { openAddress } = await import('./offline/arrivals.ts')
      await openAddress(this.#session, this.projects, address)
    })
  }

  /** One after the other; what arrives untouched counts as shown. */
  #arrive(open: () => Promise<void>): void {
    this.#arriving = this.#arriving
      .then(async () => {
        const isTouched = this.#session.document !== this.#shown
        await open()
        if (!isTouched) this.#shown = this.#session.document
      })
      .catch((error: unknown) => this.#session.tell(error))
  }
}

/** What the app is on this device, for every component: `setHome(home)` in the root, `getHome()` below. */
export const [getHome, setHome] = createContext<Home>()
