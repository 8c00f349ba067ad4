import type { Lanes, Vec } from '../wasm/lanes.ts'
import { type Expr, f32, f64, type I32, load, op, simd } from '../wasm/code.ts'
import type { FunctionBuilder, Local } from '../wasm/function.ts'

/** Where a stats record (see STATS_BYTES) holds what, in bytes. */
export const RECORD = {
  min: 0,
  max: 4,
  sum: 8,
  count: 16,
  notFinite: 20,
  squares: 24,
  magnitudes: 32,
} as const

/** Doubles, half as many as a vector has lanes, at least one. */
type Wide = Expr<'f64' | 'v128'>

/** Arithmetic on doubles. */
interface Doubles {
  readonly type: 'f64' | 'v128'
  readonly zero: Wide
  /** One double, the other 0. */
  load(address: I32, offset: number): Wide
  add(a: Wide, b: Wide): Wide
  /** The lanes of a vector as doubles: those of its two halves added. */
  widen(value: Vec): Wide
  total(value: Wide): Expr<'f64'>
}

const ONE: Doubles = {
  type: 'f64',
  zero: f64.const(0),
  load: (address, offset) => load('f64', [0x2b], address, offset),
  add: (a, b) => op('f64', [0xa0], a, b),
  widen: (value) => op('f64', [0xbb], value),
  total: (value) => op('f64', [], value),
}

const addPairs = (a: Wide, b: Wide) => op('v128', simd(0xf0), a, b)
const promoteLow = (value: Vec) => op('v128', simd(0x5f), value)
const doubleOf = (lane: number, value: Wide) => op('f64', [...simd(0x21), lane], value)

const TWO: Doubles = {
  type: 'v128',
  zero: op('v128', [...simd(0x0c), ...Array.from({ length: 16 }, () => 0)]),
  load: (address, offset) => load('v128', simd(0x5d), address, offset),
  add: addPairs,
  widen: (value) => addPairs(promoteLow(value), promoteLow(arrange(value, [2, 3, 2, 3]))),
  total: (value) => f64.add(doubleOf(0, value), doubleOf(1, value)),
}

/** The lanes of a vector in another order. */
function arrange(value: Vec, order: readonly number[]): Vec {
  const bytes = order.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))
  return op('v128', [...simd(0x0d), ...bytes], value, value)
}

/** Combine neighbours, then neighbouring pairs, and so on: a shorter wait than one after the other. */
function tree<T>(terms: readonly T[], combine: (a: T, b: T) => T): T {
  const [first, second] = terms
  if (first === undefined) throw new RangeError('a tree of nothing')
  if (second === undefined) return first
  const middle = terms.length >> 1
  return combine(tree(terms.slice(0, middle), combine), tree(terms.slice(middle), combine))
}

/**
 * Running minimum, maximum, sum and sum of squares, in registers. Sums are taken in f32 and go on to f64 at each toDoubles. A
 * value that is not finite makes the sum not finite, and the extremes meaningless.
 */
export class Totals {
  readonly #doubles: Doubles
  readonly #low: Local<'f32' | 'v128'>
  readonly #high: Local<'f32' | 'v128'>
  readonly #sum: Local<'f64' | 'v128'>
  readonly #squares: Local<'f64' | 'v128'>
  /** Sums in f32 that are still to be added to those in f64. */
  readonly #part: { readonly sum: Local<'f32' | 'v128'>; readonly squares: Local<'f32' | 'v128'> }

  constructor(
    private readonly f: FunctionBuilder,
    private readonly lanes: Lanes,
  ) {
    this.#doubles = lanes.count === 1 ? ONE : TWO
    this.#low = f.local(lanes.type)
    this.#high = f.local(lanes.type)
    this.#sum = f.local(this.#doubles.type)
    this.#squares = f.local(this.#doubles.type)
    this.#part = { sum: f.local(lanes.type), squares: f.local(lanes.type) }
  }

  /** Begin with the totals of no values. */
  clear(): void {
    this.f.set(this.#low, this.lanes.constant(Infinity))
    this.f.set(this.#high, this.lanes.constant(-Infinity))
    this.f.set(this.#sum, this.#doubles.zero)
    this.f.set(this.#squares, this.#doubles.zero)
  }

  /** Begin with the totals of a record. */
  load(record: I32): void {
    this.f.set(this.#low, this.lanes.loadSplat(record, RECORD.min))
    this.f.set(this.#high, this.lanes.loadSplat(record, RECORD.max))
    this.f.set(this.#sum, this.#doubles.load(record, RECORD.sum))
    this.f.set(this.#squares, this.#doubles.load(record, RECORD.squares))
  }

  /** Take in some vectors together. */
  include(values: readonly Local<'f32' | 'v128'>[]): void {
    const { f, lanes } = this
    f.set(
      this.#low,
      lanes.pmin(
        this.#low,
        tree<Vec>(values, (a, b) => lanes.pmin(a, b)),
      ),
    )
    f.set(
      this.#high,
      lanes.pmax(
        this.#high,
        tree<Vec>(values, (a, b) => lanes.pmax(a, b)),
      ),
    )
    const { sum, squares } = this.#part
    f.set(
      sum,
      lanes.add(
        sum,
        tree<Vec>(values, (a, b) => lanes.add(a, b)),
      ),
    )
    for (const value of values) f.set(squares, lanes.madd(value, value, squares))
  }

  /** Add the sums of what was taken in since the last time, in f32, to those in f64. */
  toDoubles(): void {
    const { f, lanes } = this
    const doubles = this.#doubles
    const { sum, squares } = this.#part
    f.set(this.#sum, doubles.add(this.#sum, doubles.widen(sum)))
    f.set(this.#squares, doubles.add(this.#squares, doubles.widen(squares)))
    f.set(sum, lanes.constant(0))
    f.set(squares, lanes.constant(0))
  }

  /** Write the totals to a record; its counts stay as they are. */
  store(record: I32): void {
    const { f, lanes } = this
    const [low, high] = [this.#low, this.#high]
    if (lanes.count === 4) {
      for (const order of [
        [2, 3, 0, 1],
        [1, 0, 3, 2],
      ]) {
        f.set(low, lanes.pmin(low, arrange(low, order)))
        f.set(high, lanes.pmax(high, arrange(high, order)))
      }
    }
    f.emit(
      f32.store(record, lanes.lane(0, low), RECORD.min),
      f32.store(record, lanes.lane(0, high), RECORD.max),
      f64.store(record, this.total, RECORD.sum),
      f64.store(record, this.#doubles.total(this.#squares), RECORD.squares),
    )
  }

  /** The sum so far. */
  get total(): Expr<'f64'> {
    return this.#doubles.total(this.#sum)
  }
}
