import { wordAt } from '../../program/pointer.ts'
import type { KernelInstance } from '../../wasm/instances.ts'
import { blocksOf } from '../filter-blocks.ts'
import type { ConvTile } from '../tile.ts'
import { POSITIONS } from './kernel.ts'
import { productsName, winogradLayout } from './layout.ts'
import { TILE } from './matrices.ts'
import type { WinogradShape } from './shape.ts'

/** Compute a tile by Winograd's algorithm, see Running: in winogradLayout(shape).bytes of workspace. */
export function runWinograd(
  kernelsOf: (index: number) => KernelInstance,
  shape: WinogradShape,
  { inputs, outputs, filters, from, to }: ConvTile,
  weights: number,
  workspace: number,
  words: Uint32Array,
): void {
  const kernels = kernelsOf(0)
  const layout = winogradLayout(shape)
  const v = workspace + layout.v
  const m = workspace + layout.m
  const tileRows = Math.ceil((to - from) / TILE)
  const input = kernels.get('input')
  for (let channel = 0; channel < shape.inPerGroup; channel++) {
    const plane = wordAt(words, inputs + 4 * channel) + 4 * from * shape.rowPitch
    input(plane, workspace + layout.rows, v + channel * layout.tilePitch, tileRows)
  }
  const output = kernels.get('output')
  for (const { first, each, blocks, chunkStart } of blocksOf(shape, filters)) {
    const u = weights + 4 * (filters + first * shape.inPerGroup * POSITIONS)
    const sums = m + (first - chunkStart) * layout.tilePitch
    kernels.get(productsName(shape, each, tileRows))(u, v, sums, blocks, 1)
    for (let i = 0; i < blocks * each; i++) {
      const map = wordAt(words, outputs + 4 * (first + i)) + 4 * from * shape.width
      output(sums + i * layout.tilePitch, weights + 4 * (first + i), map, to - from)
    }
  }
}
