import { bandsOf, pipelineWindows, wrapsAround, type Band } from '../core/bands.ts'
import { MemoryError } from '../core/errors.ts'
import type { Pipeline } from '../core/layers.ts'
import { pipelineShapes } from '../core/pipeline.ts'
import type { Shape4, Tensor } from '../core/tensor.ts'
import type { Engine } from './engine.ts'
import { planPipeline } from './layer-plan.ts'

/** Rows of a photo at its full size, as a tensor (1, 3, to - from, W). */
export type RowReader = (from: number, to: number) => Promise<Tensor>

/** Some finished rows of all maps. */
export interface FinishedRows {
  readonly from: number
  readonly to: number
  /** For each map its rows [from, to), perhaps in shared memory: to be read before the next band. */
  readonly maps: readonly Float32Array[]
}

/** Rows of output that a band has at most: progress is told band by band. */
const MOST_ROWS = 512

/**
 * The bands in which a photo of shape (1, 3, H, W) goes through a pipeline within a memory budget.
 * @param budget bytes that the maps of one band may take
 * @throws MemoryError when not even one row fits; ShapeError
 */
export function planBands(engine: Engine, input: Shape4, layers: Pipeline, budget: number): Band[] {
  const windows = pipelineWindows(input, layers)
  const height = pipelineShapes(input, layers).at(-1)?.[2] ?? input[2]
  for (let rows = Math.min(height, MOST_ROWS); ; rows = Math.floor(rows / 2)) {
    const bands = bandsOf(windows, height, Math.max(1, rows))
    const tallest = Math.max(...bands.map(({ input: [from, to] }) => to - from))
    const bytes = bandBytes(engine, [1, input[1], tallest, input[3]], layers)
    if (bytes <= budget) return bands
    if (rows > 1 && !wrapsAround(windows)) continue
    const megabytes = (n: number) => `${Math.ceil(n / 1e6)} MB`
    const why = wrapsAround(windows)
      ? 'Circular padding needs the whole photo at once: this'
      : 'One row of this'
    throw new MemoryError(
      `${why} takes ${megabytes(bytes)} and ${megabytes(budget)} may be used. Choose fewer filters or another padding.`,
      bytes,
      budget,
    )
  }
}

function bandBytes(engine: Engine, input: Shape4, layers: Pipeline): number {
  let bytes = 4 * input[1] * input[2] * input[3]
  for (const { output, map, window, input: from } of planPipeline(input, layers, engine.set, false)) {
    bytes += output[1] * map.bytes
    if (window?.haloed === true) bytes += from[1] * window.geometry.floats * 4
  }
  return bytes
}

/**
 * Run a pipeline on a photo band by band and hand out the rows of the last layer's maps, from the top.
 * @param take is given each band's rows; they are valid until it resolves
 * @param onProgress 0..1, after each band
 * @throws MemoryError, WorkerError; AbortError when the signal fires; what `read` and `take` throw
 */
export async function runInBands(
  engine: Engine,
  layers: Pipeline,
  bands: readonly Band[],
  read: RowReader,
  take: (rows: FinishedRows) => Promise<void>,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {},
): Promise<void> {
  const { signal, onProgress } = options
  for (const [i, { input, output, skip }] of bands.entries()) {
    signal?.throwIfAborted()
    const tensor = await read(...input)
    await engine.run(tensor, layers, signal ? { signal } : {})
    const lease = engine.lease(layers.length - 1)
    try {
      const [n, c, , width] = lease.shape
      const rows = output[1] - output[0]
      const maps = Array.from({ length: n * c }, (_, map) =>
        lease.view(map).subarray(skip * width, (skip + rows) * width),
      )
      await take({ from: output[0], to: output[1], maps })
    } finally {
      lease.release()
    }
    onProgress?.((i + 1) / bands.length)
  }
}
