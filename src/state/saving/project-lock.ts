import { offered } from '../browser.ts'

/** A project that only this tab may save, until it is released or another tab takes over. */
export interface ProjectLock {
  release(): void
}

/** How long another tab may take to save and let go before it is taken from it, in ms. */
const YIELD_TIME = 2000
/** How long a page that is being reloaded may take to let go, in ms. */
const RELOAD_TIME = 600

const channel = offered(() => new BroadcastChannel('filterbank-projects'))
const locks = offered(() => navigator.locks)

/** What tabs tell each other. */
type Message =
  | { readonly type: 'yield'; readonly id: string }
  /** The list of projects has changed. */
  | { readonly type: 'changed' }

function lockName(id: string): string {
  return `project ${id}`
}

/**
 * Hold a project. Without Web Locks (an old browser, an address that is not secure) every tab holds what it asks for.
 * @param how `wait`: as long as a reload may take; `takeOver`: ask the other tab to let go, else take it
 * @param lost called when another tab took it @returns null when another tab holds it
 */
export async function holdProject(
  id: string,
  how: 'wait' | 'takeOver',
  lost: () => void,
): Promise<ProjectLock | null> {
  if (locks === null) return { release: () => undefined }
  if (how === 'wait') {
    const waited = await request(id, { signal: AbortSignal.timeout(RELOAD_TIME) }, lost)
    // A busy machine may not have answered in time: only what another tab holds is elsewhere.
    return waited ?? (await request(id, { ifAvailable: true }, lost))
  }
  tell({ type: 'yield', id })
  const lock = await request(id, { signal: AbortSignal.timeout(YIELD_TIME) }, lost)
  return lock ?? (await request(id, { steal: true }, lost))
}

/** Whether some tab, this one included, holds a project. */
export async function isHeld(id: string): Promise<boolean> {
  const { held = [] } = (await locks?.query()) ?? {}
  return held.some(({ name }) => name === lockName(id))
}

/** Tell the other tabs something. */
export function tell(message: Message): void {
  channel?.postMessage(message)
}

/** Hear what other tabs tell. Returns a function that stops it. */
export function hear(listener: (message: Message) => void): () => void {
  const heard = ({ data }: MessageEvent<Message>) => listener(data)
  channel?.addEventListener('message', heard)
  return () => channel?.removeEventListener('message', heard)
}

function request(id: string, options: LockOptions, lost: () => void): Promise<ProjectLock | null> {
  return new Promise((resolve, reject) => {
    let isHolding = false
    locks
      ?.request(lockName(id), options, (lock) => {
        if (lock === null) {
          resolve(null)
          return
        }
        isHolding = true
        return new Promise<void>((release) => resolve({ release }))
      })
      .catch((error: unknown) => {
        const name = error instanceof Error ? error.name : ''
        if (isHolding && name === 'AbortError') lost()
        else if (name === 'SecurityError')
          resolve({ release: () => undefined }) // denied together with storage: saving tells of it
        else if (['AbortError', 'TimeoutError'].includes(name)) resolve(null)
        else reject(error instanceof Error ? error : new Error(String(error)))
      })
  })
}
