import { wordAt } from '../../program/pointer.ts'
import type { KernelInstance } from '../../wasm/instances.ts'
import type { ConvTile } from '../tile.ts'
import { HEAD_WORDS, type SparseShape, TAP_WORDS } from './shape.ts'

/** Compute a tile from lists of taps, see Running: all filters pass over a row of input while the cache holds it. */
export function runSparse(
  kernelsOf: (index: number) => KernelInstance,
  { layout: { h, w, rowPitch } }: SparseShape,
  { inputs, outputs, filters, from, to }: ConvTile,
  weights: number,
  _workspace: number,
  words: Uint32Array,
): void {
  const kernels = kernelsOf(0)
  const inputRowStep = h.stride * rowPitch
  const width = w.out
  const blocks: { at: number; first: number; filters: number }[] = []
  for (let first = 0, block = weights; first < filters;) {
    const count = wordAt(words, block)
    blocks.push({ at: block, first, filters: count })
    first += count
    block += 4 * (HEAD_WORDS + wordAt(words, block + 4) * (TAP_WORDS + count))
  }
  for (let row = from; row < to; row++) {
    for (const block of blocks) {
      const outputTable = outputs + 4 * block.first
      kernels.at(block.filters - 1)(inputs, 4 * row * inputRowStep, block.at, outputTable, 4 * row * width)
    }
  }
}
