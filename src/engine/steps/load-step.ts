import type { LoadStep } from '../../kernels/maps/steps.ts'
import type { Tensor } from '../../core/tensor.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import { rowRuns } from '../../kernels/program/tiling.ts'
import { wordTable, type Scratch } from './scratch.ts'
import type { MapLayout } from '../plan/layer-plan.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'

/**
 * The step that copies the input into its planes and takes its statistics.
 * @param shared whether workers read the input: then it has to stand in shared memory. Large pictures come from the
 *   decoder in shared memory already; anything else is copied here.
 */
export function loadStep(
  input: Tensor,
  planes: readonly { readonly pointer: Ptr; readonly layout: MapLayout | null }[],
  scratch: Scratch,
  shared: boolean,
): LoadStep {
  const layout = planes[0]?.layout ?? null
  if (layout === null) throw new TypeError('the planes of an input are maps')
  const { width, height, bandRows, statsOffset } = layout
  const tiles = planes.flatMap((_, map) =>
    rowRuns(height, bandRows).map(([from, to]) => ({ map, from: from * width, to: to * width })),
  )
  return {
    kind: 'load',
    layer: -1,
    tiles: writeTiles('load', tiles),
    source: shared ? inSharedMemory(input.data) : input.data,
    planeFloats: input.shape[2] * input.shape[3],
    outputTable: wordTable(
      scratch,
      planes.map((plane) => plane.pointer),
    ),
    statsOffset,
    width,
    bandRows,
    takesStats: null,
  }
}

function inSharedMemory(data: Float32Array): Float32Array {
  if (data.buffer instanceof SharedArrayBuffer) return data
  const copy = new Float32Array(new SharedArrayBuffer(data.byteLength))
  copy.set(data)
  return copy
}
