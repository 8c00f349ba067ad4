import { productsAtOnce } from './at-once.ts'
import type { Conv2dInfo } from '../../../core/layers/conv2d.ts'
import { bandCount, bandRows, rowRuns } from '../../program/tiling.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import type { ConvLayer, FasterPlan } from '../face.ts'
import type { FilterBlocks } from '../filter-blocks.ts'
import { POSITIONS } from './kernel.ts'
import { tilesOf, winogradLayout } from './layout.ts'
import { TILE } from './matrices.ts'
import { winogradModule } from './module.ts'
import { winogradFloats } from './pack.ts'
import type { WinogradForm, WinogradShape } from './shape.ts'

/** Filters that must share one transform of their input. */
const FILTERS = 32
/** Tiles that a layer should have, for as many workers. */
const TILES = 8
/** Tiles of four by four that a band should have at least: six vectors hide the latency of the products' sums. */
const LEAST_TILES = 24
/** Bytes of the sums between transforms. */
const SUM_BYTES = 64 * 1024

/** Rows of a band: transformed, they should fit a tile's share of a common L2 cache, and make enough tiles. */
export function winogradRows({ h, w, inPerGroup }: Conv2dInfo): number {
  const wide = Math.ceil(w.out / TILE)
  const fitting = bandRows(h.out, inPerGroup * POSITIONS * wide, 0, TILE)
  const least = TILE * Math.ceil(LEAST_TILES / wide)
  const bands = Math.ceil(h.out / Math.max(fitting, least))
  return TILE * Math.ceil(h.out / bands / TILE)
}

/** Cut a layer for Winograd's algorithm. */
export function planWinograd({
  info,
  set,
  bandRows,
  layout,
}: ConvLayer): FasterPlan<WinogradShape, WinogradForm> {
  const { h, w, output, inPerGroup, outPerGroup, groups } = info
  const bands = bandCount(output[2], bandRows) * output[0] * groups
  const sharing = Math.ceil(outPerGroup / Math.ceil(TILES / bands))
  const rows = rowRuns(h.out, bandRows).map(([from, to]) => Math.ceil((to - from) / TILE))
  const form = {
    inPerGroup,
    ...blockOf(set, tilesOf({ width: w.out }, Math.ceil(bandRows / TILE))),
  }
  const shape = {
    ...form,
    width: w.out,
    rowPitch: layout.rowPitch,
    tileRows: [...new Set([Math.ceil(bandRows / TILE), ...rows])],
  }
  return {
    rowsPerTile: bandRows,
    filtersPerTile: 4 * Math.ceil(Math.max(FILTERS, sharing) / 4),
    shape,
    modules: (target) => [winogradModule({ ...shape, ...target })],
    workspace: winogradLayout(shape).bytes,
    form,
    floats: () => winogradFloats(form),
  }
}

function blockOf(set: KernelSet, tiles: number): FilterBlocks {
  const filters = productsAtOnce(set, tiles)
  const chunk = Math.max(1, Math.floor(SUM_BYTES / (POSITIONS * 4 * tiles) / filters)) * filters
  return { filters, chunk }
}
