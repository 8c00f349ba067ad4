import { pageLockName, type CheckAnswer, type OfflineMessage } from '../../../workers/service-worker/api.ts'
import { offered } from '../browser.ts'
import { ReloadGuard } from './reload-guard.ts'

/** What the page asks a person about itself. */
export type OfflineOffer =
  /** A newer version is fetched and waits. */
  | 'update'
  /** Another tab went over to the newer version; this one still runs the old. */
  | 'updatedElsewhere'
  /** A reload lets the workers share memory. */
  | 'isolate'

/** The page whose work a reload must not disturb. */
export interface ReloadablePage {
  /** Resolves when what was being opened is there. */
  settled(): Promise<void>
  /** Whether a reload now would take something from a person's hands. */
  isTouched(): boolean
  /** Put everything into safety. */
  flush(): Promise<void>
}

/** How long a page that comes into view again trusts its last look for a newer version, in ms. */
const LOOK_AGAIN = 10 * 60_000

/**
 * The service worker as the page sees it: whether everything is kept for use without a connection, a newer version that is
 * offered, and the one reload that isolates the page on hosts without headers.
 */
export class Offline {
  #ready = $state(false)
  #why = $state('')
  #offer = $state<OfflineOffer | null>(null)
  readonly #page: ReloadablePage
  #registration: ServiceWorkerRegistration | null = null
  #wantsUpdate = false
  #lookedAt = Date.now()

  constructor(page: ReloadablePage) {
    this.#page = page
  }

  /** Whether the app works without a connection from now on. */
  get ready(): boolean {
    return this.#ready
  }

  /** Why it does not work without a connection, '' while that is not known or when it does. */
  get why(): string {
    return this.#why
  }

  /** What is offered to the person, or null. */
  get offer(): OfflineOffer | null {
    return this.#offer
  }

  dismissOffer(): void {
    this.#offer = null
  }

  /** Register the service worker, in the build only. @param base folder of the app, such as `/x/` */
  async start(base: string): Promise<void> {
    const workers = offered(() => navigator.serviceWorker)
    if (workers === null) {
      this.#why = isSecureContext
        ? 'this browser has no service workers'
        : 'that needs a secure address: https, or localhost'
      return
    }
    this.#registration = await this.#register(workers, `${base}service-worker.js`)
    if (this.#registration === null) return
    this.#holdVersion()
    this.#follow(workers, this.#registration)
    await workers.ready
    await this.#check()
    await this.#isolate()
  }

  /** Go over to the newer version, or to shared memory, now: everything is saved and the page reloads. */
  async accept(): Promise<void> {
    const waiting = this.#registration?.waiting
    await this.#page.flush()
    if (this.#offer === 'update' && waiting) {
      this.#wantsUpdate = true
      waiting.postMessage('takeOver' satisfies OfflineMessage) // controllerchange reloads
    } else location.reload()
  }

  /** Null where service workers are blocked: by the browser's settings, or by an extension that answers with nothing. */
  async #register(workers: ServiceWorkerContainer, url: string): Promise<ServiceWorkerRegistration | null> {
    try {
      const options = { updateViaCache: 'none' } as const
      const registration: unknown = await workers.register(url, options)
      if (registration instanceof ServiceWorkerRegistration) return registration
      this.#why = 'service workers are blocked in this browser'
    } catch (error) {
      this.#why = `service workers are blocked (${error instanceof Error ? error.message : String(error)})`
    }
    return null
  }

  /** The service worker keeps the files of this version while this page runs; all of them where there are no Web Locks. */
  #holdVersion(): void {
    const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src
    if (script === undefined) return
    offered(() => navigator.locks)
      ?.request(pageLockName(script), { mode: 'shared' }, () => new Promise(() => undefined))
      .catch(() => undefined) // denied together with storage
  }

  #follow(serviceWorker: ServiceWorkerContainer, registration: ServiceWorkerRegistration): void {
    const offer = () => {
      const { controller } = serviceWorker
      // The first version of all may be at work before the page hears that it was installed.
      if (registration.waiting !== null && controller !== null && controller !== registration.waiting)
        this.#offer = 'update'
    }
    const watch = () => {
      const worker = registration.installing
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed') offer()
        if (worker.state === 'redundant' && registration.active === null)
          this.#why = 'not all files could be fetched and kept; the next visit tries again'
      })
    }
    offer()
    watch()
    registration.addEventListener('updatefound', watch)
    let controlled = serviceWorker.controller !== null
    serviceWorker.addEventListener('controllerchange', () => {
      if (this.#wantsUpdate) location.reload()
      else if (controlled) this.#offer = 'updatedElsewhere'
      controlled = true
    })
    document.addEventListener('visibilitychange', () => {
      if (document.hidden || Date.now() - this.#lookedAt < LOOK_AGAIN) return
      this.#lookedAt = Date.now()
      registration.update().catch(() => undefined) // no connection: there is nothing newer to be had
    })
  }

  /** Ask the service worker whether it keeps everything; it fetches what the browser has thrown away. */
  async #check(): Promise<void> {
    const { active } = this.#registration ?? {}
    if (!active) return
    const channel = new MessageChannel()
    const answer = new Promise<CheckAnswer>((resolve) => {
      channel.port1.onmessage = ({ data }: MessageEvent<CheckAnswer>) => resolve(data)
    })
    active.postMessage('check' satisfies OfflineMessage, [channel.port2])
    this.#ready = (await answer).complete
    this.#why = this.#ready ? '' : 'some files are missing and there is no connection to fetch them'
    channel.port1.close()
  }

  /** One reload lets the service worker's headers isolate a page that the host sent without them. */
  async #isolate(): Promise<void> {
    if (crossOriginIsolated || window.top !== window) return
    const guard = new ReloadGuard('filterbank-isolated')
    if (!guard.isOpen()) return
    await this.#page.settled()
    if (this.#page.isTouched()) {
      this.#offer ??= 'isolate'
      return
    }
    if (!guard.pass()) return
    await this.#page.flush()
    location.reload()
  }
}
