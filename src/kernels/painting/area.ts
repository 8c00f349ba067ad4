import type { Lanes, Vec } from '../wasm/lanes.ts'
import { type Expr, f32, f64, type I32, i32, select } from '../wasm/code.ts'
import type { FunctionBuilder, Local } from '../wasm/function.ts'

/*
 * Means over the area of a pixel that covers a fractional number of source rows and columns. Lengths are counted in
 * units: an axis of `size` elements shown as `shown` <= size pixels is size * shown units long, an element has `shown` of
 * them and a pixel `size`, so that all overlaps are exact integers.
 */

/** The source rows under one row of a picture, and weighted sums of their columns. */
export class RowCover {
  readonly #first: Local<'i32'>
  readonly #rows: Local<'i32'>
  readonly #address: Local<'i32'>
  readonly #left: Local<'i32'>
  readonly #weights: {
    readonly first: Local<'f32' | 'v128'>
    readonly inner: Vec
    readonly last: Local<'f32' | 'v128'>
  }

  constructor(
    private readonly f: FunctionBuilder,
    private readonly lanes: Lanes,
    private readonly size: Local<'i32'>,
    private readonly shown: Local<'i32'>,
  ) {
    this.#first = f.local('i32')
    this.#rows = f.local('i32')
    this.#address = f.local('i32')
    this.#left = f.local('i32')
    this.#weights = {
      first: f.local(lanes.type),
      inner: f.local(lanes.type, this.#weight(shown)),
      last: f.local(lanes.type),
    }
  }

  /** A run of units as a share of a pixel, in every lane. */
  #weight(units: Expr<'i32'>): Vec {
    return this.lanes.splat(f32.fromF64(f64.div(f64.fromI32(units), f64.fromI32(this.size))))
  }

  /** Go to row `row` of the picture. */
  start(row: Expr<'i32'>): void {
    const { f, size, shown } = this
    const top = f.local('i32', i32.mul(row, size))
    const bottom = i32.add(top, size)
    f.set(this.#first, i32.divU(top, shown))
    const last = f.local('i32', i32.divU(i32.sub(bottom, 1), shown))
    f.set(this.#rows, i32.add(i32.sub(last, this.#first), 1))
    const firstEnd = f.local('i32', i32.mul(i32.add(this.#first, 1), shown))
    f.set(this.#weights.first, this.#weight(i32.sub(i32.minS(firstEnd, bottom), top)))
    f.set(this.#weights.last, this.#weight(i32.sub(bottom, i32.mul(last, shown))))
  }

  /** Set `sum` to the weighted sum of the columns at `column` (address in the plane's first row). */
  sumColumns(sum: Local<'f32' | 'v128'>, column: Expr<'i32'>, pitch: Expr<'i32'>): void {
    const { f, lanes } = this
    const { first, inner, last } = this.#weights
    const address = this.#address
    const addRow = (weight: Vec) => {
      f.increment(address, pitch)
      f.set(sum, lanes.madd(lanes.load(address), weight, sum))
    }
    f.set(address, i32.add(column, i32.mul(this.#first, pitch)))
    f.set(sum, lanes.mul(lanes.load(address), first))
    f.if(i32.gtS(this.#rows, 1), () => {
      f.set(this.#left, i32.sub(this.#rows, 2))
      f.block((exit) => {
        f.loop((again) => {
          f.branchIf(exit, i32.eqz(this.#left))
          addRow(inner)
          f.increment(this.#left, -1)
          f.branch(again)
        })
      })
      addRow(last)
    })
  }
}

/** The mean of the columns under one pixel after the other, as the columns come in. */
export class RunningMean {
  readonly #sum: Local<'f64'>
  /** Units of the pixel still to come. */
  readonly #left: Local<'i32'>
  readonly #taken: Local<'i32'>
  readonly #value: Local<'f64'>
  readonly #share: Local<'f64'>

  constructor(
    private readonly f: FunctionBuilder,
    private readonly size: Local<'i32'>,
    private readonly shown: Local<'i32'>,
  ) {
    this.#sum = f.local('f64')
    this.#left = f.local('i32')
    this.#taken = f.local('i32')
    this.#value = f.local('f64')
    this.#share = f.local('f64', f64.div(f64.const(1), f64.fromI32(size)))
  }

  /** Go to the first pixel of a row. */
  start(): void {
    this.f.set(this.#sum, f64.const(0))
    this.f.set(this.#left, this.size)
  }

  /** The mean of a pixel that is complete. */
  get value(): Expr<'f64'> {
    return f64.mul(this.#sum, this.#share)
  }

  /** Take in the next column. Where it completes a pixel, and `wanted` holds, `use` may read the mean. */
  add(value: Expr<'f64'>, wanted: I32, use: () => void): void {
    const { f } = this
    const [sum, left, taken] = [this.#sum, this.#left, this.#taken]
    const part = (units: Expr<'i32'>) => f64.mul(this.#value, f64.fromI32(units))
    f.set(this.#value, value)
    f.set(taken, i32.minS(this.shown, left))
    f.set(sum, f64.add(sum, part(taken)))
    f.set(left, i32.sub(left, taken))
    f.if(i32.and(i32.eqz(left), wanted), () => {
      use()
      // The rest of the column begins the next pixel; no rest must not become 0 * Infinity.
      const rest = i32.sub(this.shown, taken)
      f.set(sum, select(rest, part(rest), f64.const(0)))
      f.set(left, i32.sub(this.size, rest))
    })
  }
}
