import type { HaloStep } from '../../kernels/maps/steps.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import { rowRuns } from '../../kernels/program/tiling.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import { spreadIndex } from '../../core/layers/padding.ts'
import type { WindowAxis } from '../../core/layers/window.ts'
import type { Placement } from '../../core/layers/placement.ts'
import { isPlaced, type WindowPlan } from '../plan/window-plan.ts'
import type { LayerWork } from './layer-work.ts'
import { writePlaces } from './moved-step.ts'
import { wordTable } from './scratch.ts'

const NOWHERE = 0 as Ptr
/** A tile of halo work copies 256 KB. */
const HALO_TILE_FLOATS = 65_536

/** The step that fills the haloed planes of a layer, where it reads some and they are not filled. */
export function haloSteps({ index, plan: { window, input }, planes, scratch }: LayerWork): HaloStep[] {
  if (window?.haloed !== true || planes.staleHalos.length === 0) return []
  const { h, w, geometry, border } = window
  const rows = Math.max(1, Math.floor(HALO_TILE_FLOATS / geometry.rowPitch))
  const tiles = planes.staleHalos.flatMap((_, map) =>
    rowRuns(geometry.rows, rows).map(([from, to]) => ({ map, from, to })),
  )
  const inputs = planes.staleHalos.map((map) => planes.inputs[map] ?? NOWHERE)
  const outputs = planes.staleHalos.map((map) => planes.halos[map] ?? NOWHERE)
  const pitches = { inputPitch: input[3], outputPitch: geometry.rowPitch }
  const places = isPlaced(window) ? writePlaces(scratch, spreadOver(window), inputs, outputs, pitches) : null
  return [
    {
      kind: 'halo',
      layer: index,
      tiles: writeTiles('halo', tiles),
      inputTable: places?.inputTable ?? wordTable(scratch, inputs),
      outputTable: places?.outputTable ?? wordTable(scratch, outputs),
      h,
      w,
      geometry,
      border,
      ...(places && { places }),
    },
  ]
}

/** Where the values of a haloed plane with zeros between its elements, or without some of them, come from. */
function spreadOver({ h, w, spread, geometry }: WindowPlan): Omit<Placement, 'below' | 'sources'> {
  const sources = (length: number, { before, size }: WindowAxis, step: number) =>
    Int32Array.from({ length }, (_, i) => spreadIndex('zeros', i - before, size, step))
  return {
    cell: 1,
    firstOfCell: 0,
    rows: sources(geometry.rows, h, spread[0]),
    columns: sources(geometry.columns, w, spread[1]),
    value: 0,
  }
}
