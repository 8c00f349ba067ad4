import { rowRuns } from '../../kernels/program/tiling.ts'
import type { WrittenMaps } from '../../kernels/maps/steps.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import type { Tile } from '../../kernels/program/tiles.ts'
import type { LayerPlan } from '../plan/layer-plan.ts'
import { wordTable, type Kernels, type Scratch } from './scratch.ts'

/** The planes of one layer's work. Maps are numbered n * C + c. */
export interface LayerPlanes {
  /** Every input map. */
  readonly inputs: readonly Ptr[]
  /** The haloed plane of every input map; empty where the layer reads the maps themselves. */
  readonly halos: readonly Ptr[]
  /** Input maps whose haloed plane must be filled first. */
  readonly staleHalos: readonly number[]
  /** The output maps to compute, by increasing number. */
  readonly outputs: readonly OutputMap[]
}

/** A map to compute. */
export interface OutputMap {
  readonly map: number
  readonly plane: Ptr
  /** Whether its statistics are taken with it. */
  readonly takesStats: boolean
}

/** Everything about the work on one layer. */
export interface LayerWork {
  /** Its position. */
  readonly index: number
  readonly plan: LayerPlan
  readonly planes: LayerPlanes
  readonly scratch: Scratch
  readonly kernels: Kernels
}

/** The tiles of a step that computes the maps to compute each by itself: their bands. */
export function bandTiles({ planes, plan: { map } }: LayerWork): (Tile<'pool'> & Tile<'pointwise'>)[] {
  return planes.outputs.flatMap((_, i) =>
    rowRuns(map.height, map.bandRows).map(([from, to]) => ({ map: i, from, to })),
  )
}

/** The tables of such a step: of the planes with the same numbers as the maps to compute, and of those maps. */
export function tablesOf({ planes, scratch }: LayerWork, sources: readonly Ptr[]) {
  return {
    inputTable: wordTable(
      scratch,
      planes.outputs.map(({ map }) => sources[map] ?? 0),
    ),
    outputTable: wordTable(
      scratch,
      planes.outputs.map(({ plane }) => plane),
    ),
  }
}

/** How these maps of a layer lie, for a step that writes them. */
export function writtenMaps({ plan, scratch }: LayerWork, maps: readonly OutputMap[]): WrittenMaps {
  const { width, bandRows, statsOffset } = plan.map
  const takesStats = maps.every((map) => map.takesStats)
    ? null
    : wordTable(
        scratch,
        maps.map((map) => Number(map.takesStats)),
      )
  return { width, bandRows, statsOffset, takesStats }
}
