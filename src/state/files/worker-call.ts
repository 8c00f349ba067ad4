/** What may end a call to a worker before its answer. */
export interface CallEnds {
  readonly signal: AbortSignal | null
  /** How long an answer may take, in ms. */
  readonly patience: number
  /** What to throw when it took longer. */
  readonly late: () => Error
  /** What to throw when the worker died. */
  readonly dead: () => Error
  /** End the worker, which will not answer any more. */
  readonly giveUp: () => void
}

/**
 * Ask a worker something. One that is dead or ended leaves Comlink's calls hanging, so the call races with all that can end it.
 * @param ask is given what to call when the worker dies, and a signal that says when to stop listening for that
 * @throws what the worker throws, by its name and message alone; what `ends` says; the signal's reason
 */
export async function callWorker<T>(
  ask: (died: () => void, over: AbortSignal) => Promise<T>,
  { signal, patience, late, dead, giveUp }: CallEnds,
): Promise<T> {
  signal?.throwIfAborted()
  const ended = new AbortController()
  try {
    return await new Promise<T>((resolve, reject) => {
      const end = (reason: unknown) => {
        giveUp()
        reject(reason instanceof Error ? reason : new Error(String(reason)))
      }
      const timer = setTimeout(() => end(late()), patience)
      ended.signal.addEventListener('abort', () => clearTimeout(timer))
      signal?.addEventListener('abort', () => end(signal.reason), { signal: ended.signal })
      ask(() => end(dead()), ended.signal).then(resolve, reject)
    })
  } finally {
    ended.abort()
  }
}
