import type { Shape4 } from '../core/tensor.ts'
import type { MapsLease } from './engine.ts'
import type { PlannedRun } from './plan/layer-plan.ts'

/** How maps of a run are held. */
export interface MapHolder<M> {
  readonly hold: (map: M) => M
  readonly release: (map: M) => void
  /** The values themselves, of a map of this size. */
  readonly view: (map: M, shape: Shape4) => Float32Array
}

/** Hold the maps of a layer (-1: the input) of a completed run. @throws RangeError for a layer that does not exist */
export function leaseMaps<M>(
  run: PlannedRun & { readonly maps: readonly (readonly M[])[] },
  layer: number,
  { hold, release, view }: MapHolder<M>,
): MapsLease {
  const maps = run.maps[layer + 1]
  const shape = layer === -1 ? run.input.shape : run.plans[layer]?.output
  if (maps === undefined || shape === undefined) throw new RangeError(`there is no layer ${layer}`)
  const held = maps.map(hold)
  const viewOf = (index: number): Float32Array => {
    const map = held[index]
    if (map === undefined) throw new RangeError(`there is no map ${index}, or the lease was released`)
    return view(map, shape)
  }
  return {
    shape,
    view: viewOf,
    copy: (index) => new Float32Array(viewOf(index)),
    release() {
      for (const map of held.splice(0)) release(map)
    },
  }
}
