import { convFunction } from './functions.ts'
import type { DirectLayer } from './shape.ts'
import type { ConvTile } from '../tile.ts'
import type { KernelInstance } from '../../wasm/instances.ts'

/**
 * Compute a tile by direct convolution: band by band, whose input stays in the cache while all filters pass.
 * @param kernels convModule of the step
 * @param groups that the tile's filters are evenly from
 * @param weights packed by packDirect
 */
export function runDirect(
  kernels: KernelInstance,
  step: DirectLayer,
  { inputs, outputs, filters, from, to }: ConvTile,
  groups: number,
  weights: number,
): void {
  const { block, width, bandRows, inPerGroup } = step
  const filtersPerGroup = filters / groups
  for (let row = from; row < to; row += bandRows) {
    const rows = Math.min(bandRows, to - row)
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
        )
      }
      // One call for all blocks of rows: calls cost as much as small maps do.
      const rest = rows % block.rows
      if (rest < rows) convolve(row, block.rows, (rows - rest) / block.rows)
      if (rest > 0) convolve(row + rows - rest, rest, 1)
      filter += count
    }
  }
}
