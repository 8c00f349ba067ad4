import {
  abortProgram,
  haveAllLeft,
  isDone,
  PROGRESS_WORD,
  whenAllLeft,
} from '../../kernels/program/execute.ts'
import type { Watch } from './executor.ts'

/** How often the main thread looks at the tiles completed. */
const LOOK_MS = 100
/** Workers stop between tiles; one that has not after this long is taken for dead. */
const GRACE_MS = 1000

/** Why a program ended. */
export type Outcome = 'done' | 'cancelled' | { readonly failure: string }

/**
 * Watches a program that is computed, by its words in shared memory, because a worker that is terminated or runs out of memory raises
 * no event: whether all tiles are completed, someone cancels, a worker fails, or nothing moves. Then those that take part have a moment
 * to leave.
 */
export class Attempt {
  /** When all have left, or were given the time. */
  readonly ended: Promise<Outcome>
  readonly #control: Int32Array
  readonly #watch: Watch
  readonly #stallMs: number
  readonly #timer: ReturnType<typeof setInterval>
  #end: (outcome: Outcome) => void = () => undefined
  #outcome: Outcome | null = null
  #leaveBy = Infinity
  #completed = 0
  #movedAt = performance.now()

  /** @param control of the program, all zero @param stallMs a program without a completed tile for this long is taken to hang */
  constructor(control: Int32Array, watch: Watch, stallMs: number) {
    this.#control = control
    this.#watch = watch
    this.#stallMs = stallMs
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.#timer = setInterval(() => this.#lookAtTiles(), LOOK_MS)
    watch.signal?.addEventListener('abort', this.#cancel, { once: true })
    if (watch.signal?.aborted === true) this.#cancel()
    void whenAllLeft(control).then(() => this.look())
  }

  /** A worker has failed. */
  fail(failure: string): void {
    this.#stop({ failure })
  }

  /** Look whether it has ended. */
  look(): void {
    if (this.#outcome === null && isDone(this.#control)) this.#decide('done')
    const outcome = this.#outcome
    if (outcome === null || !(haveAllLeft(this.#control) || performance.now() >= this.#leaveBy)) return
    clearInterval(this.#timer)
    this.#watch.signal?.removeEventListener('abort', this.#cancel)
    this.#end(outcome)
  }

  readonly #cancel = () => {
    this.#stop('cancelled')
  }

  #lookAtTiles(): void {
    this.look()
    const completed = Atomics.load(this.#control, PROGRESS_WORD)
    if (this.#outcome !== null) return
    if (completed !== this.#completed) {
      this.#completed = completed
      this.#movedAt = performance.now()
      this.#watch.onTiles(completed)
    } else if (performance.now() - this.#movedAt > this.#stallMs) {
      this.fail(`No worker made progress for ${this.#stallMs / 1000} s.`)
    }
  }

  #stop(outcome: Outcome): void {
    if (this.#outcome !== null) return
    this.#decide(outcome)
    abortProgram(this.#control)
    this.look()
  }

  #decide(outcome: Outcome): void {
    this.#outcome = outcome
    this.#leaveBy = performance.now() + GRACE_MS
  }
}
