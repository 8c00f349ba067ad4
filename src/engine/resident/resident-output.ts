import type { LayerOutput, MapStats } from '../engine.ts'
import type { MeansStore } from './kept-means.ts'
import type { PaintSource } from '../steps/paint-steps.ts'
import type { Plane } from './planes.ts'
import type { PreparedRun, ResidentState } from './resident-state.ts'
import type { LayerWork } from '../pool/timeline.ts'

const NO_STATS: MapStats = { min: 0, max: 0, mean: 0, rms: 0, finite: true }

/** The statistics of the input's channels. */
export function inputStats(state: ResidentState): MapStats[] {
  return (state.maps[0] ?? []).map((plane) => plane.stats ?? NO_STATS)
}

/** What a run reports of each layer. */
export function layerOutputs(state: ResidentState): LayerOutput[] {
  return state.plans.map((plan, l) => ({
    shape: plan.output,
    stats: (state.maps[l + 1] ?? []).map((plane) => plane.stats),
    // maps that are passed on were computed by a layer before
    ms: plan.passedFrom === null ? work(state.maps[l + 1]) + work(state.halos[l]) : 0,
    algorithm: plan.algorithm,
  }))
}

/** Share the work of a run among the planes that it computed: those of one layer cost about the same. */
export function shareWork(
  { state, staleMaps, staleHalos }: PreparedRun,
  works: ReadonlyMap<number, LayerWork>,
): void {
  const share = (planes: readonly (Plane | null)[] | undefined, stale: readonly number[], ms: number) => {
    for (const index of stale) {
      const plane = planes?.[index] ?? null
      if (plane !== null) plane.ms = ms / stale.length
    }
  }
  for (const [l, { maps, halos }] of works) {
    share(state.maps[l + 1], staleMaps[l] ?? [], maps)
    share(state.halos[l], staleHalos[l] ?? [], halos)
  }
}

function work(planes: readonly (Plane | null)[] | undefined): number {
  return planes?.reduce((sum, plane) => sum + (plane?.ms ?? 0), 0) ?? 0
}

/** Finds the map of a layer (-1: the input) to paint. */
export function paintSource(
  state: ResidentState,
  means: MeansStore,
  layer: number,
  channel: number,
): PaintSource | undefined {
  const plane = state.maps[layer + 1]?.[channel]
  const layout = plane?.layout ?? null
  if (plane === undefined || layout === null) return undefined
  return {
    pointer: plane.pointer,
    layout,
    stats: () => plane.stats ?? NO_STATS,
    keep: (key, bytes) => means.of(plane, key, bytes),
  }
}
