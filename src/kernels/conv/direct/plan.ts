import type { Conv2dInfo } from '../../../core/layers/conv2d.ts'
import { elementCount } from '../../../core/tensor.ts'
import { bandRows, filtersPerTile } from '../../program/tiling.ts'
import type { TileSize } from '../face.ts'
import { writesMost } from './blocks.ts'
import type { ConvBlock } from './shape.ts'

/** Bytes that a tile reads which mostly writes: long streams into few maps (1x1 3->32: 1.2 times as fast as with 256 KB). */
const LONG_STREAM_BYTES = 640 * 1024

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

/** Tiles of direct convolution where bands have so many rows. */
export function directTiles(
  { h, w, inPerGroup, output }: Conv2dInfo,
  block: ConvBlock,
  rows: number,
): TileSize {
  const macsPerRow = inPerGroup * h.kernel * w.kernel * w.out
  const macs = (macsPerRow * elementCount(output)) / output[3]
  return { rowsPerTile: rows, filtersPerTile: filtersPerTile(macsPerRow * rows, block.filters, macs) }
}
