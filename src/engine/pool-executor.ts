import { WorkerError } from '../core/errors.ts'
import {
  abortProgram,
  controlWords,
  PROGRESS_WORD,
  type Program,
  type ProgramReport,
  ringBell,
} from '../kernels/execute.ts'
import type { Executor, Watch, WorkerSpans } from './executor.ts'
import type { NewModules } from './protocol.ts'
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

  async execute(program: Program, modules: NewModules, watch: Watch): Promise<readonly WorkerSpans[]> {
    const first = await this.#attempt(program, modules, watch)
    if (first.outcome === 'done') return first.spans
    if (first.outcome === 'cancelled') throw cancelled(watch.signal)
    const second = await this.#attempt(program, modules, watch)
    if (second.outcome === 'done') return second.spans
    if (second.outcome === 'cancelled') throw cancelled(watch.signal)
    throw new WorkerError(`${second.outcome.failure} Trying once more did not help.`)
  }

  setThreads(threads: number): Promise<void> {
    return this.#pool.resize(threads)
  }

  dispose(): void {
    this.#pool.dispose()
  }

  async #attempt(
    program: Program,
    modules: NewModules,
    watch: Watch,
  ): Promise<{ outcome: Outcome; spans: WorkerSpans[] }> {
    const control = controlWords(this.#memory, program)
    control.fill(0)
    // Workers to replace: those that fail, and those that have not answered in the end.
    const silent = new Set(this.#pool.workers)
    const spans: WorkerSpans[] = []
    const wake = ringBell(this.#memory)
    const calls = [...silent].map(async (worker): Promise<Outcome | null> => {
      const report = await this.#call(worker, program, modules)
      if ('failure' in report) return report
      silent.delete(worker)
      spans.push({ worker: worker.index, spans: report.spans })
      return report.outcome === 'done' ? 'done' : null
    })
    wake()
    const outcome = await this.#firstOutcome(calls, control, watch)
    if (outcome !== 'done') abortProgram(control)
    await Promise.race([Promise.all(calls), after(GRACE_MS)])
    await Promise.all([...silent].map((worker) => this.#pool.replace(worker)))
    return { outcome, spans: spans.sort((a, b) => a.worker - b.worker) }
  }

  async #call(
    worker: PoolWorker,
    program: Program,
    modules: NewModules,
  ): Promise<ProgramReport | { readonly failure: string }> {
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
