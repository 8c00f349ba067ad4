import type { HaloStep } from '../../kernels/maps/steps.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import { rowRuns } from '../../kernels/program/tiling.ts'
import type { LayerWork } from './layer-work.ts'
import { pointerTable } from './scratch.ts'

/** A tile of halo work copies 256 KB. */
const HALO_TILE_FLOATS = 65_536

/** The step that fills the haloed planes of a layer, where it reads some and they are not filled. */
export function haloSteps({ index, plan: { window }, planes, scratch }: LayerWork): HaloStep[] {
  if (window?.haloed !== true || planes.staleHalos.length === 0) return []
  const { h, w, geometry, border } = window
  const rows = Math.max(1, Math.floor(HALO_TILE_FLOATS / geometry.rowPitch))
  const tiles = planes.staleHalos.flatMap((_, map) =>
    rowRuns(geometry.rows, rows).map(([from, to]) => ({ map, from, to })),
  )
  return [
    {
      kind: 'halo',
      layer: index,
      tiles: writeTiles('halo', tiles),
      inputTable: pointerTable(
        scratch,
        planes.staleHalos.map((map) => planes.inputs[map] ?? 0),
      ),
      outputTable: pointerTable(
        scratch,
        planes.staleHalos.map((map) => planes.halos[map] ?? 0),
      ),
      h,
      w,
      geometry,
      border,
    },
  ]
}
