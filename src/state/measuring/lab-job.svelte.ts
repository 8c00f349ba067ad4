import { failureOf, isAbort, type RunFailure } from '../run/run-failure.ts'

/** Work of some length that a person starts and may call off; one at a time. */
export class LabJob {
  #abort = $state.raw<AbortController | null>(null)
  #failure = $state.raw<RunFailure | null>(null)

  /** Whether it is under way. */
  get running(): boolean {
    return this.#abort !== null
  }

  /** Why the last one failed; null when it did not, or was called off. */
  get failure(): RunFailure | null {
    return this.#failure
  }

  /** Do `work`, after calling off what is under way. Its failure is told by `failure`. */
  async start(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.cancel()
    const abort = new AbortController()
    this.#abort = abort
    this.#failure = null
    try {
      await work(abort.signal)
    } catch (error) {
      if (!isAbort(error) && this.#abort === abort) this.#failure = failureOf(error)
    } finally {
      if (this.#abort === abort) this.#abort = null
    }
  }

  /** Call off what is under way. */
  cancel(): void {
    this.#abort?.abort()
    this.#abort = null
  }
}

/** One object for each session, made when it is first asked for: what a part of the screen keeps while it is not shown. */
export function perSession<Session extends object, T>(
  make: (session: Session) => T,
): (session: Session) => T {
  const made = new WeakMap<Session, T>()
  return (session) => {
    const known = made.get(session)
    if (known !== undefined) return known
    const fresh = make(session)
    made.set(session, fresh)
    return fresh
  }
}
