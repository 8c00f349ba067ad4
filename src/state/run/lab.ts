import { createEngine, type EngineOptions } from '../../engine/create-engine.ts'
import type { Engine } from '../../engine/engine.ts'
import { Turns } from '../../engine/pool/turns.ts'

/** A lab nobody uses for this long gives its workers and memory back, in ms. */
const IDLE_MS = 30_000
/** Workers for small work on the side; measuring asks for as many as it wants. */
const THREADS = 2
/** Beside the engine of the screen it takes no more than this, in MB. */
const MOST_MEMORY_MB = 2048

/**
 * A second engine for work beside the maps on screen: parts of a filter's sum, proofs, measuring. It is made when it is
 * first needed, used by one at a time, and ended when nobody needs it for a while.
 */
export class Lab {
  #engine: Promise<Engine> | null = null
  #idle: ReturnType<typeof setTimeout> | undefined
  readonly #turns = new Turns()
  readonly #create: (options: EngineOptions) => Promise<Engine>
  readonly #idleMs: number

  /** @param create makes the engine @param idleMs how long it is kept unused */
  constructor(create: (options: EngineOptions) => Promise<Engine> = createEngine, idleMs = IDLE_MS) {
    this.#create = create
    this.#idleMs = idleMs
  }

  /** Whether someone has the engine, or waits for it. */
  get isBusy(): boolean {
    return this.#turns.isBusy
  }

  /**
   * Have the engine for oneself while `work` is under way. Its last run may be anyone's, so leases and paintings are taken
   * within.
   * @throws AbortError when the signal fires before it is one's turn; WorkerError, RangeError when no engine is to be had;
   *   what `work` throws
   */
  use<T>(work: (engine: Engine) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#turns.take(async () => {
      signal?.throwIfAborted()
      clearTimeout(this.#idle)
      try {
        this.#engine ??= this.#create({ threads: THREADS, mostMemoryMB: MOST_MEMORY_MB })
        return await work(await this.#engine)
      } catch (error) {
        if (!(error instanceof DOMException)) this.dispose() // whatever failed, the next one starts afresh
        throw error
      } finally {
        clearTimeout(this.#idle)
        if (this.#engine !== null) this.#idle = setTimeout(() => this.dispose(), this.#idleMs)
      }
    })
  }

  /** Run `work` with so many workers, then go back to as many as there were. See `use`. */
  useWith<T>(threads: number, work: (engine: Engine) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.use(async (engine) => {
      const before = engine.threads
      if (before === threads || engine.mode === 'inline') return await work(engine)
      await engine.setThreads(threads)
      try {
        return await work(engine)
      } finally {
        await engine.setThreads(before)
      }
    }, signal)
  }

  /** End the engine, if there is one. The next use makes another. */
  dispose(): void {
    clearTimeout(this.#idle)
    const engine = this.#engine
    this.#engine = null
    engine?.then(
      (made) => made.dispose(),
      () => undefined, // told to whoever waited for it
    )
  }
}
