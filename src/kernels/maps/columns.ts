import type { Lanes, Vec } from '../wasm/lanes.ts'
import { type Expr, type I32, i32, type Statement } from '../wasm/code.ts'
import type { FunctionBuilder } from '../wasm/function.ts'

/** Vectors side by side that are computed in registers at once: `offsets` are the bytes from the first to each. */
export interface ColumnBlock {
  /** Bytes from the start of the row to the first vector. */
  readonly start: I32
  readonly offsets: readonly number[]
}

/** The vectors of a block, at most `most`, that cut a row of `width` floats into blocks as even as they come. */
export function evenVectors(lanes: Lanes, width: number, most: number): number {
  const vectors = Math.ceil(width / lanes.count)
  return Math.ceil(vectors / Math.ceil(vectors / most))
}

/**
 * Cut a row of `width` floats into blocks of `size` vectors and a smaller one for the rest, and write `body` once for each size
 * of block. A width that is no multiple of a vector is covered by moving the last vector to the left: it computes
 * some columns a second time, to the same bits, instead of running over the end of the row.
 */
export function emitColumnBlocks(
  f: FunctionBuilder,
  lanes: Lanes,
  width: number,
  size: number,
  body: (block: ColumnBlock) => void,
): void {
  const step = size * lanes.bytes
  const vectors = Math.ceil(width / lanes.count)
  // A last vector that is moved needs code of its own.
  const equal = Math.floor((width % lanes.count === 0 ? vectors : vectors - 1) / size)
  const rest = vectors - equal * size
  const offsets = (count: number) => Array.from({ length: count }, (_, i) => i * lanes.bytes)

  if (equal === 1) body({ start: 0, offsets: offsets(size) })
  if (equal > 1) {
    const start = f.local('i32', i32.const(0))
    f.loop((again) => {
      body({ start, offsets: offsets(size) })
      f.increment(start, step)
      f.branchIf(again, i32.ltS(start, equal * step))
    })
  }
  if (rest > 0) {
    const last = Math.max(0, width - lanes.count)
    const start = rest === 1 ? 4 * last : equal * step
    body({ start, offsets: [...offsets(rest - 1), 4 * last - start] })
  }
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
