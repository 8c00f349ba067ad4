import type { Lanes, Vec } from '../wasm/lanes.ts'
import { type Expr, f32, f64, i32, type I32, load, op, select, simd, toI32 } from '../wasm/code.ts'
import type { FunctionBuilder, Local } from '../wasm/function.ts'

/** Words of a colour table. */
export const COLORS = 256

/** What is painted where a value is NaN: nothing, so that whatever lies behind the picture shows through. */
export const NAN_COLOR = 0x00000000

/** A span below which products with it would leave single precision. */
const TINY_SPAN = 1e-30

/** What can be done on all lanes of a set to colours. */
interface ColorLanes {
  /** Words of a table at the levels 0..255 that a vector holds. */
  lookUp(f: FunctionBuilder, colors: Local<'i32'>, levels: Vec): Expr<'i32' | 'v128'>
  /** `words` where `value` is a number, else NAN_COLOR. */
  whereNumber(value: Vec, words: Expr<'i32' | 'v128'>): Expr<'i32' | 'v128'>
}

const SCALAR: ColorLanes = {
  lookUp: (_, colors, levels) => i32.load(i32.add(colors, i32.shl(op('i32', [0xa8], levels), 2))),
  whereNumber: (value, words) =>
    select(op('i32', [0x5b], value, value), op('i32', [], words), i32.const(NAN_COLOR)),
}

const VECTOR: ColorLanes = {
  lookUp(f, colors, levels) {
    const offsets = f.local('v128', op('v128', simd(0xab), op('v128', simd(0xf8), levels), toI32(2)))
    const address = (lane: number) => i32.add(colors, op('i32', [...simd(0x1b), lane], offsets))
    return [1, 2, 3].reduce<Expr<'v128'>>(
      (words, lane) => op('v128', [...simd(0x56), 0, 0, lane], address(lane), words),
      load('v128', simd(0x5c), address(0)),
    )
  },
  whereNumber: (value, words) => op('v128', simd(0x4e), words, op('v128', simd(0x41), value, value)),
}

/**
 * The colours of values: colors[round(255 * (value - low) / (high - low))], clamped; colors[0] where low = high; NAN_COLOR
 * where the value is NaN. `range` points to low and high.
 */
export class RowColors {
  /** Values and the low end are multiplied by a power of 2 that keeps their difference, however large or small, in range. */
  readonly #unit: Local<'f32' | 'v128'>
  readonly #low: Local<'f32' | 'v128'>
  readonly #scale: Local<'f32' | 'v128'>

  constructor(
    private readonly f: FunctionBuilder,
    private readonly lanes: Lanes,
    private readonly colors: Local<'i32'>,
    range: Local<'i32'>,
  ) {
    const low = f64.fromF32(f32.load(range))
    const span = f.local('f64', f64.sub(f64.fromF32(f32.load(range, 4)), low))
    const unit = f.local(
      'f64',
      select(f64.gt(f64.const(TINY_SPAN), span), f64.const(2 ** 64), f64.const(0.5)),
    )
    const scale = f64.div(f64.const(COLORS - 1), f64.mul(span, unit))
    const all = (value: Expr<'f64'>) => f.local(lanes.type, lanes.splat(f32.fromF64(value)))
    this.#unit = all(unit)
    this.#low = all(f64.mul(low, unit))
    this.#scale = all(select(f64.gt(span, f64.const(0)), scale, f64.const(0)))
  }

  /** Write the colours of a vector of values (a local) to `pixel`, but none from `end` on. */
  paint(value: Local<'f32' | 'v128'>, pixel: Local<'i32'>, end: I32): void {
    const { f, lanes } = this
    const above = lanes.sub(lanes.mul(value, this.#unit), this.#low)
    const level = lanes.madd(above, this.#scale, lanes.constant(0.5))
    const bounded = lanes.pmin(lanes.constant(COLORS - 1), lanes.pmax(lanes.constant(0), level))
    const kind = lanes.count === 1 ? SCALAR : VECTOR
    const words = f.local(
      lanes.type === 'f32' ? 'i32' : 'v128',
      kind.whereNumber(value, kind.lookUp(f, this.colors, bounded)),
    )
    if (lanes.count === 1) {
      f.emit(i32.store(pixel, op('i32', [], words)))
      return
    }
    const stored = op('v128', [], words)
    f.if(
      i32.geU(i32.sub(end, pixel), lanes.bytes),
      () => {
        f.emit(lanes.store(pixel, stored))
      },
      () => {
        for (let lane = 0; lane < lanes.count - 1; lane++) {
          f.if(i32.ltU(i32.add(pixel, 4 * lane), end), () => {
            f.emit(lanes.storeLane(lane, pixel, stored, 4 * lane))
          })
        }
      },
    )
  }
}
