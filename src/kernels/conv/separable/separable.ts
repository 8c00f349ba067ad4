import type { ConvTile } from '../tile.ts'
import {
  convFunction,
  convModule,
  type KernelModule,
  packWeights,
  weightFloatsPerFilter,
} from '../direct/module.ts'
import type { KernelInstance } from '../../wasm/instances.ts'
import type { SeparableShape } from '../algorithms.ts'
import type { ConvBlock } from '../../program/program.ts'
import { rankOne } from './rank-one.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import type { WindowLayout } from '../taps.ts'

/*
 * A kernel of rank 1, w[i][j] = column[i] * row[j], is two passes of 1-D kernels: kH + kW multiplications instead of
 * kH * kW. The rows of each channel go into the workspace, then columns are summed over the channels. Both are kernels of
 * convModule for a single filter, so that a filter's result does not depend on others.
 */

/** Sums in registers, all of one filter; a row is often short, so rows come before columns. */
const BLOCKS: Readonly<Record<KernelSet, ConvBlock>> = {
  plain: { filters: 1, rows: 2, vectors: 4 },
  simd: { filters: 1, rows: 2, vectors: 4 },
  relaxed: { filters: 1, rows: 2, vectors: 6 },
}

/** The register block of both passes. */
export function separableBlock(set: KernelSet): ConvBlock {
  return BLOCKS[set]
}

/** The modules of both passes of a layer. */
export function separableModules(
  set: KernelSet,
  shared: boolean,
  layout: WindowLayout,
  inPerGroup: number,
): { readonly rows: KernelModule; readonly columns: KernelModule } {
  const { h, w } = layout
  const once = { kernel: 1, stride: 1, dilation: 1 }
  const block = separableBlock(set)
  return {
    rows: convModule({ ...layout, set, shared, block, inPerGroup: 1, h: once }),
    columns: convModule({
      set,
      shared,
      block,
      inPerGroup,
      h,
      w: { ...once, out: w.out },
      rowPitch: w.out,
      phasePitch: w.out,
    }),
  }
}

/** Floats of one filter's packed rows and columns. */
export function separableFloats({ inPerGroup, kernel: [height, width] }: SeparableShape): number {
  const rows = inPerGroup * weightFloatsPerFilter({ inPerGroup: 1, h: axis(1), w: axis(width) })
  return rows + weightFloatsPerFilter({ inPerGroup, h: axis(height), w: axis(1) })
}

function axis(kernel: number): WindowLayout['w'] {
  return { kernel, stride: 1, dilation: 1, out: 1 }
}

/**
 * Pack the weights of one tile: for each filter the rows of its channels, then its bias and the columns.
 * @param target receives separableFloats(shape) floats for each filter
 * @param weight OIHW, all filters of the layer; those of the tile have kernels of rank 1
 * @param bias of all filters of the layer, or null for zeros
 * @param filters numbers of the tile's filters
 */
export function packSeparable(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  shape: SeparableShape,
): void {
  const { inPerGroup, kernel, block } = shape
  const [height, width] = kernel
  const floats = separableFloats(shape)
  const rows = new Float32Array(inPerGroup * width)
  const columns = new Float32Array(inPerGroup * height)
  const channels = Array.from({ length: inPerGroup }, (_, channel) => channel)
  const columnsAt = inPerGroup * weightFloatsPerFilter({ inPerGroup: 1, h: axis(1), w: axis(width) })
  for (const [i, filter] of filters.entries()) {
    for (const channel of channels) {
      const at = (filter * inPerGroup + channel) * height * width
      const factors = rankOne(weight.subarray(at, at + height * width), height, width)
      rows.set(factors.row, channel * width)
      columns.set(factors.column, channel * height)
    }
    const own = target.subarray(i * floats, (i + 1) * floats)
    packWeights(own.subarray(0, columnsAt), rows, null, channels, {
      inPerGroup: 1,
      h: axis(1),
      w: axis(width),
      block,
    })
    packWeights(own.subarray(columnsAt), columns, Float32Array.of(bias?.[filter] ?? 0), [0], {
      inPerGroup,
      h: axis(height),
      w: axis(1),
      block,
    })
  }
}

/** Where things stand in a worker's workspace: a table of pointers, then a plane for each channel; distances in bytes. */
interface Workspace {
  readonly planes: number
  readonly pitch: number
  readonly bytes: number
}

function workspaceOf(shape: SeparableShape): Workspace {
  const { inPerGroup, width, tileRows } = shape
  const planes = 64 * Math.ceil((4 * inPerGroup) / 64)
  // An odd number of cache lines, with slack for vectors that read over the end.
  const lines = Math.ceil((4 * width * rowsRead(shape, tileRows)) / 64) + 1
  const pitch = 64 * (lines % 2 === 0 ? lines + 1 : lines)
  return { planes, pitch, bytes: planes + inPerGroup * pitch }
}

/** Bytes of a worker's workspace. */
export function separableWorkspace(shape: SeparableShape): number {
  return workspaceOf(shape).bytes
}

function rowsRead({ strideHeight, dilationHeight, kernel: [height] }: SeparableShape, rows: number): number {
  return (rows - 1) * strideHeight + dilationHeight * (height - 1) + 1
}

/**
 * Compute a tile in two passes.
 * @param weights packed by packSeparable
 * @param workspace separableWorkspace(shape) bytes of this worker alone
 * @param words all memory as words
 */
export function runSeparable(
  kernels: { readonly rows: KernelInstance; readonly columns: KernelInstance },
  shape: SeparableShape,
  { inputs, outputs, filters, from, to }: ConvTile,
  weights: number,
  workspace: number,
  words: Uint32Array,
): void {
  const { inPerGroup, block, width, rowPitch, strideHeight } = shape
  const { planes, pitch } = workspaceOf(shape)
  for (let channel = 0; channel < inPerGroup; channel++) {
    words[workspace / 4 + channel] = workspace + planes + channel * pitch
  }
  const rows = rowsRead(shape, to - from)
  const rowFloats = 1 + shape.kernel[1]
  const perFilter = separableFloats(shape)
  for (let filter = 0; filter < filters; filter++) {
    const own = weights + 4 * filter * perFilter
    for (let row = 0; row < rows; row += block.rows) {
      const kernel = kernels.rows.at(convFunction(block, 1, Math.min(block.rows, rows - row)))
      const inputOffset = 4 * (from * strideHeight + row) * rowPitch
      for (let channel = 0; channel < inPerGroup; channel++) {
        const ofChannel = own + 4 * channel * rowFloats
        kernel(inputs + 4 * channel, inputOffset, ofChannel, workspace + 4 * channel, 4 * row * width)
      }
    }
    const columns = own + 4 * inPerGroup * rowFloats
    for (let row = from; row < to; row += block.rows) {
      const kernel = kernels.columns.at(convFunction(block, 1, Math.min(block.rows, to - row)))
      const inputOffset = 4 * (row - from) * strideHeight * width
      kernel(workspace, inputOffset, columns, outputs + 4 * filter, 4 * row * width)
    }
  }
}
