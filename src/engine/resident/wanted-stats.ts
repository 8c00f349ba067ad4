import { rowRuns } from '../../kernels/program/tiling.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import type { StatsStep } from '../../kernels/maps/steps.ts'
import type { PaintRequest } from '../engine.ts'
import type { LayerPlan, MapLayout } from '../plan/layer-plan.ts'
import { inputsRead } from '../plan/stale-maps.ts'
import { wordTable, type Scratch } from '../steps/scratch.ts'
import type { Plane } from './planes.ts'
import type { PreparedRun, ResidentState } from './resident-state.ts'

/*
 * Statistics cost as much as a small convolution: they are taken of the maps that someone looks at, and of those that a layer has to
 * know them of. When they are taken makes no difference to them: they are read from the finished map.
 */

/** Maps without statistics that these pictures show, or have a range from. */
export function unknownOfPictures(
  { maps }: Pick<ResidentState, 'maps'>,
  requests: readonly PaintRequest[],
): Set<Plane> {
  const found = new Set<Plane>()
  for (const { layer, channel, range } of requests) {
    for (const map of [channel, ...(range.type === 'channels' ? range.channels : [])])
      addUnknown(found, maps[layer + 1]?.[map])
  }
  return found
}

/** Maps without statistics that a run has to have them of. @param layers of which all maps are wanted */
export function unknownOfRun(
  { state, staleMaps }: PreparedRun,
  requests: readonly PaintRequest[],
  layers: readonly number[],
): Set<Plane> {
  const found = unknownOfPictures(state, requests)
  for (const plane of state.maps[0] ?? []) addUnknown(found, plane)
  for (const layer of layers) for (const plane of state.maps[layer + 1] ?? []) addUnknown(found, plane)
  for (const [l, plan] of state.plans.entries()) {
    const readers = (staleMaps[l] ?? []).filter((map) => readsStats(plan, map))
    if (readers.length === 0) continue
    for (const map of inputsRead(plan, readers)) addUnknown(found, state.maps[l]?.[map])
  }
  return found
}

/** Take the statistics of finished maps. */
export function statsSteps(planes: Iterable<Plane>, scratch: Scratch): StatsStep[] {
  const byLayout = new Map<MapLayout, Plane[]>()
  for (const plane of planes) {
    if (plane.layout === null) continue
    const alike = byLayout.get(plane.layout)
    if (alike === undefined) byLayout.set(plane.layout, [plane])
    else alike.push(plane)
  }
  return [...byLayout].map(([{ width, height, bandRows, statsOffset }, alike]) => ({
    kind: 'stats',
    layer: -1,
    tiles: writeTiles(
      'stats',
      alike.flatMap((_, map) => rowRuns(height, bandRows).map(([from, to]) => ({ map, from, to }))),
    ),
    table: wordTable(
      scratch,
      alike.map(({ pointer }) => pointer),
    ),
    width,
    bandRows,
    statsOffset,
  }))
}

function addUnknown(found: Set<Plane>, plane: Plane | undefined): void {
  if (plane?.stats === null && plane.layout !== null) found.add(plane)
}

/** Whether an output map is computed from the statistics of input maps: a mean, or an algorithm that not every input allows. */
function readsStats({ layer, conv, output }: LayerPlan, map: number): boolean {
  if (layer.type === 'globalAvgPool2d') return true
  return conv !== null && conv.algorithms[map % output[1]] !== 'direct'
}
