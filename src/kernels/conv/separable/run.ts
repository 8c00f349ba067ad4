import type { KernelInstance } from '../../wasm/instances.ts'
import { convFunction } from '../direct/functions.ts'
import type { ConvTile } from '../tile.ts'
import { rowsRead, separableLayout } from './layout.ts'
import { separableFloats } from './pack.ts'
import type { SeparableShape } from './shape.ts'

/** Compute a tile in two passes, see Running: in separableLayout(shape).bytes of workspace. */
export function runSeparable(
  kernels: (index: number) => KernelInstance,
  shape: SeparableShape,
  { inputs, outputs, filters, from, to }: ConvTile,
  weights: number,
  workspace: number,
  words: Uint32Array,
): void {
  const { inPerGroup, block, layout } = shape
  const { stride } = layout.h
  const width = layout.w.out
  const { planes, pitch } = separableLayout(shape)
  for (let channel = 0; channel < inPerGroup; channel++) {
    words[workspace / 4 + channel] = workspace + planes + channel * pitch
  }
  const rows = rowsRead(shape, to - from)
  const rowFloats = 1 + shape.kernel[1]
  const perFilter = separableFloats(shape)
  for (let filter = 0; filter < filters; filter++) {
    const own = weights + 4 * filter * perFilter
    for (let row = 0; row < rows; row += block.rows) {
      const kernel = kernels(0).at(convFunction(block, 1, Math.min(block.rows, rows - row)))
      const inputOffset = 4 * (from * stride + row) * layout.rowPitch
      for (let channel = 0; channel < inPerGroup; channel++) {
        const ofChannel = own + 4 * channel * rowFloats
        kernel(inputs + 4 * channel, inputOffset, ofChannel, workspace + 4 * channel, 4 * row * width)
      }
    }
    const columns = own + 4 * inPerGroup * rowFloats
    for (let row = from; row < to; row += block.rows) {
      const kernel = kernels(1).at(convFunction(block, 1, Math.min(block.rows, to - row)))
      const inputOffset = 4 * (row - from) * stride * width
      kernel(workspace, inputOffset, columns, outputs + 4 * filter, 4 * row * width)
    }
  }
}
