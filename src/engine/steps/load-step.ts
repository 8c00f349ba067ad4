import type { Tensor } from '../../core/tensor.ts'
import type { LoadStep } from '../../kernels/program/program.ts'
import { bandsOf, pointerTable, type Scratch } from './layer-steps.ts'
import type { Plane } from '../resident/planes.ts'

/**
 * The step that copies the input into its planes and takes its statistics.
 * @param shared whether workers read the input: then it has to stand in shared memory. Large pictures come from the
 *   decoder in shared memory already; anything else is copied here.
 */
export function loadStep(
  input: Tensor,
  planes: readonly Plane[],
  scratch: Scratch,
  shared: boolean,
): LoadStep {
  const layout = planes[0]?.layout ?? null
  if (layout === null) throw new TypeError('the planes of an input are maps')
  const { width, bandRows, statsOffset } = layout
  const tiles = planes.flatMap((_, plane) =>
    bandsOf(layout).flatMap(([from, to]) => [plane, from * width, to * width]),
  )
  return {
    kind: 'load',
    layer: -1,
    tiles: Int32Array.from(tiles),
    source: shared ? inSharedMemory(input.data) : input.data,
    planeFloats: input.shape[2] * input.shape[3],
    outputTable: pointerTable(
      scratch,
      planes.map((plane) => plane.pointer),
    ),
    statsOffset,
    width,
    bandRows,
  }
}

function inSharedMemory(data: Float32Array): Float32Array {
  if (data.buffer instanceof SharedArrayBuffer) return data
  const copy = new Float32Array(new SharedArrayBuffer(data.byteLength))
  copy.set(data)
  return copy
}
