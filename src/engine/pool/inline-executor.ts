import type { Program } from '../../kernels/run/step.ts'
import { tileCount } from '../../kernels/program/tiles.ts'
import { SPAN_FIELDS } from '../../kernels/program/execute.ts'
import type { TileRunner } from '../../kernels/run/tile-runner.ts'
import type { Executor, Watch, ProgramSpans } from './executor.ts'
import type { NewModules } from '../../../workers/conv/api.ts'

/** Longest stretch of work between looks at the signal. */
const SLICE_MS = 50

/** Computes programs on the calling thread: for Node and tests, and as the simplest form of what workers do. */
export class InlineExecutor implements Executor {
  readonly threads = 1

  constructor(readonly runner: TileRunner) {}

  async execute(program: Program, modules: NewModules, { signal, onTiles }: Watch): Promise<ProgramSpans> {
    for (const [key, module] of modules) this.runner.addModule(key, module)
    const spans: number[] = []
    let sliceEnd = performance.now() + SLICE_MS
    for (const step of program.steps) {
      for (let tile = 0, count = tileCount(step); tile < count; tile++) {
        signal?.throwIfAborted()
        const start = performance.now()
        this.runner.run(step, tile, program.workspace.at)
        const end = performance.now()
        spans.push(0, performance.timeOrigin + start, performance.timeOrigin + end)
        if (end > sliceEnd) {
          onTiles(spans.length / SPAN_FIELDS)
          await new Promise((resolve) => setTimeout(resolve))
          sliceEnd = performance.now() + SLICE_MS
        }
      }
    }
    return Float64Array.from(spans)
  }

  setThreads(): Promise<void> {
    return Promise.resolve()
  }

  dispose(): void {
    // Nothing runs.
  }
}
