import type { Shape4 } from '../core/tensor.ts'
import type { LayerOutput, MapStats, MapsLease } from './engine.ts'
import type { MeansStore } from './kept-means.ts'
import type { PaintSource } from './paint-steps.ts'
import type { PlaneStore } from './planes.ts'
import type { ResidentState } from './resident-state.ts'

const NO_STATS: MapStats = { min: 0, max: 0, mean: 0, rms: 0, finite: true }

/** What a run reports of each layer. */
export function layerOutputs(state: ResidentState): LayerOutput[] {
  return state.plans.map((plan, l) => ({
    shape: plan.output,
    stats: (state.maps[l + 1] ?? []).map((plane) => plane.stats ?? NO_STATS),
    ms: state.layerMs[l] ?? 0,
    algorithm: plan.algorithm,
  }))
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
  return { pointer: plane.pointer, layout, keep: (key, bytes) => means.of(plane, key, bytes) }
}

/** Hold the maps of a layer (-1: the input). @throws RangeError for a layer that does not exist */
export function mapsLease(
  state: ResidentState,
  layer: number,
  store: PlaneStore,
  memory: WebAssembly.Memory,
): MapsLease {
  const planes = state.maps[layer + 1]
  const shape: Shape4 | undefined = layer === -1 ? state.input.shape : state.plans[layer]?.output
  if (planes === undefined || shape === undefined) throw new RangeError(`there is no layer ${layer}`)
  const held = planes.map((plane) => store.hold(plane))
  const view = (map: number): Float32Array => {
    const plane = held[map]
    if (plane === undefined) throw new RangeError(`there is no map ${map}, or the lease was released`)
    return new Float32Array(memory.buffer, plane.pointer, shape[2] * shape[3])
  }
  return {
    shape,
    view,
    copy: (map) => new Float32Array(view(map)),
    release() {
      for (const plane of held.splice(0)) store.release(plane)
    },
  }
}
