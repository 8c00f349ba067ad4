import { emitColumnBlocks, evenVectors, storeInRow } from '../../maps/columns.ts'
import { i32 } from '../../wasm/code.ts'
import { type Lanes, lanesOf } from '../../wasm/lanes.ts'
import { ModuleBuilder } from '../../wasm/module.ts'
import type { KernelSet } from '../../wasm/sets.ts'
import type { ModuleTarget } from '../face.ts'
import { HEAD_WORDS, SPARSE_FILTERS, type SparseShape, TAP_WORDS } from './shape.ts'

/** Sums that stay in registers while taps pass. */
const SUMS: Readonly<Record<KernelSet, number>> = { plain: 8, simd: 8, relaxed: 12 }

/**
 * The module of a convolution that leaves out zero taps. It exports, for 1 <= F <= SPARSE_FILTERS,
 * `taps<F>(inputs, inputOffset, block, outputs, outputOffset)`: one output row of F filters, as in convModule, with `block` a
 * list of taps as packSparse writes it. The list is data, so that the code depends on the layer's shape alone: an edit that
 * makes a zero something else costs nothing.
 *
 * Sums go by channel, column, row, as in direct convolution; a tap that is zero for one of the block's filters adds nothing to
 * it. They end with + 0, because a sum of -0 may become 0 by such a tap: results do not depend on which filters share a list.
 */
export function assembleSparse(
  { layout }: SparseShape,
  { set, shared }: ModuleTarget,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(shared)
  for (let filters = 1; filters <= SPARSE_FILTERS; filters++)
    emitTaps(module, lanesOf(set), layout.w.out, filters)
  return module.bytes()
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
