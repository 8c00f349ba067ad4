import type { Conv2dInfo } from '../../core/layers/conv2d.ts'
import { bandCount, bandRows, filtersPerTile } from './tiling.ts'
import { elementCount } from '../../core/tensor.ts'
import {
  type Algorithm,
  chooseAlgorithms,
  suitsRowWinograd,
  suitsWinograd,
} from '../../kernels/conv/choose.ts'
import { convBlock, writesMost } from '../../kernels/conv/blocks.ts'
import type { FilterBlocks } from '../../kernels/conv/filter-blocks.ts'
import type { ConvBlock } from '../../kernels/program/program.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import { fillOfForm } from '../../kernels/conv/row-winograd/form.ts'
import { SPARSE_FILTERS } from '../../kernels/conv/sparse/sparse.ts'
import { POSITIONS } from '../../kernels/conv/winograd/kernel.ts'
import { tileRowsAtOnce, tilesOf } from '../../kernels/conv/winograd/layout.ts'
import { TILE } from '../../kernels/conv/winograd/matrices.ts'
import { productsAtOnce } from '../../kernels/conv/winograd/products.ts'
import { rowWinogradPlan, type RowWinogradPlan } from './row-winograd-plan.ts'
import { NO_FILL, type WindowFill } from './window-fill.ts'

/** How a convolution is computed; it follows from shapes and weights alone. */
export interface ConvPlan {
  /** Of direct convolution. */
  readonly block: ConvBlock
  /** Of direct convolution of single filters: for input that a faster algorithm does not take. */
  readonly singleBlock: ConvBlock
  /** Of each filter. */
  readonly algorithms: readonly Algorithm[]
  readonly reason: string
  /** Rows of a band. */
  readonly bandRows: number
  readonly fill: WindowFill
  readonly winograd: FilterBlocks
  readonly rowWinograd: RowWinogradPlan
  /** Rows of a tile: a multiple of a band's. */
  readonly rowsPerTile: Readonly<Record<Algorithm, number>>
  /** Filters of a tile at most. */
  readonly filtersPerTile: Readonly<Record<Algorithm, number>>
}

/** Filters that must share one transform of their input. */
const WINOGRAD_FILTERS_PER_TILE = 32
/** Tiles that a layer should have, for as many workers. */
const TILES = 8

/** Bytes that a tile reads which mostly writes: long streams into few maps (1x1 3->32: 1.2 times as fast as with 256 KB). */
const LONG_STREAM_BYTES = 640 * 1024

/** Bytes that the rows of a separable tile's channels fill, between the passes. */
const SEPARABLE_BYTES = 512 * 1024
/** Rows of a separable tile, in kernels: the passes of two tiles share all rows of a kernel but one. */
const SEPARABLE_KERNELS = 4

/**
 * Plan a convolution. The form of its maps, bands included, follows from the shape alone: an edit keeps the maps of other filters.
 * @param weight OIHW
 * @param only see chooseAlgorithms
 */
export function planConv(
  set: KernelSet,
  info: Conv2dInfo,
  weight: Float32Array,
  only: Algorithm | null,
): ConvPlan {
  const { h, w, output, inPerGroup, outPerGroup } = info
  const block = convBlock(set, info)
  const { algorithms, reason } = chooseAlgorithms(info, weight, only)
  const winograd = suitsWinograd(info, only)
  const byRows = suitsRowWinograd(info, only)
  const macsPerRow = inPerGroup * h.kernel * w.kernel * w.out
  const rows = winograd ? winogradRows(info) : directRows(info, block)
  const bands = bandCount(output[2], rows) * output[0] * info.groups
  const sharing = Math.ceil(outPerGroup / Math.ceil(TILES / bands))
  const rowWinograd = rowWinogradPlan(set, info, rows)
  const separableRows = rows * Math.ceil(separableTileRows(info) / rows)
  return {
    block,
    singleBlock: convBlock(set, { ...info, outPerGroup: 1 }),
    algorithms,
    reason: algorithms.includes('direct')
      ? `${reason}, ${block.filters} filters x ${block.rows} rows x ${block.vectors} vectors`
      : reason,
    bandRows: rows,
    fill: fillOf(info, winograd, byRows),
    winograd: winogradBlock(set, tilesOf({ width: w.out }, Math.ceil(rows / TILE))),
    rowWinograd,
    rowsPerTile: {
      direct: rows,
      winograd: rows,
      rowWinograd: rowWinograd.rows,
      sparse: rows,
      separable: separableRows,
    },
    filtersPerTile: {
      direct: filtersPerTile(
        macsPerRow * rows,
        block.filters,
        (macsPerRow * elementCount(output)) / output[3],
      ),
      winograd: 4 * Math.ceil(Math.max(WINOGRAD_FILTERS_PER_TILE, sharing) / 4),
      rowWinograd: rowWinograd.filtersPerTile,
      sparse: filtersPerTile((macsPerRow * rows) / 2, SPARSE_FILTERS),
      separable: filtersPerTile(inPerGroup * (h.kernel + w.kernel) * w.out * separableRows, 1),
    },
  }
}

/** Rows of a band that is computed by direct convolution in this block. */
export function directRows(info: Conv2dInfo, block: ConvBlock): number {
  const { h, w, inPerGroup, input } = info
  return bandRows(
    h.out,
    inPerGroup * input[3] * h.stride * 4,
    inPerGroup * h.kernel * w.kernel * w.out * block.filters,
    block.rows,
    writesMost(info) ? LONG_STREAM_BYTES : undefined,
  )
}

/** Rows of a separable tile: many more than a kernel's, as long as the passes' values stay in the cache and there are tiles enough. */
function separableTileRows({ h, w, inPerGroup, output, outPerGroup, groups }: Conv2dInfo): number {
  const most = SEPARABLE_BYTES / (4 * w.out * inPerGroup * h.stride) - h.kernel
  const shared = Math.ceil((h.out * output[0] * groups * outPerGroup) / TILES)
  return Math.max(1, Math.min(h.out, SEPARABLE_KERNELS * h.kernel, Math.floor(most), shared))
}

/** Tiles that a band should have at least: six vectors hide the latency of the products' sums. */
const WINOGRAD_TILES = 24
/** Bytes of the sums between transforms. */
const WINOGRAD_SUMS = 64 * 1024

/** Rows of a band: transformed, they should fit a tile's share of a common L2 cache, and make enough tiles. */
function winogradRows({ h, w, inPerGroup }: Conv2dInfo): number {
  const wide = Math.ceil(w.out / TILE)
  const fitting = bandRows(h.out, inPerGroup * POSITIONS * wide, 0, TILE)
  const least = TILE * Math.ceil(WINOGRAD_TILES / wide)
  const bands = Math.ceil(h.out / Math.max(fitting, least))
  return TILE * Math.ceil(h.out / bands / TILE)
}

function winogradBlock(set: KernelSet, tiles: number): FilterBlocks {
  const filters = productsAtOnce(set, tiles)
  const chunk = Math.max(1, Math.floor(WINOGRAD_SUMS / (POSITIONS * 4 * tiles) / filters)) * filters
  return { filters, chunk }
}

function fillOf({ w }: Conv2dInfo, winograd: boolean, byRows: boolean): WindowFill {
  if (winograd) return { ...NO_FILL, rows: TILE * tileRowsAtOnce({ width: w.out }), columns: TILE }
  return byRows ? { ...NO_FILL, ...fillOfForm(w) } : NO_FILL
}
