import * as Comlink from 'comlink'
import type { ConvWorkerApi, CopiedJob, CopiedResult, NewModules } from './api.ts'
import {
  executeProgram,
  linger,
  programsAnnounced,
  runSteps,
  workspaceOf,
} from '../../src/kernels/program/execute.ts'
import { MemoryError } from '../../src/core/errors.ts'
import type { KernelSet } from '../../src/kernels/wasm/sets.ts'
import { TileRunner } from '../../src/kernels/run/tile-runner.ts'

/** Bytes of a WebAssembly page. */
const PAGE = 65_536
/** A worker that computes on copies may grow to 4 GiB. */
const MOST_PAGES = 65_536

interface Machine {
  readonly memory: WebAssembly.Memory
  readonly runner: TileRunner
}

let machine: Machine | null = null
let afterAnswer: (() => void) | null = null

function ready(modules: NewModules): Machine {
  if (machine === null) throw new Error('the worker was not started')
  for (const [key, module] of modules) machine.runner.addModule(key, module)
  return machine
}

const api: ConvWorkerApi = {
  start(set: KernelSet, shared: WebAssembly.Memory | null) {
    if (shared !== null && typeof SharedArrayBuffer === 'undefined')
      throw new Error('SharedArrayBuffer is missing in workers')
    const memory = shared ?? new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES })
    machine = { memory, runner: new TileRunner(memory, set) }
  },

  execute(program, modules, index) {
    const { memory, runner } = ready(modules)
    const announced = programsAnnounced(memory)
    afterAnswer = () => {
      linger(memory, announced)
    }
    const workspace = workspaceOf(program, index)
    return executeProgram(program, memory, index, (step, tile) => {
      runner.run(step, tile, workspace)
    })
  },

  compute(job: CopiedJob, modules: NewModules): CopiedResult {
    const { memory, runner } = ready(modules)
    const start = performance.timeOrigin + performance.now()
    growTo(memory, job.memory)
    for (const { at, data } of job.uploads) {
      new Uint8Array(memory.buffer, at, data.byteLength).set(
        new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      )
    }
    runSteps(job.steps, (step, tile) => {
      runner.run(step, tile, job.workspace)
    })
    const data = job.downloads.map(({ at, bytes }) => memory.buffer.slice(at, at + bytes))
    return Comlink.transfer({ data, start, end: performance.timeOrigin + performance.now() }, data)
  },
}

/** @throws MemoryError where the browser gives no more */
function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const available = memory.buffer.byteLength
  const missing = Math.ceil((bytes - available) / PAGE)
  if (missing <= 0) return
  try {
    memory.grow(missing)
  } catch {
    const megabytes = (n: number) => Math.ceil(n / 2 ** 20)
    throw new MemoryError(
      `A worker needs ${megabytes(bytes)} MB and the browser gives it ${megabytes(available)} MB. Choose a lower resolution or fewer filters.`,
      bytes,
      available,
    )
  }
}

// Memory that cannot be received arrives as this, which nobody would hear of: an error is.
self.addEventListener('messageerror', () => {
  throw new Error('a message could not be received')
})

/** The main thread, to which answers go; the worker may sleep as soon as one has left. */
const answers: Comlink.Endpoint = {
  addEventListener: self.addEventListener.bind(self),
  removeEventListener: self.removeEventListener.bind(self),
  postMessage(message: unknown, transfer: Transferable[] = []) {
    self.postMessage(message, { transfer })
    afterAnswer?.()
    afterAnswer = null
  },
}

Comlink.expose(api, answers)
