import type { Step, Program } from '../../src/kernels/run/step.ts'
import type { Ptr } from '../../src/kernels/program/pointer.ts'
import type { ProgramOutcome } from '../../src/kernels/program/execute.ts'
import type { KernelSet } from '../../src/kernels/wasm/sets.ts'

/** Compiled kernels by key, those that the receiver does not have yet. */
export type NewModules = readonly (readonly [key: string, module: WebAssembly.Module])[]

/** Numbers to put into a worker's own memory before it computes. */
export interface Upload {
  readonly at: Ptr
  readonly data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>
}

/** A stretch of a worker's own memory to send back. */
export interface Download {
  readonly at: Ptr
  readonly bytes: number
}

/** Work on copies: everything a worker needs for one band of one layer, or for pictures. */
export interface CopiedJob {
  /** Bytes of memory the job needs. */
  readonly memory: number
  readonly uploads: readonly Upload[]
  readonly steps: readonly Step[]
  /** Where the steps' workspace begins. */
  readonly workspace: Ptr
  readonly downloads: readonly Download[]
}

/** What a copied job brings back: the downloads in order, and the milliseconds it took. */
export interface CopiedResult {
  readonly data: readonly ArrayBuffer[]
  readonly start: number
  readonly end: number
}

/** The interface of workers/conv/worker.ts, called through Comlink. */
export interface ConvWorkerApi {
  /** Get ready; `memory` is shared with the engine, or null to work on copies in memory of its own. */
  start(set: KernelSet, memory: WebAssembly.Memory | null): void
  /** Take part, as participant `index`, in a program on the shared memory. */
  execute(program: Program, modules: NewModules, index: number): ProgramOutcome
  /** Compute a job in the worker's own memory. */
  compute(job: CopiedJob, modules: NewModules): CopiedResult
}
