import { MemoryError, WorkerError } from '../../core/errors.ts'
import type { KernelModule } from '../../kernels/wasm/kernel-module.ts'
import type { ModuleCache } from '../pool/module-cache.ts'
import type { CopiedJob, CopiedResult } from '../../../workers/conv/api.ts'
import type { PoolWorker, WorkerPool } from '../pool/worker-pool.ts'

/** A job to be written down when a worker is free, and what to do with its result. */
export interface QueuedJob {
  readonly build: () => {
    readonly job: CopiedJob
    readonly kernels: ReadonlyMap<string, KernelModule['assemble']>
  }
  readonly done: (result: CopiedResult, worker: number) => void
}

/**
 * Give jobs to the workers of a pool as they become free, one Comlink call each. A worker that fails or does not answer
 * is replaced and its job tried once more.
 * @param stallMs a job without an answer for this long is taken to hang
 * @throws WorkerError when a job failed twice; the signal's reason when it fires, leaving the jobs at work to their end
 */
export async function runJobs(
  jobs: readonly QueuedJob[],
  pool: WorkerPool,
  modules: ModuleCache,
  stallMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  let next = 0
  const work = async (position: number): Promise<void> => {
    for (;;) {
      signal?.throwIfAborted()
      const queued = jobs[next++]
      if (queued === undefined) return
      const { job, kernels } = queued.build()
      const compiled = await modules.compile(kernels)
      const call = async () => {
        const worker = pool.workers[position]
        if (worker === undefined) throw new WorkerError(`There is no worker ${position}.`)
        return {
          worker,
          result: await answer(worker, worker.api.compute(job, worker.missing(compiled)), stallMs, signal),
        }
      }
      let answered: Awaited<ReturnType<typeof call>>
      try {
        answered = await call()
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof WorkerError)) throw error // another worker would have no more memory
        const worker = pool.workers[position]
        if (worker !== undefined) await pool.replace(worker)
        answered = await call()
      }
      queued.done(answered.result, answered.worker.index)
    }
  }
  try {
    await Promise.all(pool.workers.map((_, position) => work(position)))
  } finally {
    next = jobs.length // after a failure nobody takes another job
  }
}

function answer(
  worker: PoolWorker,
  call: Promise<CopiedResult>,
  stallMs: number,
  signal: AbortSignal | undefined,
): Promise<CopiedResult> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      end()
      reject(new WorkerError(`Worker ${worker.index} did not answer for ${stallMs / 1000} s.`))
    }, stallMs)
    const onAbort = () => {
      end()
      reject(asError(signal?.reason))
    }
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    call.then(
      (result) => {
        end()
        resolve(result)
      },
      (error: unknown) => {
        end()
        const { name, message } = asError(error)
        // Comlink hands on an error's name and message, not its class
        if (name === 'MemoryError') reject(new MemoryError(message, 0, 0))
        else reject(new WorkerError(`Worker ${worker.index} failed: ${message}.`))
      },
    )
  })
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException('The run was cancelled.', 'AbortError')
}
