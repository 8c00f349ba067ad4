import type { Lanes, Vec } from './lanes.ts'
import { type Expr, type I32, i32, type Statement } from './wasm-code.ts'
import type { FunctionBuilder } from './wasm-function.ts'

/** Vectors side by side that are computed in registers at once: `offsets` are the bytes from the first to each. */
export interface ColumnBlock {
  /** Bytes from the start of the row to the first vector. */
  readonly start: I32
  readonly offsets: readonly number[]
}

/**
 * Cut a row of `width` floats into blocks of at most `most` vectors, as even as they come, and write `body` once for
 * each size of block. A width that is no multiple of a vector is covered by moving the last vectors to the left: they
 * compute some columns a second time, to the same bits, instead of running over the end of the row.
 */
export function emitColumnBlocks(
  f: FunctionBuilder,
  lanes: Lanes,
  width: number,
  most: number,
  body: (block: ColumnBlock) => void,
): void {
  const vectors = Math.ceil(width / lanes.count)
  const blocks = Math.ceil(vectors / most)
  const small = Math.floor(vectors / blocks)
  if (blocks === 1) {
    const last = Math.max(0, width - lanes.count)
    const offsets = Array.from({ length: vectors }, (_, i) => 4 * Math.min(i * lanes.count, last))
    body({ start: 0, offsets })
    return
  }
  const large = vectors - small * blocks
  const next = f.local('i32')
  const emitRun = (size: number, end: number) => {
    const step = size * lanes.bytes
    const offsets = Array.from({ length: size }, (_, i) => i * lanes.bytes)
    f.loop((again) => {
      const start = f.local('i32', i32.minS(next, i32.const(4 * width - step)))
      body({ start, offsets })
      f.increment(next, step)
      f.branchIf(again, i32.ltS(next, end))
    })
  }
  f.set(next, i32.const(0))
  if (large > 0) emitRun(small + 1, large * (small + 1) * lanes.bytes)
  emitRun(small, 4 * width)
}

/** Store one vector of a row of `width` floats, but never more lanes than the row has. */
export function storeInRow(
  lanes: Lanes,
  width: number,
  address: Expr<'i32'>,
  value: Vec,
  offset: number,
): readonly Statement[] {
  if (width >= lanes.count) return [lanes.store(address, value, offset)]
  return Array.from({ length: width }, (_, lane) => lanes.storeLane(lane, address, value, offset + 4 * lane))
}
