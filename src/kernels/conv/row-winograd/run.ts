import type { ConvTile } from '../tile.ts'
import { blocksOf } from '../filter-blocks.ts'
import type { KernelInstance } from '../../wasm/instances.ts'
import type { RowWinogradShape } from '../algorithms.ts'
import { placeOfRow, rowProductsName, rowsRead, rowWinogradLayout, tilesOfRow } from './layout.ts'
import { patchOf, TILE, winogradMatrices } from '../winograd/matrices.ts'

/** Products in a sum. */
function productsOf({ inPerGroup, kernel, phases, segments }: RowWinogradShape): number {
  return kernel[0] * inPerGroup * phases * segments
}

/** Floats of one filter's packed weights and bias. */
export function rowWinogradFloats(shape: RowWinogradShape): number {
  return productsOf(shape) * patchOf(shape.taps) + 1
}

/**
 * Pack the weights of one tile: all biases, then for each run of blocks G g as
 * [position][block][kernel row][channel][phase][segment][filter].
 * @param target receives rowWinogradFloats(shape) floats for each filter
 * @param weight OIHW, all filters of the layer
 * @param bias of all filters of the layer, or null for zeros
 * @param filters numbers of the tile's filters, all of one group
 */
export function packRowWinograd(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  shape: RowWinogradShape,
): void {
  const { inPerGroup, kernel, phases, taps, segments } = shape
  const [height, width] = kernel
  const matrix = winogradMatrices(taps).kernel
  const products = productsOf(shape)
  for (const [i, filter] of filters.entries()) target[i] = bias?.[filter] ?? 0
  for (const { first, each, blocks } of blocksOf(shape, filters.length)) {
    const start = filters.length + first * products * matrix.length
    const positionStep = blocks * each * products
    for (let i = 0; i < blocks * each; i++) {
      const filter = filters[first + i] ?? 0
      let at = start + Math.floor(i / each) * each * products + (i % each)
      for (let row = 0; row < height; row++) {
        for (let channel = 0; channel < inPerGroup; channel++) {
          const from = ((filter * inPerGroup + channel) * height + row) * width
          for (let phase = 0; phase < phases; phase++) {
            for (let segment = 0; segment < segments; segment++) {
              matrix.forEach((powers, position) => {
                let sum = 0
                for (let tap = 0; tap < taps; tap++) {
                  const x = phases * (segment * taps + tap) + phase
                  if (x < width) sum += (powers[tap] ?? 0) * (weight[from + x] ?? 0)
                }
                target[at + position * positionStep] = sum
              })
              at += each
            }
          }
        }
      }
    }
  }
}

/**
 * Compute a tile by Winograd's algorithm along rows.
 * @param weights packed by packRowWinograd
 * @param workspace rowWinogradLayout(shape).bytes of this worker alone
 */
export function runRowWinograd(
  kernels: KernelInstance,
  shape: RowWinogradShape,
  { inputs, outputs, filters, from, to }: ConvTile,
  weights: number,
  workspace: number,
): void {
  const { strideHeight, tilesWide, width } = shape
  const layout = rowWinogradLayout(shape)
  const v = workspace + layout.v
  const m = workspace + layout.m
  const floats = productsOf(shape) * patchOf(shape.taps)
  const columns = TILE * shape.dilationWidth
  const tiles = tilesOfRow(shape)
  const input = kernels.get('input')
  const blocks = blocksOf(shape, filters)
  for (let part = 0; part < tiles; part += tilesWide) {
    // The last part moves to the left, to end with the row.
    const tile = Math.min(part, tiles - tilesWide)
    const output = kernels.get(tile + tilesWide === tiles ? 'outputLast' : 'output')
    for (let row = 0; row < rowsRead(shape, to - from); row++) {
      const offset = 4 * ((from * strideHeight + row) * shape.rowPitch + columns * tile)
      input(inputs, offset, v + placeOfRow(shape, row) * layout.rowPitch)
    }
    for (let first = from; first < to; first += shape.sumRows) {
      const rows = Math.min(shape.sumRows, to - first)
      for (const { first: filter, each, blocks: count, chunkStart } of blocks) {
        const u = weights + 4 * (filters + filter * floats)
        const sums = m + (filter - chunkStart) * layout.filterPitch
        const multiply = (row: number, atOnce: number, times: number) => {
          const windows = v + placeOfRow(shape, (first + row - from) * strideHeight) * layout.rowPitch
          const products = kernels.get(rowProductsName(each, atOnce))
          products(u, windows, sums + row * layout.tilePitch, count, times)
        }
        const rest = rows % shape.rowsAtOnce
        if (rest < rows) multiply(0, shape.rowsAtOnce, (rows - rest) / shape.rowsAtOnce)
        if (rest > 0) multiply(rows - rest, 1, rest)
        for (let row = 0; row < rows; row++) {
          const offset = 4 * ((first + row) * width + columns * tile)
          const maps = outputs + 4 * filter
          output(sums + row * layout.tilePitch, weights + 4 * filter, maps, offset, count * each)
        }
      }
    }
  }
}
