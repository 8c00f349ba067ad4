import type { ConvTile } from '../tile.ts'
import { blocksOf } from '../filter-blocks.ts'
import type { KernelInstance } from '../../wasm/instances.ts'
import type { WinogradShape } from '../algorithms.ts'
import { productsName, winogradLayout } from './layout.ts'
import { POSITIONS, transformKernel } from './kernel.ts'
import { TILE } from './matrices.ts'

/** Floats of one filter's packed weights and bias. */
export function winogradFloats(inPerGroup: number): number {
  return inPerGroup * POSITIONS + 1
}

/**
 * Pack the weights of one tile: all biases, then for each run of blocks G g G^T as [position][block][channel][filter].
 * @param target receives winogradFloats(inPerGroup) floats for each filter
 * @param weight OIHW, all filters of the layer
 * @param bias of all filters of the layer, or null for zeros
 * @param filters numbers of the tile's filters, all of one group
 */
export function packWinograd(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  shape: Pick<WinogradShape, 'inPerGroup' | 'filters' | 'chunk'>,
): void {
  const { inPerGroup } = shape
  const transformed = new Float64Array(POSITIONS)
  const columns = new Float64Array(18)
  for (const [i, filter] of filters.entries()) target[i] = bias?.[filter] ?? 0
  for (const { first, each, blocks } of blocksOf(shape, filters.length)) {
    const start = filters.length + first * inPerGroup * POSITIONS
    const positionStep = blocks * each * inPerGroup
    for (let i = 0; i < blocks * each; i++) {
      const filter = filters[first + i] ?? 0
      const inBlock = start + Math.floor(i / each) * each * inPerGroup + (i % each)
      for (let channel = 0; channel < inPerGroup; channel++) {
        transformKernel(weight, (filter * inPerGroup + channel) * 9, transformed, columns)
        let at = inBlock + channel * each
        for (let position = 0; position < POSITIONS; position++) {
          target[at] = transformed[position] ?? 0
          at += positionStep
        }
      }
    }
  }
}

/**
 * Compute a tile by Winograd's algorithm.
 * @param weights packed by packWinograd
 * @param workspace winogradLayout(shape).bytes of this worker alone
 * @param pointer the pointer at an address
 */
export function runWinograd(
  kernels: KernelInstance,
  shape: WinogradShape,
  { inputs, outputs, filters, from, to }: ConvTile,
  weights: number,
  workspace: number,
  pointer: (address: number) => number,
): void {
  const layout = winogradLayout(shape)
  const v = workspace + layout.v
  const m = workspace + layout.m
  const tileRows = Math.ceil((to - from) / TILE)
  const input = kernels.get('input')
  for (let channel = 0; channel < shape.inPerGroup; channel++) {
    const plane = pointer(inputs + 4 * channel) + 4 * from * shape.rowPitch
    input(plane, workspace + layout.rows, v + channel * layout.tilePitch, tileRows)
  }
  const output = kernels.get('output')
  for (const { first, each, blocks, chunkStart } of blocksOf(shape, filters)) {
    const u = weights + 4 * (filters + first * shape.inPerGroup * POSITIONS)
    const sums = m + (first - chunkStart) * layout.tilePitch
    kernels.get(productsName(shape, each, tileRows))(u, v, sums, blocks, 1)
    for (let i = 0; i < blocks * each; i++) {
      const map = pointer(outputs + 4 * (first + i)) + 4 * from * shape.width
      output(sums + i * layout.tilePitch, weights + 4 * (first + i), map, to - from)
    }
  }
}
