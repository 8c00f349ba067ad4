import { convFunction } from './functions.ts'
import type { DirectLayer } from './shape.ts'
import type { ConvTile } from '../tile.ts'
import type { Kernel, KernelInstance } from '../../wasm/instances.ts'
import { closeStats, openStats, sampleMagnitudes, STATS_BYTES } from '../../maps/stats.ts'

/**
 * Compute a tile by direct convolution, statistics of its whole bands included.
 * @param kernels convModule of the step, with stats
 * @param stats the stats kernel, for bands with values that are not finite
 * @param groups that the tile's filters are evenly from
 * @param weights packed by packDirect
 * @param view over all memory
 */
export function runDirect(
  kernels: KernelInstance,
  stats: Kernel,
  step: DirectLayer,
  { inputs, outputs, filters, from, to }: ConvTile,
  groups: number,
  weights: number,
  view: DataView,
): void {
  const { block, width, bandRows, inPerGroup } = step
  const filtersPerGroup = filters / groups
  const mapOf = (filter: number) => view.getUint32(outputs + 4 * filter, true)
  for (let row = from; row < to; row += bandRows) {
    const rows = Math.min(bandRows, to - row)
    const recordOffset = step.statsOffset + (row / bandRows) * STATS_BYTES
    for (let filter = 0; filter < filters; filter++) openStats(view, mapOf(filter) + recordOffset)
    for (let filter = 0; filter < filters;) {
      const group = Math.floor(filter / filtersPerGroup)
      const count = Math.min(block.filters, (group + 1) * filtersPerGroup - filter)
      const convolve = (first: number, each: number, times: number) => {
        kernels.at(convFunction(block, count, each))(
          inputs + 4 * group * inPerGroup,
          4 * first * step.inputRowStep,
          weights + 4 * filter * step.weightFloatsPerFilter,
          outputs + 4 * filter,
          4 * first * width,
          times,
          recordOffset,
        )
      }
      // One call for all blocks of rows: calls cost as much as small maps do.
      const rest = rows % block.rows
      if (rest < rows) convolve(row, block.rows, (rows - rest) / block.rows)
      if (rest > 0) convolve(row + rows - rest, rest, 1)
      filter += count
    }
    for (let filter = 0; filter < filters; filter++) {
      const map = mapOf(filter)
      const isFinite = closeStats(view, map + recordOffset, rows * width)
      const values = map + 4 * row * width
      if (!isFinite) stats(values, rows * width, map + recordOffset)
      sampleMagnitudes(view, values, rows * width, map + recordOffset)
    }
  }
}
