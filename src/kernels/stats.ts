import type { Lanes, Vec } from './lanes.ts'
import { type Expr, f32, f64, i32, select } from './wasm-code.ts'
import type { FunctionBuilder, Local } from './wasm-function.ts'
import type { ModuleBuilder } from './wasm-module.ts'

/**
 * Bytes of a stats record of a band of a map, over its finite values: f32 minimum at 0 and maximum at 4 (infinite and
 * reversed where there are none), f64 sum at 8, i32 count at 16; at 20 the i32 count of values that are not finite; f64
 * sum of squares at 24 (infinite where a square is).
 */
export const STATS_BYTES = 32

const MIN = 0
const MAX = 4
const SUM = 8
const COUNT = 16
const NOT_FINITE = 20
const SQUARES = 24

/** Vectors that the loop takes at once: a power of 2, summed as a tree. */
const UNROLL = 8

/** Statistics of a map, over its finite values (0 where there are none). `rms` is the root of their mean square. */
export interface MapSummary {
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly rms: number
  readonly finite: boolean
  /** Finite values. */
  readonly count: number
}

/** Combine the records of a map's bands, in order. `view` is over the engine's memory. */
export function readStats(view: DataView, records: number, bands: number): MapSummary {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let squares = 0
  let count = 0
  let notFinite = 0
  for (let record = records; record < records + bands * STATS_BYTES; record += STATS_BYTES) {
    min = Math.min(min, view.getFloat32(record + MIN, true))
    max = Math.max(max, view.getFloat32(record + MAX, true))
    sum += view.getFloat64(record + SUM, true)
    squares += view.getFloat64(record + SQUARES, true)
    count += view.getInt32(record + COUNT, true)
    notFinite += view.getInt32(record + NOT_FINITE, true)
  }
  if (count === 0) return { min: 0, max: 0, mean: 0, rms: 0, finite: notFinite === 0, count }
  return { min, max, mean: sum / count, rms: Math.sqrt(squares / count), finite: notFinite === 0, count }
}

interface Totals {
  readonly address: Local<'i32'>
  readonly min: Local<'f32'>
  readonly max: Local<'f32'>
  readonly sum: Local<'f64'>
  readonly squares: Local<'f64'>
}

/**
 * Export `stats(source, count, record)`: the record of `count` > 0 floats. Sums of 8 floats are taken
 * in f32, those of more in f64. A NaN or an infinity makes the sum not finite, and only then everything is done again value by value.
 */
export function addStats(module: ModuleBuilder, lanes: Lanes): void {
  module.function('stats', (f) => {
    const source = f.param('i32')
    const count = f.param('i32')
    const record = f.param('i32')
    const totals: Totals = {
      address: f.local('i32', source),
      min: f.local('f32', f32.const(Infinity)),
      max: f.local('f32', f32.const(-Infinity)),
      sum: f.local('f64'),
      squares: f.local('f64'),
    }
    const end = i32.add(source, i32.shl(count, 2))
    const blocks = f.local('i32', i32.divU(count, UNROLL * lanes.count))
    f.if(blocks, () => {
      emitBlocks(f, lanes, blocks, totals)
    })
    const value = f.local('f32')
    const forRest = (body: () => void) => {
      f.block((exit) => {
        f.loop((again) => {
          f.branchIf(exit, i32.eq(totals.address, end))
          f.set(value, f32.load(totals.address))
          body()
          f.increment(totals.address, 4)
          f.branch(again)
        })
      })
    }
    const include = () => {
      includeExtremes(f, totals, value, value)
      f.set(totals.sum, f64.add(totals.sum, f64.fromF32(value)))
      f.set(totals.squares, f64.add(totals.squares, f64.fromF32(f32.mul(value, value))))
    }
    forRest(include)
    const finiteCount = f.local('i32', count)
    f.if(f64.ne(f64.sub(totals.sum, totals.sum), f64.const(0)), () => {
      f.set(totals.address, source)
      f.set(totals.min, f32.const(Infinity))
      f.set(totals.max, f32.const(-Infinity))
      f.set(totals.sum, f64.const(0))
      f.set(totals.squares, f64.const(0))
      f.set(finiteCount, i32.const(0))
      forRest(() => {
        f.if(f32.eq(f32.sub(value, value), f32.const(0)), () => {
          include()
          f.increment(finiteCount, 1)
        })
      })
    })
    f.emit(
      f32.store(record, totals.min, MIN),
      f32.store(record, totals.max, MAX),
      f64.store(record, totals.sum, SUM),
      i32.store(record, finiteCount, COUNT),
      i32.store(record, i32.sub(count, finiteCount), NOT_FINITE),
      f64.store(record, totals.squares, SQUARES),
    )
  })
}

function includeExtremes(f: FunctionBuilder, totals: Totals, low: Expr<'f32'>, high: Expr<'f32'>): void {
  f.set(totals.min, select(f32.lt(low, totals.min), low, totals.min))
  f.set(totals.max, select(f32.gt(high, totals.max), high, totals.max))
}

/** Combine neighbours, then neighbouring pairs, and so on: a shorter wait than one after the other. */
function tree<T>(terms: readonly T[], combine: (a: T, b: T) => T): T {
  const [first, second] = terms
  if (first === undefined) throw new RangeError('a tree of nothing')
  if (second === undefined) return first
  const middle = terms.length / 2
  return combine(tree(terms.slice(0, middle), combine), tree(terms.slice(middle), combine))
}

/** Take whole blocks of UNROLL vectors into the totals. */
function emitBlocks(f: FunctionBuilder, lanes: Lanes, blocks: Local<'i32'>, totals: Totals): void {
  const { address } = totals
  const vectors = Array.from({ length: UNROLL }, () => f.local(lanes.type))
  const low = f.local(lanes.type, lanes.constant(Infinity))
  const high = f.local(lanes.type, lanes.constant(-Infinity))
  const blockSum = f.local(lanes.type)
  const blockSquares = f.local(lanes.type)
  const sums = Array.from({ length: lanes.count }, () => f.local('f64'))
  const squares = Array.from({ length: lanes.count }, () => f.local('f64'))
  f.loop((again) => {
    vectors.forEach((vector, i) => {
      f.set(vector, lanes.load(address, i * lanes.bytes))
    })
    f.set(
      low,
      lanes.pmin(
        low,
        tree<Vec>(vectors, (a, b) => lanes.pmin(a, b)),
      ),
    )
    f.set(
      high,
      lanes.pmax(
        high,
        tree<Vec>(vectors, (a, b) => lanes.pmax(a, b)),
      ),
    )
    f.set(
      blockSum,
      tree<Vec>(vectors, (a, b) => lanes.add(a, b)),
    )
    f.set(
      blockSquares,
      tree<Vec>(
        vectors.map((vector) => lanes.mul(vector, vector)),
        (a, b) => lanes.add(a, b),
      ),
    )
    const include = (totals: readonly Local<'f64'>[], block: Vec) => {
      totals.forEach((total, lane) => {
        f.set(total, f64.add(total, f64.fromF32(lanes.lane(lane, block))))
      })
    }
    include(sums, blockSum)
    include(squares, blockSquares)
    f.increment(address, UNROLL * lanes.bytes)
    f.increment(blocks, -1)
    f.branchIf(again, blocks)
  })
  for (let lane = 0; lane < lanes.count; lane++) {
    includeExtremes(f, totals, lanes.lane(lane, low), lanes.lane(lane, high))
  }
  f.set(
    totals.sum,
    tree<Expr<'f64'>>(sums, (a, b) => f64.add(a, b)),
  )
  f.set(
    totals.squares,
    tree<Expr<'f64'>>(squares, (a, b) => f64.add(a, b)),
  )
}
