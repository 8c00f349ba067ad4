import type { PoolLayer } from '../../core/layers/pool.ts'
import { poolModule } from '../../kernels/maps/pool.ts'
import type { PoolStep } from '../../kernels/maps/steps.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import { layoutOf } from '../plan/window-plan.ts'
import { bandTiles, tablesOf, writtenMaps, type LayerWork } from './layer-work.ts'
import { writeFloats } from './scratch.ts'

/** The step that pools. */
export function poolStep(work: LayerWork, { type }: PoolLayer): PoolStep {
  const { index, plan, planes, scratch, kernels } = work
  const { window, counts } = plan
  if (window === null) throw new TypeError('pooling is planned with a window')
  const layout = layoutOf(window)
  const module = poolModule({ set: kernels.set, shared: kernels.shared, type, ...layout })
  kernels.need(module)
  return {
    kind: 'pool',
    layer: index,
    tiles: writeTiles('pool', bandTiles(work)),
    module: module.key,
    ...tablesOf(work, window.haloed ? planes.halos : planes.inputs),
    inputRowStep: layout.rowPitch * layout.h.stride,
    ...writtenMaps(work, planes.outputs),
    rowCounts: writeFloats(scratch, counts?.rows ?? []),
    colCounts: writeFloats(scratch, counts?.columns ?? []),
  }
}
