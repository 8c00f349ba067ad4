import * as Comlink from 'comlink'
import { WorkerError } from '../../core/errors.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import type { ConvWorkerApi, NewModules } from '../../../workers/conv/api.ts'
import { endWorker } from './end-worker.ts'

/** A worker of the pool and what it has. */
export class PoolWorker {
  readonly api: Comlink.Remote<ConvWorkerApi>
  /** Keys of the kernels it was sent. */
  readonly #sent = new Set<string>()
  #isEnded = false

  constructor(
    readonly index: number,
    readonly worker: Worker,
  ) {
    this.api = Comlink.wrap<ConvWorkerApi>(worker)
  }

  /** End it for good; nothing more may be asked of it. */
  end(): void {
    if (!this.#isEnded) endWorker(this.worker, this.api)
    this.#isEnded = true
  }

  /** Those of the modules that this worker does not have; it is taken as sent. */
  missing(modules: NewModules): NewModules {
    if (this.#sent.size + modules.length > MOST_SENT) this.#sent.clear()
    const missing = modules.filter(([key]) => !this.#sent.has(key))
    for (const [key] of missing) this.#sent.add(key)
    return missing
  }
}

/** Workers keep the last 256 kernels that they were sent; those remembered as sent are always among them. */
const MOST_SENT = 128

/** How workers of a pool are made. */
export interface PoolOptions {
  readonly set: KernelSet
  /** Shared with all workers; null where they work on copies. */
  readonly memory: WebAssembly.Memory | null
  readonly createWorker: () => Worker
}

/** A worker does not start at all when none of those that start has answered its first call for so long. */
const START_MS = 20_000

/** Workers that compute. A worker that died or hangs is replaced; indices stay. */
export class WorkerPool {
  #workers: PoolWorker[] = []
  readonly #options: PoolOptions
  /** Gives those that are starting more time: one after the other, many of them take long on a slow machine. */
  readonly #starting = new Set<() => void>()

  constructor(options: PoolOptions) {
    this.#options = options
  }

  get workers(): readonly PoolWorker[] {
    return this.#workers
  }

  /** Have this many workers, all of them started. @throws WorkerError when one does not start */
  async resize(count: number): Promise<void> {
    for (const extra of this.#workers.splice(count)) extra.end()
    const first = this.#workers.length
    const added = Array.from({ length: count - first }, (_, i) => this.#start(first + i))
    try {
      this.#workers.push(...(await Promise.all(added)))
    } catch (error) {
      // those that failed have ended themselves
      for (const start of added) start.then((worker) => worker.end()).catch(() => undefined)
      throw error
    }
  }

  /** Terminate a worker and start another in its place. @throws WorkerError when that one does not start */
  async replace(worker: PoolWorker): Promise<void> {
    worker.end()
    const position = this.#workers.indexOf(worker)
    if (position === -1) return
    this.#workers[position] = await this.#start(worker.index)
  }

  dispose(): void {
    for (const worker of this.#workers) worker.end()
    this.#workers = []
  }

  #start(index: number): Promise<PoolWorker> {
    return new Promise((resolve, reject) => {
      let worker: PoolWorker
      let isStarted = false
      let timer: ReturnType<typeof setTimeout> | undefined
      const wait = () => {
        clearTimeout(timer)
        timer = setTimeout(() => fail(`did not start within ${START_MS / 1000} s`), START_MS)
      }
      const settle = () => {
        clearTimeout(timer)
        this.#starting.delete(wait)
      }
      try {
        worker = new PoolWorker(index, this.#options.createWorker())
      } catch (error) {
        reject(new WorkerError(`A worker could not start: ${messageOf(error)}.`))
        return
      }
      const fail = (reason: string) => {
        settle()
        // one that is at work is replaced by whoever misses its answer
        if (isStarted) worker.worker.terminate()
        else worker.end()
        reject(new WorkerError(`A worker ${reason}.`))
      }
      this.#starting.add(wait)
      wait()
      worker.worker.addEventListener('error', (event) => {
        fail(`could not start: ${event.message || 'its script failed to load'}`)
      })
      worker.api.start(this.#options.set, this.#options.memory).then(
        () => {
          settle()
          isStarted = true
          for (const each of this.#starting) each()
          resolve(worker)
        },
        (error: unknown) => {
          fail(`could not start: ${messageOf(error)}`)
        },
      )
    })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
