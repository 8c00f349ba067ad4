import { DEFAULT_PARAMS } from '../../core/bank/bank.ts'
import type { Layer, Pipeline } from '../../core/layers/layer.ts'
import type { Tensor } from '../../core/tensor.ts'
import type { Engine, Run, TimelineSpan } from '../engine.ts'
import { isStable, medianOf, type Median } from './median.ts'

/** Layers to be timed: those from `from` on, on what the layers before them make of the input. */
export interface MeasuredTask {
  readonly id: string
  readonly input: Tensor
  readonly layers: Pipeline
  readonly from: number
}

/** What a task took. */
export interface Measurement extends Median {
  readonly id: string
  /** Milliseconds of each run, in order. */
  readonly times: readonly number[]
  /** Of the median run, what the workers spent on padded copies of inputs, shared among them. */
  readonly paddingMs: number
  readonly stable: boolean
}

/** Results of measuring, also while it goes on. */
export interface MeasureReport {
  readonly measurements: readonly Measurement[]
  /** Tasks that could not be run, such as for want of memory, and why. */
  readonly failed: readonly { readonly id: string; readonly message: string }[]
  /** What a run takes that does next to nothing. */
  readonly dispatchMs: number
  /** 0..1 of the way to the end, at least. */
  readonly done: number
  readonly ended: 'stable' | 'time limit' | null
}

export interface MeasureOptions {
  readonly signal?: AbortSignal
  /** Enough when all intervals reach no further from their medians than this share. */
  readonly precision?: number
  /**
   * Milliseconds after which it ends, stable or not, once every task was run three times; after twice as long, once every
   * task was run.
   */
  readonly limitMs?: number
  /** Switch the engine's faster algorithms off, as an honest comparison of dense with grouped needs; unless given. */
  readonly exactDenseWork?: boolean
  readonly onProgress?: (report: MeasureReport) => void
  /** Numbers in [0, 1) for the order of the tasks. */
  readonly random?: () => number
  /** A clock in ms. */
  readonly now?: () => number
}

const MIN_ROUNDS = 5
/** Rounds without which no time limit ends it, unless that is exceeded twice over. */
const LEAST_ROUNDS = 3
/** More than this many runs of each make no median more stable. */
const MAX_ROUNDS = 51
const DISPATCH_RUNS = 9

interface Sample {
  readonly ms: number
  readonly paddingMs: number
}

/**
 * Time tasks against each other: every task is warmed up once, then all are run round after round, each round in an order of
 * its own, so that what slows the machine down meets all of them alike; until every median is stable or the time is up.
 * The engine is to be one's own meanwhile. A task that does not fit into memory is left out and named.
 * @throws AbortError when the signal fires; ShapeError, WorkerError
 */
export async function measure(
  engine: Engine,
  tasks: readonly MeasuredTask[],
  options: MeasureOptions = {},
): Promise<MeasureReport> {
  const { signal, precision = 0.05, limitMs = 20_000, exactDenseWork = true, onProgress } = options
  const { random = Math.random, now = () => performance.now() } = options
  const began = now()
  const run = (input: Tensor, layers: Pipeline) =>
    engine.run(input, layers, { exactDenseWork, ...(signal && { signal }) })
  const dispatchMs = await dispatchTime(run)
  const samples = new Map<string, Sample[]>()
  const failed: { id: string; message: string }[] = []
  const report = (ended: MeasureReport['ended']): MeasureReport => {
    const measurements = tasks.flatMap(({ id }) => measurementOf(id, samples.get(id) ?? [], precision))
    const done = ended === null ? Math.min(0.99, (now() - began) / limitMs) : 1
    const next = { measurements, failed: [...failed], dispatchMs, done, ended }
    onProgress?.(next)
    return next
  }
  for (const task of tasks) {
    try {
      await timed(run, task)
      samples.set(task.id, [])
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'MemoryError') throw error
      failed.push({ id: task.id, message: error.message })
    }
    report(null)
  }
  const runnable = tasks.filter(({ id }) => samples.has(id))
  for (let round = 1; runnable.length > 0; round++) {
    for (const task of shuffled(runnable, random)) {
      samples.get(task.id)?.push(await timed(run, task))
      report(null)
    }
    const all = runnable.map(({ id }) => medianOf((samples.get(id) ?? []).map(({ ms }) => ms)))
    const areStable = all.every((median) => isStable(median, precision))
    if (round >= MIN_ROUNDS && areStable) return report('stable')
    const elapsed = now() - began
    if (round >= MAX_ROUNDS || (elapsed > limitMs && round >= LEAST_ROUNDS) || elapsed > 2 * limitMs) break
  }
  return report(runnable.length > 0 ? 'time limit' : 'stable')
}

type RunLayers = (input: Tensor, layers: Pipeline) => Promise<Run>

/** The maps before stay from run to run; those of the task go with the run of the layers before alone. */
async function timed(run: RunLayers, { input, layers, from }: MeasuredTask): Promise<Sample> {
  await run(input, layers.slice(0, from))
  const { ms, timeline } = await run(input, layers)
  const isBefore = ({ layer }: TimelineSpan) => layer < from
  const own = timeline.filter((span) => !isBefore(span))
  const workers = new Set(timeline.map(({ worker }) => worker)).size
  const padding = own.filter(({ kind }) => kind === 'halo').reduce((sum, s) => sum + s.end - s.start, 0)
  return {
    ms: Math.max(0, ms - covered(timeline.filter(isBefore))),
    paddingMs: padding / Math.max(1, workers),
  }
}

/** Milliseconds in which at least one of the spans was under way. */
function covered(spans: readonly TimelineSpan[]): number {
  let [sum, until] = [0, -Infinity]
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    sum += Math.max(0, end - Math.max(start, until))
    until = Math.max(until, end)
  }
  return sum
}

/** The median of runs that compute a single value, each on a picture of its own. */
async function dispatchTime(run: RunLayers): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < DISPATCH_RUNS; i++) {
    const { ms } = await run({ shape: [1, 1, 1, 1], data: new Float32Array(1) }, [NEXT_TO_NOTHING])
    if (i > 0) times.push(ms)
  }
  return medianOf(times).median
}

const NEXT_TO_NOTHING: Layer = {
  type: 'conv2d',
  bank: {
    weight: { shape: [1, 1, 1, 1], data: new Float32Array(1) },
    bias: null,
    params: DEFAULT_PARAMS,
    names: [''],
  },
}

function measurementOf(id: string, samples: readonly Sample[], precision: number): Measurement[] {
  if (samples.length === 0) return []
  const times = samples.map(({ ms }) => ms)
  const median = medianOf(times)
  const nearest = samples.reduce((best, sample) =>
    Math.abs(sample.ms - median.median) < Math.abs(best.ms - median.median) ? sample : best,
  )
  const stable = samples.length >= MIN_ROUNDS && isStable(median, precision)
  return [{ id, ...median, times, paddingMs: nearest.paddingMs, stable }]
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [order[i], order[j]]
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a]
  }
  return order
}
