import type { Pipeline } from '../../core/layers/layer.ts'
import type { Tensor } from '../../core/tensor.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import {
  emptyMap,
  inputRowBytes,
  jobBands,
  layerJob,
  mapOf,
  statsJob,
  storeBand,
  storeRecords,
  type CopiedMap,
} from './copied-jobs.ts'
import { copiedOutputs, copiedSpan, paintJobs, statsOf } from './copied-output.ts'
import {
  onlyOf,
  type Engine,
  type MapsLease,
  type PaintRequest,
  type Painting,
  type Run,
  type RunOptions,
  type TimelineSpan,
} from '../engine.ts'
import { leaseMaps } from '../lease.ts'
import { Inputs } from '../pool/inputs.ts'
import type { CopiedState } from './copied-state.ts'
import { runJobs, type QueuedJob } from './job-queue.ts'
import { KernelNeeds } from '../steps/kernel-needs.ts'
import { plainMapLayout, plannedRun, type LayerPlan } from '../plan/layer-plan.ts'
import { ModuleCache } from '../pool/module-cache.ts'
import { inputsRead, staleRun } from '../plan/stale-maps.ts'
import { Turns } from '../pool/turns.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'

/**
 * The engine where shared memory is not to be had: maps live on the main thread, and each band of a layer goes to a
 * worker and comes back as a copy. The main thread moves rows about and computes nothing.
 */
export class CopyingEngine implements Engine {
  readonly mode = 'copying'
  readonly #pool: WorkerPool
  readonly #stallMs: number
  readonly #modules = new ModuleCache()
  readonly #turns = new Turns()
  readonly #inputs = new Inputs()
  #last: CopiedState | null = null

  constructor(
    readonly set: KernelSet,
    readonly why: string,
    pool: WorkerPool,
    stallMs: number,
  ) {
    this.#pool = pool
    this.#stallMs = stallMs
  }

  get threads(): number {
    return this.#pool.workers.length
  }

  run(input: Tensor, layers: Pipeline, options: RunOptions = {}): Promise<Run> {
    return this.#inputs.during(input, () => this.#turns.take(() => this.#run(input, layers, options)))
  }

  uses(input: Tensor): boolean {
    return this.#inputs.has(input)
  }

  paint(requests: readonly PaintRequest[], signal?: AbortSignal): Promise<readonly Painting[]> {
    return this.#turns.take(() => this.#paint(requests, this.#lastState(), signal))
  }

  lease(layer: number): MapsLease {
    return leaseMaps(this.#lastState(), layer, {
      hold: (map) => map,
      release: () => undefined,
      view: ({ data }) => data,
    })
  }

  setThreads(threads: number): Promise<void> {
    if (!Number.isInteger(threads) || threads < 1) throw new RangeError(`${threads} is no number of workers`)
    return this.#turns.take(() => this.#pool.resize(threads))
  }

  dispose(): void {
    this.#pool.dispose()
  }

  async #run(input: Tensor, layers: Pipeline, options: RunOptions): Promise<Run> {
    const { signal, aside = false, paint = [], onProgress } = options
    signal?.throwIfAborted()
    const began = performance.timeOrigin + performance.now()
    const planned = plannedRun(input, layers, this.set, onlyOf(options))
    const { plans } = planned
    const { kept, staleInput, layers: staleLayers } = staleRun(this.#last, planned)
    const spans: TimelineSpan[] = []
    const computed = { maps: 0, of: plans.reduce((sum, { output }) => sum + output[0] * output[1], 0) }
    const stages = plans.length + 2
    const work = (stage: number) => async (jobs: readonly QueuedJob[]) => {
      let done = 0
      const counted = jobs.map((job): QueuedJob => ({
        build: job.build,
        done: (result, worker) => {
          job.done(result, worker)
          onProgress?.((stage + ++done / jobs.length) / stages)
        },
      }))
      await runJobs(counted, this.#pool, this.#modules, this.#stallMs, signal)
    }

    const maps: (readonly CopiedMap[])[] = [
      staleInput ? await this.#loadInput(input, work(0)) : (kept?.maps[0] ?? []),
    ]
    for (const [l, { plan, staleOutputs }] of staleLayers.entries()) {
      const inputs = maps[l] ?? []
      const count = plan.output[0] * plan.output[1]
      const all = Array.from({ length: count }, (_, map) => map)
      const { passedFrom } = plan
      if (passedFrom !== null) {
        maps.push(all.flatMap((map) => inputs[passedFrom(map)] ?? []))
        continue
      }
      const before = kept?.maps[l + 1]
      const toCompute = all.filter((map) => staleOutputs(map) || before?.[map] === undefined)
      const fresh = new Map(toCompute.map((map) => [map, emptyMap(plan.map)]))
      maps.push(all.flatMap((map) => fresh.get(map) ?? before?.[map] ?? []))
      await work(l + 1)(this.#layerJobs(l, plan, inputs, toCompute, [...fresh.values()], began, spans))
      computed.maps += toCompute.length
    }
    const state: CopiedState = { ...planned, maps }
    const paintings = await this.#paint(paint, state, signal)
    if (!aside) this.#last = state
    return {
      ms: performance.timeOrigin + performance.now() - began,
      input: (maps[0] ?? []).map(statsOf),
      outputs: copiedOutputs(state),
      paintings,
      timeline: spans,
      computed,
      memory: maps.flat().reduce((sum, map) => sum + map.layout.bytes, 0),
    }
  }

  async #loadInput(
    input: Tensor,
    work: (jobs: readonly QueuedJob[]) => Promise<void>,
  ): Promise<readonly CopiedMap[]> {
    const [batch, channels, height, width] = input.shape
    const layout = plainMapLayout(height, width)
    const size = height * width
    const maps = Array.from({ length: batch * channels }, (_, m) =>
      mapOf(layout, input.data.subarray(m * size, (m + 1) * size)),
    )
    const jobs = maps.flatMap((map) =>
      jobBands(layout, width * 4).map((band): QueuedJob => ({
        build: () => ({ job: statsJob(map, band), kernels: new Map() }),
        done: ({ data: [records] }) => {
          if (records !== undefined) storeRecords(map, band, records)
        },
      })),
    )
    await work(jobs)
    return maps
  }

  #layerJobs(
    index: number,
    plan: LayerPlan,
    inputs: readonly CopiedMap[],
    outputs: readonly number[],
    targets: readonly CopiedMap[],
    began: number,
    spans: TimelineSpan[],
  ): QueuedJob[] {
    if (outputs.length === 0) return []
    const reads = inputsRead(plan, outputs)
    return jobBands(plan.map, inputRowBytes(plan, reads.size)).map((band) => ({
      build: () => {
        const needs = new KernelNeeds(this.set, false)
        return { job: layerJob(index, plan, band, inputs, reads, outputs, needs), kernels: needs.modules }
      },
      done: (result, worker) => {
        storeBand(targets, band, result.data)
        for (const map of targets) map.ms += (result.end - result.start) / targets.length
        spans.push(copiedSpan(index, plan, band, outputs, result, worker, began))
      },
    }))
  }

  async #paint(
    requests: readonly PaintRequest[],
    state: CopiedState,
    signal: AbortSignal | undefined,
  ): Promise<Painting[]> {
    const { jobs, paintings } = paintJobs(requests, state)
    await runJobs(jobs, this.#pool, this.#modules, this.#stallMs, signal)
    return paintings()
  }

  #lastState(): CopiedState {
    if (this.#last === null) throw new RangeError('no run has completed yet')
    return this.#last
  }
}
