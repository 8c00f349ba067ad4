import type { Conv2dInfo } from '../core/conv2d.ts'
import { bandCount, bandRows, filtersPerTile } from '../core/planner.ts'
import { elementCount } from '../core/tensor.ts'
import { type Algorithm, chooseAlgorithms } from '../kernels/algorithm.ts'
import { convBlock } from '../kernels/blocks.ts'
import type { ConvBlock } from '../kernels/program.ts'
import type { KernelSet } from '../kernels/sets.ts'
import { POSITIONS, TILE } from '../kernels/winograd-matrices.ts'

/** How a convolution is computed; it follows from shapes and weights alone. */
export interface ConvPlan {
  /** Of direct convolution. */
  readonly block: ConvBlock
  /** Of each filter. */
  readonly algorithms: readonly Algorithm[]
  readonly reason: string
  /** Rows of a band. */
  readonly bandRows: number
  /** Rows and columns of windows are filled up to a multiple of this. */
  readonly multiple: number
  /** Filters at once in the products of Winograd's algorithm, and between its transforms. */
  readonly winograd: { readonly filters: number; readonly chunk: number }
  /** Filters of a tile at most. */
  readonly filtersPerTile: Readonly<Record<Algorithm, number>>
}

/** Filters that must share one transform of their input. */
const WINOGRAD_FILTERS_PER_TILE = 32
/** Tiles that a layer should have, for as many workers. */
const TILES = 8

/** Plan a convolution. @param weight OIHW */
export function planConv(
  set: KernelSet,
  info: Conv2dInfo,
  weight: Float32Array,
  exactDenseWork: boolean,
): ConvPlan {
  const { h, w, output, inPerGroup, outPerGroup } = info
  const block = convBlock(set, info)
  const { algorithms, reason } = chooseAlgorithms(info, weight, exactDenseWork)
  const winograd = algorithms.includes('winograd')
  const macsPerRow = inPerGroup * h.kernel * w.kernel * w.out
  const rows = winograd
    ? winogradRows(info)
    : bandRows(output[2], inPerGroup * info.input[3] * h.stride * 4, macsPerRow * block.filters, block.rows)
  const bands = bandCount(output[2], rows) * output[0] * info.groups
  const sharing = Math.ceil(outPerGroup / Math.ceil(TILES / bands))
  return {
    block,
    algorithms,
    reason: algorithms.includes('direct')
      ? `${reason}, ${block.filters} filters x ${block.rows} rows x ${block.vectors} vectors`
      : reason,
    bandRows: rows,
    multiple: winograd ? TILE : 1,
    winograd: winogradBlock(set, Math.ceil(w.out / TILE) * Math.ceil(rows / TILE)),
    filtersPerTile: {
      direct: filtersPerTile(
        macsPerRow * rows,
        block.filters,
        (macsPerRow * elementCount(output)) / output[3],
      ),
      winograd: 4 * Math.ceil(Math.max(WINOGRAD_FILTERS_PER_TILE, sharing) / 4),
    },
  }
}

/** Tiles that a band should have at least: six vectors hide the latency of the products' sums. */
const WINOGRAD_TILES = 24
/** Bytes of the sums between transforms. */
const WINOGRAD_SUMS = 64 * 1024

/** Rows of a band: transformed, they should fill half of a common L2 cache, and make enough tiles. */
function winogradRows({ h, w, inPerGroup }: Conv2dInfo): number {
  const wide = Math.ceil(w.out / TILE)
  const fitting = bandRows(h.out, inPerGroup * POSITIONS * wide, 0, TILE)
  const least = TILE * Math.ceil(WINOGRAD_TILES / wide)
  const bands = Math.ceil(h.out / Math.max(fitting, least))
  return TILE * Math.ceil(h.out / bands / TILE)
}

function winogradBlock(set: KernelSet, tiles: number): ConvPlan['winograd'] {
  const filters = set === 'relaxed' ? 2 : 4
  const chunk = Math.max(1, Math.floor(WINOGRAD_SUMS / (POSITIONS * 4 * tiles) / filters)) * filters
  return { filters, chunk }
}
