import type { Program } from '../../kernels/run/step.ts'
import { WorkerError } from '../../core/errors.ts'
import {
  abortProgram,
  controlWords,
  forgetProgram,
  PROGRESS_WORD,
  type ProgramOutcome,
  ringBell,
  spanTable,
  whenAllLeft,
} from '../../kernels/program/execute.ts'
import type { Executor, ProgramSpans, Watch } from './executor.ts'
import type { NewModules } from '../../../workers/conv/api.ts'
import { WorkerPool, type PoolOptions, type PoolWorker } from './worker-pool.ts'

/** How often the main thread looks at the tiles completed. */
const LOOK_MS = 100
/** Workers stop between tiles; one that has not after this long is taken for dead. */
const GRACE_MS = 1000

/** Why a program ended before it was done. */
type Outcome = 'done' | 'cancelled' | { readonly failure: string }

/**
 * Computes programs with a pool of workers on shared memory: one Comlink call for each worker and program. A watchdog
 * looks at the tiles completed, because a worker that is terminated or runs out of memory raises no event.
 */
export class PoolExecutor implements Executor {
  readonly #pool: WorkerPool
  readonly #memory: WebAssembly.Memory
  readonly #stallMs: number

  private constructor(pool: WorkerPool, memory: WebAssembly.Memory, stallMs: number) {
    this.#pool = pool
    this.#memory = memory
    this.#stallMs = stallMs
  }

  /** @param stallMs a program without a completed tile for this long is taken to hang */
  static async start(
    threads: number,
    options: PoolOptions & { readonly memory: WebAssembly.Memory },
    stallMs: number,
  ): Promise<PoolExecutor> {
    const pool = new WorkerPool(options)
    await pool.resize(threads)
    return new PoolExecutor(pool, options.memory, stallMs)
  }

  get threads(): number {
    return this.#pool.workers.length
  }

  async execute(program: Program, modules: NewModules, watch: Watch): Promise<ProgramSpans> {
    const first = await this.#attempt(program, modules, watch)
    const outcome =
      first === 'done' || first === 'cancelled' ? first : await this.#attempt(program, modules, watch)
    if (outcome === 'done') return new Float64Array(spanTable(this.#memory, program))
    if (outcome === 'cancelled') throw cancelled(watch.signal)
    throw new WorkerError(`${outcome.failure} Trying once more did not help.`)
  }

  setThreads(threads: number): Promise<void> {
    return this.#pool.resize(threads)
  }

  dispose(): void {
    this.#pool.dispose()
  }

  async #attempt(program: Program, modules: NewModules, watch: Watch): Promise<Outcome> {
    const control = controlWords(this.#memory, program)
    control.fill(0)
    spanTable(this.#memory, program).fill(0)
    // Workers to replace: those that fail, and those that have not answered in the end.
    const silent = new Set(this.#pool.workers)
    const wake = ringBell(this.#memory)
    const calls = [...silent].map(async (worker): Promise<Outcome | null> => {
      const ended = await this.#call(worker, program, modules)
      if (typeof ended !== 'string') return ended
      silent.delete(worker)
      return ended === 'done' ? 'done' : null
    })
    wake()
    const answered = Promise.all(calls)
    const state = { isAborted: false, isForgotten: false, haveLeft: false }
    const allLeft = whenAllLeft(control, () => state.isForgotten).then((): Outcome | null => {
      state.haveLeft = !state.isForgotten
      return state.isAborted ? null : 'done'
    })
    const outcome = await this.#firstOutcome([...calls, allLeft], control, watch)
    if (outcome !== 'done') {
      state.isAborted = true
      abortProgram(control)
    }
    if (!state.haveLeft) await Promise.race([allLeft, answered, after(GRACE_MS)])
    state.isForgotten = true
    forgetProgram(control)
    if (state.haveLeft) void this.#replaceSilent(silent, answered)
    else await Promise.all([...silent].map((worker) => this.#pool.replace(worker)))
    return outcome
  }

  /** Replace workers that left a program and still do not answer: they were ended meanwhile. */
  async #replaceSilent(silent: ReadonlySet<PoolWorker>, answered: Promise<unknown>): Promise<void> {
    // Twice: behind a long task of the main thread, the first time may be up before the answers are looked at.
    for (let times = 0; times < 2 && silent.size > 0; times++) await Promise.race([answered, after(GRACE_MS)])
    await Promise.all(
      [...silent].map((worker) =>
        this.#pool.replace(worker).catch(() => {
          // The next program finds it silent again, and whoever asked for that is told.
        }),
      ),
    )
  }

  async #call(
    worker: PoolWorker,
    program: Program,
    modules: NewModules,
  ): Promise<ProgramOutcome | { readonly failure: string }> {
    try {
      return await worker.api.execute(program, worker.missing(modules), worker.index)
    } catch (error) {
      return {
        failure: `Worker ${worker.index} failed: ${error instanceof Error ? error.message : String(error)}.`,
      }
    }
  }

  /** The first thing that decides a program: a worker saw it done, one failed, it was cancelled, or nothing moves. */
  #firstOutcome(
    calls: readonly Promise<Outcome | null>[],
    control: Int32Array,
    { signal, onTiles }: Watch,
  ): Promise<Outcome> {
    return new Promise((resolve) => {
      let completed = 0
      let movedAt = performance.now()
      const timer = setInterval(() => {
        const now = Atomics.load(control, PROGRESS_WORD)
        if (now !== completed) {
          completed = now
          movedAt = performance.now()
          onTiles(completed)
        } else if (performance.now() - movedAt > this.#stallMs) {
          end({ failure: `No worker made progress for ${this.#stallMs / 1000} s.` })
        }
      }, LOOK_MS)
      const onAbort = () => {
        end('cancelled')
      }
      const end = (outcome: Outcome) => {
        clearInterval(timer)
        signal?.removeEventListener('abort', onAbort)
        resolve(outcome)
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      if (signal?.aborted === true) end('cancelled')
      for (const call of calls) {
        void call.then((outcome) => {
          if (outcome !== null) end(outcome)
        })
      }
    })
  }
}

function cancelled(signal: AbortSignal | undefined): unknown {
  return signal?.reason ?? new DOMException('The run was cancelled.', 'AbortError')
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
