import type { Shape4 } from '../../core/tensor.ts'

/*
 * Cutting work into tiles: runs of filters (never across a group) x bands of rows. The grid depends on shapes only,
 * never on the number of workers or on timings, so that the same bits and the same order of reduction come out anywhere.
 */

/** A tile reads about this much of its input, a good third of a common L2 cache, so that all its filters find it there. */
const TILE_INPUT_BYTES = 384 * 1024

/** Multiply-adds of a tile: about 0.1 ms of SIMD work, so that a run can be cancelled soon and workers end together. */
const TILE_MACS = 2_000_000

/** Multiply-adds of the smallest tile worth handing out: 10 times what that costs. */
const LEAST_TILE_MACS = 250_000

/** Tiles that a layer should have: two for each of eight workers. */
const TILES = 16

/**
 * Rows of a band.
 * @param rows rows of the output
 * @param inputBytesPerRow bytes of input that one output row adds to a tile's working set
 * @param macsPerRow multiply-adds of one row of the fewest maps that a tile has
 * @param multiple rows of the kernel's register block: bands are a multiple of it
 * @param inputBytes that a tile reads at most
 * @returns a multiple of `multiple`, at least one block; may exceed `rows` in a map of one band
 */
export function bandRows(
  rows: number,
  inputBytesPerRow: number,
  macsPerRow: number,
  multiple: number,
  inputBytes = TILE_INPUT_BYTES,
): number {
  const byCache = inputBytes / Math.max(1, inputBytesPerRow)
  const byWork = TILE_MACS / Math.max(1, macsPerRow)
  const blocks = Math.max(1, Math.floor(Math.min(byCache, byWork) / multiple))
  const bands = Math.ceil(rows / (blocks * multiple))
  // The same number of bands, but even ones: no band of a single row at the end.
  return Math.ceil(rows / bands / multiple) * multiple
}

/** Bands of a map of this many rows. */
export function bandCount(rows: number, rowsPerBand: number): number {
  return Math.ceil(rows / rowsPerBand)
}

/** First row and end of runs of rows, the last as long as is left. */
export function rowRuns(height: number, rows: number): (readonly [from: number, to: number])[] {
  return Array.from({ length: bandCount(height, rows) }, (_, run) => [
    run * rows,
    Math.min(height, (run + 1) * rows),
  ])
}

/**
 * Filters of a tile: a multiple of the register block's filters, at least one block.
 * @param macs multiply-adds of the layer, if it is to have tiles for eight workers
 */
export function filtersPerTile(macsPerFilter: number, filterBlock: number, macs = Infinity): number {
  const tileMacs = Math.min(TILE_MACS, Math.max(LEAST_TILE_MACS, macs / TILES))
  return Math.max(1, Math.floor(tileMacs / Math.max(1, macsPerFilter) / filterBlock)) * filterBlock
}

/** Filters, in increasing order, that one tile computes for image `n` of the batch: of one group, or all of some groups. */
export interface FilterRun {
  readonly n: number
  /** The first group. */
  readonly group: number
  readonly groups: number
  readonly filters: readonly number[]
}

/**
 * The runs of filters to compute.
 * @param output shape of the layer's output
 * @param outPerGroup filters of a group
 * @param perTile filters of a tile at most
 * @param wanted whether map n * C_out + filter is to be computed
 * @param wholeGroups whether a run may have all filters of several groups
 */
export function filterRuns(
  output: Shape4,
  outPerGroup: number,
  perTile: number,
  wanted: (map: number) => boolean,
  wholeGroups = false,
): FilterRun[] {
  const [batch, channels] = output
  const runs: FilterRun[] = []
  for (let n = 0; n < batch; n++) {
    for (let first = 0; first < channels; first += outPerGroup) {
      const filters: number[] = []
      for (let filter = first; filter < first + outPerGroup; filter++) {
        if (wanted(n * channels + filter)) filters.push(filter)
      }
      const group = first / outPerGroup
      const last = runs.at(-1)
      if (
        wholeGroups &&
        filters.length === outPerGroup &&
        last?.n === n &&
        last.group + last.groups === group &&
        last.filters.length === last.groups * outPerGroup &&
        last.filters.length + outPerGroup <= perTile
      ) {
        runs[runs.length - 1] = { ...last, groups: last.groups + 1, filters: [...last.filters, ...filters] }
        continue
      }
      for (let from = 0; from < filters.length; from += perTile) {
        runs.push({ n, group, groups: 1, filters: filters.slice(from, from + perTile) })
      }
    }
  }
  return runs
}
