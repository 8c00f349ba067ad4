import type { RangeItem } from '../../kernels/painting/steps.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import { rangeOf } from '../../kernels/painting/range.ts'
import { readStats, STATS_BYTES } from '../../kernels/maps/stats.ts'
import { JobScratch, type CopiedMap, type JobBand } from './copied-jobs.ts'
import type { CopiedState } from './copied-state.ts'
import type { LayerOutput, MapStats, PaintRange, PaintRequest, Painting, TimelineSpan } from '../engine.ts'
import type { QueuedJob } from './job-queue.ts'
import type { LayerPlan } from '../plan/layer-plan.ts'
import { paintSteps } from '../steps/paint-steps.ts'
import type { CopiedResult } from '../../../workers/conv/api.ts'

/** Of jobs that need no workspace. */
const NOWHERE = 0 as Ptr

/** The statistics of a map on the main thread. */
export function statsOf(map: CopiedMap): MapStats {
  return readStats(new DataView(map.records.buffer), 0, map.layout.bands)
}

/** What a run reports of each layer. */
export function copiedOutputs(state: CopiedState): LayerOutput[] {
  return state.plans.map((plan, l) => ({
    shape: plan.output,
    stats: (state.maps[l + 1] ?? []).map(statsOf),
    // maps that are passed on were computed by a layer before
    ms: plan.passedFrom === null ? (state.maps[l + 1] ?? []).reduce((sum, map) => sum + map.ms, 0) : 0,
    algorithm: plan.algorithm,
  }))
}

/** A job of a layer as a span of the timeline; `began` is the wall clock of the run's begin. */
export function copiedSpan(
  layer: number,
  plan: LayerPlan,
  band: JobBand,
  outputs: readonly number[],
  result: CopiedResult,
  worker: number,
  began: number,
): TimelineSpan {
  return {
    worker,
    layer,
    kind: plan.layer.type,
    channels: [outputs[0] ?? 0, (outputs.at(-1) ?? 0) + 1],
    rows: [band.from, band.to],
    start: result.start - began,
    end: result.end - began,
  }
}

/**
 * Jobs that paint, one for each picture, and their pictures once the jobs are done.
 * @throws RangeError for a map that does not exist or a picture larger than its map
 */
export function paintJobs(
  requests: readonly PaintRequest[],
  state: CopiedState,
): { jobs: QueuedJob[]; paintings: () => Painting[] } {
  const painted: (Painting | undefined)[] = requests.map(() => undefined)
  const jobs = requests.map((request, i): QueuedJob => {
    const maps = state.maps[request.layer + 1]
    const map = maps?.[request.channel]
    if (map === undefined) {
      throw new RangeError(`there is no map ${request.channel} of layer ${request.layer}`)
    }
    const range = fixedRange(request, maps ?? [])
    const source = (pointer: Ptr) => ({ pointer, layout: map.layout, stats: () => statsOf(map) })
    return {
      build: () => {
        const scratch = new JobScratch()
        const pointer = scratch.take(map.layout.bytes)
        scratch.write(pointer, new Float32Array(map.data))
        const work = paintSteps([{ ...request, range }], () => source(pointer), scratch)
        const downloads = work.results.map(({ pixels, bytes }) => ({ at: pixels, bytes }))
        const { steps } = work
        const job = { memory: scratch.bytes, uploads: scratch.uploads, steps, workspace: NOWHERE, downloads }
        return { job, kernels: new Map() }
      },
      done: ({ data: [pixels] }) => {
        if (pixels === undefined) throw new RangeError('a job returned no picture')
        const { low, high } = range
        painted[i] = { request, pixels: new Uint8ClampedArray(pixels), low, high, stats: statsOf(map) }
      },
    }
  })
  return { jobs, paintings: () => painted.filter((painting) => painting !== undefined) }
}

function fixedRange(
  request: PaintRequest,
  maps: readonly CopiedMap[],
): Extract<PaintRange, { type: 'fixed' }> {
  const { range, channel } = request
  if (range.type === 'fixed') return range
  const sources = (range.type === 'map' ? [channel] : range.channels).flatMap((c) => maps[c] ?? [])
  const recordsEach = sources[0]?.layout.bands ?? 0
  const bytes = recordsEach * STATS_BYTES
  const joined = new Uint8Array(sources.length * bytes)
  for (const [i, map] of sources.entries()) joined.set(map.records, i * bytes)
  const records = sources.map((_, i) => (i * bytes) as Ptr)
  const item: RangeItem = { type: 'stats', records, recordsEach, symmetric: range.symmetric }
  const [low, high] = rangeOf(item, new DataView(joined.buffer))
  return { type: 'fixed', low, high }
}
