import type { Kernels } from '../steps/scratch.ts'
import type { Step, Program } from '../../kernels/run/step.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import { tileCount } from '../../kernels/program/tiles.ts'
import { MemoryError } from '../../core/errors.ts'
import type { Pipeline } from '../../core/layers/layer.ts'
import type { Tensor } from '../../core/tensor.ts'
import { controlBytes, spanBytes } from '../../kernels/program/execute.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import { readStats } from '../../kernels/maps/stats.ts'
import { Arena } from './arena.ts'
import { ArenaScratch } from './arena-memory.ts'
import {
  onlyOf,
  type Engine,
  type EngineMode,
  type MapsLease,
  type PaintRequest,
  type Painting,
  type Run,
  type RunOptions,
} from '../engine.ts'
import type { Executor, ProgramSpans, Watch } from '../pool/executor.ts'
import { leaseMaps } from '../lease.ts'
import { Inputs } from '../pool/inputs.ts'
import { KernelNeeds } from '../steps/kernel-needs.ts'
import { MeansStore } from './kept-means.ts'
import { plannedRun, type PlannedRun } from '../plan/layer-plan.ts'
import { layerSteps } from '../steps/layer-steps.ts'
import { loadStep } from '../steps/load-step.ts'
import { ModuleCache } from '../pool/module-cache.ts'
import { PackedWeights } from './packed-weights.ts'
import { paintSteps, readPaintings } from '../steps/paint-steps.ts'
import { PlaneStore, type Plane } from './planes.ts'
import { prepareRun, releaseState, type PreparedRun, type ResidentState } from './resident-state.ts'
import { inputStats, layerOutputs, paintSource, shareWork } from './resident-output.ts'
import { statsSteps, unknownOfPictures, unknownOfRun } from './wanted-stats.ts'
import { Timeline } from '../pool/timeline.ts'
import { Turns } from '../pool/turns.ts'

/** First byte that the arena hands out: address 0 stays unused, so that it can mean nothing. */
const ARENA_START = 64
const NOWHERE = 0 as Ptr

/**
 * The engine on one memory in which all maps stay: shared with a pool of workers, or the calling thread's own.
 * A run takes planes for what must be computed, computes, and then replaces the last run; until that moment nothing
 * of the last run is touched.
 */
export class ResidentEngine implements Engine {
  readonly #memory: WebAssembly.Memory
  readonly #executor: Executor
  readonly #store: PlaneStore
  readonly #weights: PackedWeights
  readonly #means: MeansStore
  readonly #modules = new ModuleCache()
  readonly #turns = new Turns()
  readonly #inputs = new Inputs()
  #last: ResidentState | null = null

  constructor(
    readonly mode: EngineMode,
    readonly set: KernelSet,
    readonly why: string,
    memory: WebAssembly.Memory,
    executor: Executor,
  ) {
    this.#memory = memory
    this.#executor = executor
    this.#store = new PlaneStore(new Arena(ARENA_START, memory.buffer.byteLength))
    this.#weights = new PackedWeights(memory, this.#store.arena)
    this.#means = new MeansStore(this.#store.arena)
  }

  get threads(): number {
    return this.#executor.threads
  }

  run(input: Tensor, layers: Pipeline, options: RunOptions = {}): Promise<Run> {
    return this.#inputs.during(input, () => this.#turns.take(() => this.#run(input, layers, options)))
  }

  uses(input: Tensor): boolean {
    return this.#inputs.has(input)
  }

  paint(requests: readonly PaintRequest[], signal?: AbortSignal): Promise<readonly Painting[]> {
    return this.#turns.take(async () => {
      signal?.throwIfAborted()
      const scratch = this.#scratch()
      try {
        const state = this.#lastState()
        const unknown = unknownOfPictures(state, requests)
        const work = paintSteps(
          requests,
          (layer, channel) => paintSource(state, this.#means, layer, channel),
          scratch,
        )
        if (work.steps.length > 0) {
          const steps = [...statsSteps(unknown, scratch), ...work.steps]
          await this.#execute(steps, this.#needs(), scratch, { signal, onTiles: ignore })
          this.#readStats(unknown)
        }
        return readPaintings(work, this.#memory)
      } finally {
        scratch.free()
        this.#means.clean()
      }
    })
  }

  lease(layer: number): MapsLease {
    return leaseMaps(this.#lastState(), layer, {
      hold: (plane) => this.#store.hold(plane),
      release: (plane) => this.#store.release(plane),
      view: ({ pointer }, [, , height, width]) =>
        new Float32Array(this.#memory.buffer, pointer, height * width),
    })
  }

  setThreads(threads: number): Promise<void> {
    if (!Number.isInteger(threads) || threads < 1) throw new RangeError(`${threads} is no number of workers`)
    return this.#turns.take(() => this.#executor.setThreads(threads))
  }

  dispose(): void {
    this.#executor.dispose()
  }

  #scratch(): ArenaScratch {
    return new ArenaScratch(this.#memory, this.#store.arena, this.#weights)
  }

  /** As prepareRun, with packed weights and means of pictures given up where memory is short. */
  #prepare(run: PlannedRun, aside: boolean): ReturnType<typeof prepareRun> {
    try {
      return prepareRun(this.#last, run, this.#store, aside)
    } catch (error) {
      if (!(error instanceof MemoryError) || this.#weights.bytes + this.#means.bytes === 0) throw error
      this.#weights.freeUnused(0)
      this.#means.clean(0)
      return prepareRun(this.#last, run, this.#store, aside)
    }
  }

  #needs(): KernelNeeds {
    return new KernelNeeds(this.set, this.mode === 'shared')
  }

  async #run(input: Tensor, layers: Pipeline, options: RunOptions): Promise<Run> {
    const { signal, aside = false, paint = [], stats = [], onProgress = ignore } = options
    signal?.throwIfAborted()
    const began = performance.timeOrigin + performance.now()
    const run = plannedRun(input, layers, this.set, onlyOf(options))
    const { prepared, lastReleased } = this.#prepare(run, aside)
    if (lastReleased) this.#last = null
    // Without last maps to fall back on, a run that has begun is brought to its end.
    const stop = lastReleased ? undefined : signal
    const { state } = prepared
    const scratch = this.#scratch()
    try {
      const needs = this.#needs()
      const unknown = unknownOfRun(prepared, paint, stats)
      const work = paintSteps(
        paint,
        (layer, channel) => paintSource(state, this.#means, layer, channel),
        scratch,
      )
      const steps = [...computeSteps(prepared, unknown, scratch, needs), ...work.steps]
      const tiles = steps.reduce((sum, step) => sum + tileCount(step), 0)
      const onTiles = (completed: number) => {
        onProgress(completed / Math.max(1, tiles))
      }
      const spans = await this.#execute(steps, needs, scratch, { signal: stop, onTiles })
      this.#weights.programFilled()
      const timeline = new Timeline(steps, spans, began)
      this.#readStats(unknown)
      const paintings = readPaintings(work, this.#memory)
      shareWork(prepared, timeline.work())
      const outputs = layerOutputs(state)
      const superseded = aside ? state : this.#last
      if (!aside) this.#last = state
      if (superseded !== null) releaseState(superseded, this.#store)
      return {
        ms: performance.timeOrigin + performance.now() - began,
        input: inputStats(state),
        outputs,
        paintings,
        get timeline() {
          return timeline.spans
        },
        computed: {
          maps: prepared.staleMaps.reduce((sum, maps) => sum + maps.length, 0),
          of: run.plans.reduce((sum, { output }) => sum + output[0] * output[1], 0),
        },
        memory:
          this.#memory.buffer.byteLength -
          this.#store.arena.available -
          (scratch.bytes + this.#weights.bytes + this.#means.bytes),
      }
    } catch (error) {
      releaseState(state, this.#store)
      throw error
    } finally {
      scratch.free()
      this.#weights.freeUnused()
      this.#means.clean()
    }
  }

  async #execute(
    steps: readonly Step[],
    needs: KernelNeeds,
    scratch: ArenaScratch,
    watch: Watch,
  ): Promise<ProgramSpans> {
    if (steps.length === 0) return new Float64Array()
    // Of whole cache lines, so that workers do not share one.
    const bytes = 64 * Math.ceil(needs.workspaceBytes / 64)
    const program: Program = {
      steps,
      control: scratch.take(controlBytes(steps.length)),
      spans: scratch.take(spanBytes(steps)),
      participants: this.#executor.threads,
      workspace: { at: scratch.take(bytes * this.#executor.threads), bytes },
    }
    const modules = this.#modules.ready(needs.modules) ?? (await this.#modules.compile(needs.modules))
    return this.#executor.execute(program, modules, watch)
  }

  /** Read what a program took of these maps. */
  #readStats(planes: Iterable<Plane>): void {
    const view = new DataView(this.#memory.buffer)
    for (const plane of planes) {
      const { layout, pointer } = plane
      if (layout !== null) plane.stats = readStats(view, pointer + layout.statsOffset, layout.bands)
    }
  }

  #lastState(): ResidentState {
    if (this.#last === null) throw new RangeError('no run has completed yet')
    return this.#last
  }
}

/** @param unknown maps whose statistics are to be taken, those that are computed and those that are there */
function computeSteps(
  { state, staleInput, staleHalos, staleMaps }: PreparedRun,
  unknown: ReadonlySet<Plane>,
  scratch: ArenaScratch,
  kernels: Kernels,
): Step[] {
  const there = new Set(unknown)
  const computed = (plane: Plane | undefined) => {
    if (plane !== undefined) there.delete(plane)
    return { plane: plane?.pointer ?? NOWHERE, takesStats: plane !== undefined && unknown.has(plane) }
  }
  const steps: Step[] = []
  if (staleInput) {
    const planes = state.maps[0] ?? []
    for (const plane of planes) computed(plane)
    steps.push(loadStep(state.input, planes, scratch, kernels.shared))
  }
  const works = state.plans.map((plan, l) => ({
    index: l,
    plan,
    planes: {
      inputs: (state.maps[l] ?? []).map((plane) => plane.pointer),
      halos: (state.halos[l] ?? []).map((plane) => plane?.pointer ?? NOWHERE),
      staleHalos: staleHalos[l] ?? [],
      outputs: (staleMaps[l] ?? []).map((map) => ({ map, ...computed(state.maps[l + 1]?.[map]) })),
    },
    scratch,
    kernels,
  }))
  return [...steps, ...statsSteps(there, scratch), ...works.flatMap(layerSteps)]
}

function ignore(): void {
  // Nobody asked for progress.
}
