import type { Program } from '../../kernels/run/step.ts'
import { WorkerError } from '../../core/errors.ts'
import { canWait, controlWords, forgetProgram, hasLeft, spanTable } from '../../kernels/program/execute.ts'
import { emptyMailbox, ringBell, writeMail } from '../../kernels/program/mailbox.ts'
import { Attempt, type Outcome } from './attempt.ts'
import type { Executor, ProgramSpans, Watch } from './executor.ts'
import type { NewModules } from '../../../workers/conv/api.ts'
import { WorkerPool, type PoolOptions, type PoolWorker } from './worker-pool.ts'

/** Workers answer when they have waited a moment for the next program. */
const ANSWER_MS = 1000

/** A program that workers compute. */
interface Current {
  readonly program: Program
  readonly number: number
  readonly modules: NewModules
  readonly attempt: Attempt
  readonly failed: Set<PoolWorker>
}

/**
 * Computes programs with a pool of workers on shared memory. Workers that have just finished one find the next in memory; the others, and
 * all of them where it brings new modules or pictures, are sent it by a Comlink call.
 */
export class PoolExecutor implements Executor {
  readonly #pool: WorkerPool
  readonly #memory: WebAssembly.Memory
  readonly #stallMs: number
  #current: Current | null = null
  #muster: ReturnType<typeof setTimeout> | undefined

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
    clearTimeout(this.#muster)
    this.#pool.dispose()
  }

  async #attempt(program: Program, modules: NewModules, watch: Watch): Promise<Outcome> {
    const control = controlWords(this.#memory, program)
    control.fill(0)
    spanTable(this.#memory, program).fill(0)
    const attempt = new Attempt(control, watch, this.#stallMs)
    const failed = new Set<PoolWorker>()
    this.#send({ program, modules, attempt, failed })
    const outcome = await attempt.ended
    this.#current = null
    const lost = this.#pool.workers.filter(
      (worker) => failed.has(worker) || !hasLeft(control, program, worker.index),
    )
    forgetProgram(control)
    await Promise.all(lost.map((worker) => this.#pool.replace(worker)))
    // Twice: behind a long task of the main thread, the first time may be up before the answers are looked at.
    this.#muster = setTimeout(
      () => (this.#muster = setTimeout(() => this.#replaceSilent(), ANSWER_MS)),
      ANSWER_MS,
    )
    return outcome
  }

  /** Replace workers that left a program and do not answer although none came after it: they were ended meanwhile. */
  #replaceSilent(): void {
    for (const worker of this.#pool.workers) {
      if (worker.call === null) continue
      this.#pool.replace(worker).catch(() => {
        // The next program finds it silent again, and whoever asked for that is told.
      })
    }
  }

  #send(work: Omit<Current, 'number'>): void {
    const { workers } = this.#pool
    const { program, modules } = work
    clearTimeout(this.#muster)
    emptyMailbox(this.#memory)
    const isMailed = workers.every((worker) => worker.has(modules)) && writeMail(this.#memory, program)
    const { number, wake } = ringBell(this.#memory)
    const current = { ...work, number }
    this.#current = current
    for (const worker of workers) if (!isMailed || worker.call === null) void this.#call(worker, current)
    wake()
  }

  async #call(worker: PoolWorker, { program, number, modules }: Current): Promise<void> {
    const call = worker.api.execute(program, number, worker.missing(modules), worker.index, canWait())
    worker.call = call
    try {
      const last = await call
      if (worker.call !== call) return
      worker.call = null
      const current = this.#current
      if (current === null) return
      // It was about to go when the bell rang.
      if (last < current.number) void this.#call(worker, current)
      else current.attempt.look()
    } catch (error) {
      if (!this.#pool.workers.includes(worker)) return
      this.#current?.failed.add(worker)
      this.#current?.attempt.fail(
        `Worker ${worker.index} failed: ${error instanceof Error ? error.message : String(error)}.`,
      )
    }
  }
}

function cancelled(signal: AbortSignal | undefined): unknown {
  return signal?.reason ?? new DOMException('The run was cancelled.', 'AbortError')
}
