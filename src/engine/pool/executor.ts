import type { Program } from '../../kernels/run/step.ts'
import type { NewModules } from '../../../workers/conv/api.ts'

/** What happened while a program is executed. */
export interface Watch {
  readonly signal: AbortSignal | undefined
  /** Called with the tiles completed so far, at most every 100 ms. */
  readonly onTiles: (completed: number) => void
}

/** What is noted of the tiles of a program, SPAN_FIELDS numbers each: see there. */
export type ProgramSpans = Float64Array<ArrayBuffer>

/** Computes programs on the engine's memory, one at a time. */
export interface Executor {
  readonly threads: number
  /**
   * @throws WorkerError when workers failed twice; the signal's reason when it fires. Nothing touches the memory afterwards.
   */
  execute(program: Program, modules: NewModules, watch: Watch): Promise<ProgramSpans>
  setThreads(threads: number): Promise<void>
  dispose(): void
}
