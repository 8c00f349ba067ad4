import { offered } from '../browser.ts'

/** A project that only this tab may save, until it is released or another tab takes over. */
export interface ProjectLock {
  release(): void
}

/** How long another tab may take to save and let go before it is taken from it, in ms. */
const YIELD_TIME = 2000
/**
 * How long a project is waited for that is held by a tab that does not answer: a page that is being reloaded lets go as soon as
 * the machine gets to it, one that the browser has frozen does not. In ms.
 */
const SILENCE_TIME = 5000
/** The same where tabs cannot speak to one another. */
const RELOAD_TIME = 600

const channel = offered(() => new BroadcastChannel('filterbank-projects'))
const lockManager = () => offered(() => navigator.locks)

/** What tabs tell each other. */
type Message =
  | { readonly type: 'yield'; readonly id: string }
  /** Who holds it answers `held`. */
  | { readonly type: 'who' | 'held'; readonly id: string }
  /** The list of projects has changed. */
  | { readonly type: 'changed' }

function lockName(id: string): string {
  return `project ${id}`
}

/**
 * Hold a project. Without Web Locks (an old browser, an address that is not secure) every tab holds what it asks for.
 * @param how `wait`: until it is free, or the tab that holds it says so; `takeOver`: ask the other tab to let go, else take it
 * @param lost called when another tab took it @returns null when another tab holds it
 */
export async function holdProject(
  id: string,
  how: 'wait' | 'takeOver',
  lost: () => void,
): Promise<ProjectLock | null> {
  if (lockManager() === null) return { release: () => undefined }
  if (how === 'wait') {
    const waited = await wait(id, lost)
    // A busy machine may not have answered in time: only what another tab holds is elsewhere.
    return waited ?? (await request(id, { ifAvailable: true }, lost))
  }
  tell({ type: 'yield', id })
  const lock = await request(id, { signal: AbortSignal.timeout(YIELD_TIME) }, lost)
  return lock ?? (await request(id, { steal: true }, lost))
}

/** Whether some tab, this one included, holds a project. */
export async function isHeld(id: string): Promise<boolean> {
  const { held = [] } = (await lockManager()?.query()) ?? {}
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

/**
 * Wait for a project until the tab that holds it says so. A request that is given up is let go of once it is granted: Chromium does
 * not hear that one is called off which has only just been made.
 */
async function wait(id: string, lost: () => void): Promise<ProjectLock | null> {
  const over = new AbortController()
  const giveUp = () => over.abort()
  const timer = setTimeout(giveUp, channel === null ? RELOAD_TIME : SILENCE_TIME)
  const stop = hear((message) => {
    if (message.type === 'held' && message.id === id) giveUp()
  })
  const gaveUp = new Promise<null>((resolve) => over.signal.addEventListener('abort', () => resolve(null)))
  tell({ type: 'who', id })
  const waited = await Promise.race([request(id, {}, lost, over.signal), gaveUp])
  stop()
  clearTimeout(timer)
  return waited
}

/** Tell whoever asks that this tab holds a project. Returns a function that stops it. */
function answerWho(id: string): () => void {
  return hear((message) => {
    if (message.type === 'who' && message.id === id) tell({ type: 'held', id })
  })
}

function request(
  id: string,
  options: LockOptions,
  lost: () => void,
  over?: AbortSignal,
): Promise<ProjectLock | null> {
  return new Promise((resolve, reject) => {
    let isHolding = false
    let stop: () => void = () => undefined
    lockManager()
      ?.request(lockName(id), options, (lock) => {
        if (lock === null || over?.aborted === true) {
          resolve(null)
          return
        }
        isHolding = true
        stop = answerWho(id)
        return new Promise<void>((release) => resolve({ release })).finally(stop)
      })
      .catch((error: unknown) => {
        const name = error instanceof Error ? error.name : ''
        stop()
        if (isHolding && name === 'AbortError') lost()
        // Denied together with storage: saving tells of it.
        else if (name === 'SecurityError') resolve({ release: () => undefined })
        else if (['AbortError', 'TimeoutError'].includes(name)) resolve(null)
        else reject(error instanceof Error ? error : new Error(String(error)))
      })
  })
}
