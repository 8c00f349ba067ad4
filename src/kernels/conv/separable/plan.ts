import type { Conv2dInfo } from '../../../core/layers/conv2d.ts'
import { filtersPerTile } from '../../program/tiling.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import type { ConvLayer, FasterPlan } from '../face.ts'
import type { ConvBlock } from '../direct/shape.ts'
import { separableLayout } from './layout.ts'
import { separableModules } from './module.ts'
import { separableFloats } from './pack.ts'
import type { SeparableForm, SeparableShape } from './shape.ts'

/** Sums in registers, all of one filter; a row is often short, so rows come before columns. */
const BLOCKS: Readonly<Record<KernelSet, ConvBlock>> = {
  plain: { filters: 1, rows: 2, vectors: 4 },
  simd: { filters: 1, rows: 2, vectors: 4 },
  relaxed: { filters: 1, rows: 2, vectors: 6 },
}

/** Bytes that the rows of a tile's channels fill, between the passes. */
const BYTES = 512 * 1024
/** Rows of a tile, in kernels: the passes of two tiles share all rows of a kernel but one. */
const KERNELS = 4
/** Tiles that a layer should have, for as many workers. */
const TILES = 8

/** Cut a layer for two passes. */
export function planSeparable({
  info,
  set,
  bandRows,
  layout,
}: ConvLayer): FasterPlan<SeparableShape, SeparableForm> {
  const { h, w, inPerGroup } = info
  const rows = bandRows * Math.ceil(rowsOf(info) / bandRows)
  const form = { inPerGroup, kernel: [h.kernel, w.kernel], block: BLOCKS[set] } as const
  const shape = { ...form, layout, tileRows: Math.min(h.out, rows) }
  return {
    rowsPerTile: rows,
    filtersPerTile: filtersPerTile(inPerGroup * (h.kernel + w.kernel) * w.out * rows, 1),
    shape,
    modules: (target) => separableModules(shape, target),
    workspace: separableLayout(shape).bytes,
    form,
    floats: () => separableFloats(form),
  }
}

/** Rows of a tile: many more than a kernel's, as long as the passes' values stay in the cache and there are tiles enough. */
function rowsOf({ h, w, inPerGroup, output, outPerGroup, groups }: Conv2dInfo): number {
  const most = BYTES / (4 * w.out * inPerGroup * h.stride) - h.kernel
  const shared = Math.ceil((h.out * output[0] * groups * outPerGroup) / TILES)
  return Math.max(1, Math.min(h.out, KERNELS * h.kernel, Math.floor(most), shared))
}
