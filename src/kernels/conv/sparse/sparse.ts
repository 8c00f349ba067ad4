import { emitColumnBlocks, evenVectors, storeInRow } from '../../maps/columns.ts'
import type { ConvTile } from '../tile.ts'
import type { KernelModule } from '../direct/module.ts'
import type { KernelInstance } from '../../wasm/instances.ts'
import { type Lanes, lanesOf } from '../../wasm/lanes.ts'
import type { SparseShape } from '../algorithms.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import type { WindowLayout } from '../taps.ts'
import { i32 } from '../../wasm/code.ts'
import { ModuleBuilder } from '../../wasm/module.ts'

/** A convolution of taps listed in memory that a module is assembled for. */
export interface SparseSpec extends SparseShape {
  readonly set: KernelSet
  /** Whether the engine's memory is shared. */
  readonly shared: boolean
}

/** Filters that may share a list of taps. */
export const SPARSE_FILTERS = 2

/** Sums that stay in registers while taps pass. */
const SUMS: Readonly<Record<KernelSet, number>> = { plain: 8, simd: 8, relaxed: 12 }

/** Words before the taps of a block: its number of filters and of taps, then a bias for each filter. */
const HEAD_WORDS = 2 + SPARSE_FILTERS
/** Words of a tap before its weights: byte offsets of its plane's pointer and of its first input. */
const TAP_WORDS = 2

/**
 * The module of a convolution that leaves out zero taps. It exports, for 1 <= F <= SPARSE_FILTERS,
 * `taps<F>(inputs, inputOffset, block, outputs, outputOffset)`: one output row of F filters, as in convModule, with `block` a
 * list of taps as packSparse writes it. The list is data, so that the code depends on the layer's shape alone: an edit that
 * makes a zero something else costs nothing.
 *
 * Sums go by channel, column, row, as in direct convolution; a tap that is zero for one of the block's filters adds nothing to
 * it. They end with + 0, because a sum of -0 may become 0 by such a tap: results do not depend on which filters share a list.
 */
export function sparseModule(spec: SparseSpec): KernelModule {
  const { set, shared, width } = spec
  const assemble = () => {
    const module = new ModuleBuilder(shared)
    for (let filters = 1; filters <= SPARSE_FILTERS; filters++) emitTaps(module, lanesOf(set), width, filters)
    return module.bytes()
  }
  return { key: `sparse-${set}-${shared ? 'shared' : 'own'}-w${width}`, assemble }
}

function emitTaps(module: ModuleBuilder, lanes: Lanes, width: number, filters: number): void {
  const tapBytes = 4 * (TAP_WORDS + filters)
  module.function(`taps${filters}`, (f) => {
    const inputs = f.param('i32')
    const inputOffset = f.param('i32')
    const block = f.param('i32')
    const outputs = f.param('i32')
    const outputOffset = f.param('i32')
    const maps = Array.from({ length: filters }, (_, i) =>
      f.local('i32', i32.add(i32.load(outputs, 4 * i), outputOffset)),
    )
    const weights = maps.map(() => f.local(lanes.type))
    const left = f.local('i32')
    const tap = f.local('i32')
    const input = f.local('i32')
    const size = evenVectors(lanes, width, Math.floor(SUMS[lanes.set] / filters))
    emitColumnBlocks(f, lanes, width, size, ({ start, offsets }) => {
      const from = f.local('i32', i32.add(inputOffset, start))
      const cells = offsets.map((offset) => ({
        offset,
        input: f.local(lanes.type),
        sums: maps.map((_, i) => f.local(lanes.type, lanes.loadSplat(block, 8 + 4 * i))),
      }))
      f.set(tap, i32.add(block, 4 * HEAD_WORDS))
      f.set(left, i32.load(block, 4))
      f.if(left, () => {
        f.loop((again) => {
          f.set(input, i32.add(i32.add(i32.load(i32.add(inputs, i32.load(tap))), i32.load(tap, 4)), from))
          weights.forEach((weight, i) => {
            f.set(weight, lanes.loadSplat(tap, 4 * (TAP_WORDS + i)))
          })
          for (const cell of cells) {
            f.set(cell.input, lanes.load(input, cell.offset))
            weights.forEach((weight, i) => {
              const sum = cell.sums[i]
              if (sum) f.set(sum, lanes.madd(weight, cell.input, sum))
            })
          }
          f.increment(tap, tapBytes)
          f.increment(left, -1)
          f.branchIf(again, left)
        })
      })
      for (const { offset, sums } of cells) {
        sums.forEach((sum, i) => {
          const map = maps[i]
          if (map)
            f.emit(
              ...storeInRow(lanes, width, i32.add(map, start), lanes.add(sum, lanes.constant(0)), offset),
            )
        })
      }
    })
  })
}

/** Time of a tap for two filters one after the other, against one tap for both at once: the inputs are loaded twice. */
const SHARING = 1.6

/** Words of a filter of so many taps that are not zero, packed, at most. */
export function sparseWords(taps: number): number {
  const shared = (SHARING * (TAP_WORDS + SPARSE_FILTERS)) / SPARSE_FILTERS
  return HEAD_WORDS + Math.ceil(Math.max(TAP_WORDS + 1, shared) * taps)
}

/**
 * Pack the taps of one tile: for each block of filters their number, the number of taps, the biases, and for each tap that is
 * not zero for all of them its two byte offsets and its weights.
 * @param target receives sparseWords words for each filter at most
 * @param weight OIHW, all filters of the layer
 * @param bias of all filters of the layer, or null for zeros
 * @param filters numbers of the tile's filters, all of one group
 */
export function packSparse(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  inPerGroup: number,
  layout: TapLayout,
): void {
  const words = new Int32Array(target.buffer, target.byteOffset, target.length)
  const offsets = tapOffsets(layout)
  const each = inPerGroup * offsets.length
  const order = tapOrder(inPerGroup, layout)
  const tapsOf = (block: readonly number[]) =>
    order.filter((tap) => block.some((filter) => weight[filter * each + tap] !== 0))
  let at = 0
  let next = 0
  while (next < filters.length) {
    const pair = filters.slice(next, next + SPARSE_FILTERS)
    const together = tapsOf(pair)
    const alone = pair.map((filter) => tapsOf([filter]))
    const least = alone.reduce((sum, { length }) => sum + length, 0)
    const sharing = pair.length * together.length <= SHARING * least
    const block = sharing ? pair : pair.slice(0, 1)
    const taps = sharing ? together : (alone[0] ?? [])
    words[at++] = block.length
    words[at++] = taps.length
    block.forEach((filter, i) => {
      target[at + i] = bias?.[filter] ?? 0
    })
    at += SPARSE_FILTERS
    for (const tap of taps) {
      words[at++] = 4 * Math.floor(tap / offsets.length)
      words[at++] = offsets[tap % offsets.length] ?? 0
      for (const filter of block) target[at++] = weight[filter * each + tap] ?? 0
    }
    next += block.length
  }
}

type TapLayout = Pick<WindowLayout, 'h' | 'w' | 'rowPitch' | 'phasePitch'>

/**
 * Compute a tile from lists of taps: all filters pass over a row of input while the cache holds it.
 * @param words packed by packSparse, at byte address `at`
 */
export function runSparse(
  kernels: KernelInstance,
  { width, inputRowStep }: SparseShape,
  { inputs, outputs, filters, from, to }: ConvTile,
  at: number,
  word: (address: number) => number,
): void {
  const blocks: { at: number; first: number; filters: number }[] = []
  for (let first = 0, block = at; first < filters;) {
    const count = word(block)
    blocks.push({ at: block, first, filters: count })
    first += count
    block += 4 * (HEAD_WORDS + word(block + 4) * (TAP_WORDS + count))
  }
  for (let row = from; row < to; row++) {
    for (const block of blocks) {
      const outputTable = outputs + 4 * block.first
      kernels.at(block.filters - 1)(inputs, 4 * row * inputRowStep, block.at, outputTable, 4 * row * width)
    }
  }
}

/** The taps of a filter, by channel, column, row. */
function tapOrder(inPerGroup: number, { h, w }: TapLayout): number[] {
  const taps: number[] = []
  for (let channel = 0; channel < inPerGroup; channel++) {
    for (let column = 0; column < w.kernel; column++) {
      for (let row = 0; row < h.kernel; row++) taps.push((channel * h.kernel + row) * w.kernel + column)
    }
  }
  return taps
}

/** Byte offset of each tap of a window from its first element. */
function tapOffsets({ h, w, rowPitch, phasePitch }: TapLayout): number[] {
  return Array.from({ length: h.kernel * w.kernel }, (_, tap) => {
    const column = (tap % w.kernel) * w.dilation
    const row = Math.floor(tap / w.kernel) * h.dilation
    return 4 * (row * rowPitch + (column % w.stride) * phasePitch + Math.floor(column / w.stride))
  })
}
