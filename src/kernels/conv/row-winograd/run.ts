import type { KernelInstance } from '../../wasm/instances.ts'
import { blocksOf } from '../filter-blocks.ts'
import type { ConvTile } from '../tile.ts'
import { patchOf, TILE } from '../winograd/matrices.ts'
import { placeOfRow, rowProductsName, rowsRead, rowWinogradLayout, tilesOfRow } from './layout.ts'
import { productsOf } from './pack.ts'
import type { RowWinogradShape } from './shape.ts'

/** Compute a tile by Winograd's algorithm along rows, see Running: in rowWinogradLayout(shape).bytes of workspace. */
export function runRowWinograd(
  kernelsOf: (index: number) => KernelInstance,
  shape: RowWinogradShape,
  { inputs, outputs, filters, from, to }: ConvTile,
  weights: number,
  workspace: number,
): void {
  const kernels = kernelsOf(0)
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
