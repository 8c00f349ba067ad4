import { bandsOf, needsWhole, pipelineWindows, type Band } from '../core/layers/bands.ts'
import { MemoryError } from '../core/errors.ts'
import type { Pipeline } from '../core/layers/layer.ts'
import { layersNeeded } from '../core/bank/needed-layers.ts'
import { pipelineShapes } from '../core/layers/pipeline.ts'
import type { Shape4, Tensor } from '../core/tensor.ts'
import type { Engine } from './engine.ts'
import { planPipeline } from './plan/layer-plan.ts'

/**
 * Rows of a photo at its full size, as a tensor (1, 3, to - from, W), 0 <= from < to <= its height.
 * @param reuses whether what was read so before is done with, so that its memory may be written over
 */
export type RowReader = (from: number, to: number, reuses: boolean) => Promise<Tensor>

/** Some finished rows of all maps. */
export interface FinishedRows {
  readonly from: number
  readonly to: number
  /** For each map its rows [from, to), perhaps in shared memory: to be read before the next band. */
  readonly maps: readonly Float32Array[]
}

/** Rows of output that a band has at most: progress is told band by band. */
const MOST_ROWS = 512

/** Bytes that may be used at a time. */
export interface Budget {
  /** By one of several bands. */
  readonly band: number
  /** By the photo in one piece, where nothing else will do. */
  readonly whole: number
}

/** One way through the photo: what it computes, and in which bands. */
export interface Pass {
  readonly layers: Pipeline
  readonly bands: readonly Band[]
  /** Positions in the list of wanted channels, each with the channel of this pass that is the map. */
  readonly maps: readonly { readonly wanted: number; readonly channel: number }[]
}

/**
 * How a photo of shape (1, 3, H, W) goes through a pipeline within a memory budget for some channels of its output: without
 * the filters that they do not need, and in several passes of fewer filters each where all at once do not fit.
 * @param together whether all channels are needed at the same time
 * @throws MemoryError when not even one row, or one map that needs the whole photo, fits; ShapeError
 */
export function planPasses(
  engine: Engine,
  input: Shape4,
  layers: Pipeline,
  channels: readonly number[],
  together: boolean,
  budget: Budget,
): Pass[] {
  const plan = (from: number, to: number): Pass[] => {
    const some = channels.slice(from, to)
    const needed = layersNeeded(layers, input[1], some)
    try {
      const bands = planBands(engine, input, needed.layers, budget)
      const maps = some.map((channel, i) => ({ wanted: from + i, channel: needed.channels.indexOf(channel) }))
      return [{ layers: needed.layers, bands, maps }]
    } catch (error) {
      if (!(error instanceof MemoryError) || together || some.length === 1) throw error
      const middle = Math.ceil((from + to) / 2)
      return [...plan(from, middle), ...plan(middle, to)]
    }
  }
  return plan(0, channels.length)
}

/**
 * The bands in which a photo of shape (1, 3, H, W) goes through a pipeline within a memory budget.
 * @throws MemoryError when not even one row fits; ShapeError
 */
export function planBands(engine: Engine, input: Shape4, layers: Pipeline, budget: Budget): Band[] {
  const windows = pipelineWindows(input, layers)
  const height = pipelineShapes(input, layers).at(-1)?.[2] ?? input[2]
  const isWhole = needsWhole(windows)
  const most = isWhole ? budget.whole : budget.band
  for (let rows = Math.min(height, MOST_ROWS); ; rows = Math.floor(rows / 2)) {
    const bands = bandsOf(windows, height, Math.max(1, rows))
    const tallest = Math.max(...bands.map(({ input: [from, to] }) => to - from))
    const bytes = bandBytes(engine, [1, input[1], tallest, input[3]], layers)
    if (bytes <= most) return bands
    if (rows > 1 && !isWhole) continue
    const megabytes = (n: number) => `${Math.ceil(n / 1e6)} MB`
    const [why, advice] = isWhole
      ? [
          'This pipeline needs the whole photo at once, as padding that wraps around, a mean of whole maps or some upsampling does: it',
          'Choose fewer filters, or do without that.',
        ]
      : ['One row of this', 'Choose fewer filters.']
    throw new MemoryError(
      `${why} takes ${megabytes(bytes)} and ${megabytes(most)} may be used. ${advice}`,
      bytes,
      most,
    )
  }
}

function bandBytes(engine: Engine, input: Shape4, layers: Pipeline): number {
  let bytes = 4 * input[1] * input[2] * input[3]
  for (const { output, map, window, input: from } of planPipeline(input, layers, engine.set, 'direct')) {
    bytes += output[1] * map.bytes
    if (window?.haloed === true) bytes += from[1] * window.geometry.floats * 4
  }
  return bytes
}

/**
 * Run a pipeline on a photo band by band and hand out the rows of the last layer's maps, from the top. All work is done
 * directly: where a tile of a faster algorithm begins, and whether it may be taken, depends on where a band begins, and rows
 * would not have the bits that they have in one piece.
 * @param height of the photo
 * @param take is given each band's rows; they are valid until it resolves
 * @param onProgress 0..1, after each band
 * @throws MemoryError, WorkerError; AbortError when the signal fires; what `read` and `take` throw
 */
export async function runInBands(
  engine: Engine,
  layers: Pipeline,
  bands: readonly Band[],
  height: number,
  read: RowReader,
  take: (rows: FinishedRows) => Promise<void>,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {},
): Promise<void> {
  const { signal, onProgress } = options
  for (const [i, { input, output, skip }] of bands.entries()) {
    signal?.throwIfAborted()
    const tensor = await readAround(read, height, ...input)
    await engine.run(tensor, layers, { exactDenseWork: true, ...(signal && { signal }) })
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

/** Rows that may lie beyond the borders, where the photo begins anew. */
async function readAround(read: RowReader, height: number, from: number, to: number): Promise<Tensor> {
  if (from >= 0 && to <= height) return await read(from, to, true)
  const parts: Tensor[] = []
  for (let at = from; at < to;) {
    const row = ((at % height) + height) % height
    const rows = Math.min(to - at, height - row)
    parts.push(await read(row, row + rows, false))
    at += rows
  }
  const [, channels, , width] = parts[0]?.shape ?? [1, 3, 0, 0]
  const plane = (to - from) * width
  const data = new Float32Array(channels * plane)
  let at = 0
  for (const part of parts) {
    const size = part.data.length / channels
    for (let c = 0; c < channels; c++) data.set(part.data.subarray(c * size, (c + 1) * size), c * plane + at)
    at += size
  }
  return { shape: [1, channels, to - from, width], data }
}
