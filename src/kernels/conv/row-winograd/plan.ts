import { rowProductsAtOnce } from '../winograd/at-once.ts'
import type { ConvLayer, FasterPlan } from '../face.ts'
import { patchOf, TILE } from '../winograd/matrices.ts'
import { rowForm } from './form.ts'
import { rowWinogradLayout } from './layout.ts'
import { rowWinogradModule } from './module.ts'
import { rowWinogradFloats } from './pack.ts'
import type { RowWinogradForm, RowWinogradShape } from './shape.ts'

/** Bytes of transformed input of a tile: most of a common L2 cache. */
const INPUT_BYTES = 384 * 1024
/** Tiles of a row that are transformed at once, at least: six vectors. */
const LEAST_TILES = 24
/** Rows of a tile, in kernels: the rows that two tiles share are transformed twice. */
const KERNELS = 3
/** Filters that share one transform of their input, at most. */
const FILTERS = 64
/** Tiles that a layer should have: two for each of eight workers. */
const TILES = 16
/** Bytes of the sums between transforms. */
const SUM_BYTES = 64 * 1024

/** Cut a layer for Winograd's algorithm along rows. */
export function planRowWinograd({
  info,
  set,
  bandRows,
  layout,
}: ConvLayer): FasterPlan<RowWinogradShape, RowWinogradForm> {
  const { h, w, inPerGroup, output, outPerGroup, groups } = info
  const { phases, taps, segments } = rowForm(w)
  const filtersPerTile = Math.min(outPerGroup, FILTERS)
  const runs = output[0] * groups * Math.ceil(outPerGroup / filtersPerTile)
  const shared = Math.ceil((h.out * runs) / TILES)
  const wanted = Math.max(1, Math.min(h.out, Math.ceil((KERNELS * h.kernel) / h.stride), shared))
  const rows = bandRows * Math.ceil(wanted / bandRows)
  const read = (rows - 1) * h.stride + (h.kernel - 1) * h.dilation + 1
  const bytesPerTile = 4 * patchOf(taps) * inPerGroup * phases * w.dilation * read
  const tilesWide = evenParts(Math.ceil(w.out / w.dilation / TILE), INPUT_BYTES / bytesPerTile)
  const atOnce = rowProductsAtOnce(set, w.dilation * tilesWide)
  const filters = Math.min(filtersPerTile, atOnce.filters)
  const fitting = Math.max(1, Math.floor(SUM_BYTES / (4 * patchOf(taps) * w.dilation * tilesWide * filters)))
  // Rows of a dilated kernel's windows are not evenly apart.
  const rowsAtOnce = h.dilation > 1 ? 1 : Math.min(rows, atOnce.rows)
  const times = Math.max(1, Math.floor(fitting / rowsAtOnce))
  const sumRows = h.dilation > 1 ? 1 : Math.min(rows, rowsAtOnce * times)
  const chunk = Math.max(1, Math.floor(fitting / sumRows)) * filters
  const form = { inPerGroup, kernel: [h.kernel, w.kernel], phases, taps, segments, filters, chunk } as const
  const shape = {
    ...form,
    strideHeight: h.stride,
    dilationHeight: h.dilation,
    dilationWidth: w.dilation,
    width: w.out,
    rowPitch: layout.rowPitch,
    phasePitch: layout.phasePitch,
    tileRows: Math.min(h.out, rows),
    tilesWide,
    sumRows,
    rowsAtOnce,
  }
  return {
    rowsPerTile: rows,
    filtersPerTile,
    shape,
    modules: (target) => [rowWinogradModule({ ...shape, ...target })],
    workspace: rowWinogradLayout(shape).bytes,
    form,
    floats: () => rowWinogradFloats(form),
  }
}

/** The tiles of a part where a row is cut into even parts of whole vectors, of `most` tiles or a little more. */
function evenParts(tiles: number, most: number): number {
  const parts = Math.ceil(tiles / Math.max(LEAST_TILES, most))
  return Math.min(tiles, 4 * Math.ceil(tiles / parts / 4))
}
