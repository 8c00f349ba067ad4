import type { PointwiseOp } from './steps.ts'
import {
  clip,
  elu,
  gelu,
  geluTanh,
  hardsigmoid,
  hardswish,
  sigmoid,
  silu,
  softplus,
  tanh,
} from './activation.ts'
import type { Lanes, Vec } from '../wasm/lanes.ts'
import { i32, memoryCopy } from '../wasm/code.ts'
import type { FunctionBuilder } from '../wasm/function.ts'
import type { ModuleBuilder } from '../wasm/module.ts'

/** The code of an op on `x`, a local; `a` and `b` are its two parameters. */
type OpCode = (f: FunctionBuilder, lanes: Lanes, x: Vec, a: Vec, b: Vec) => Vec

const OPS: Readonly<Record<Exclude<PointwiseOp, 'copy'>, OpCode>> = {
  abs: (_, lanes, x) => lanes.abs(x),
  affine: (_, lanes, x, scale, shift) => lanes.madd(x, scale, shift),
  clip,
  elu,
  gelu,
  geluTanh,
  hardsigmoid,
  hardswish,
  leakyRelu: (_, lanes, x, slope) => lanes.select(lanes.gt(x, lanes.constant(0)), x, lanes.mul(x, slope)),
  relu: (_, lanes, x) => lanes.pmax(x, lanes.constant(0)),
  sigmoid,
  silu,
  softplus,
  tanh,
}

/**
 * Export every PointwiseOp as `op(source, target, count, a, b)`: target[i] = op(source[i]) for `count` floats. `target`
 * may be `source`. Reads up to 12 bytes behind the source.
 */
export function addPointwise(module: ModuleBuilder, lanes: Lanes): void {
  module.function('copy', (f) => {
    const source = f.param('i32')
    const target = f.param('i32')
    const count = f.param('i32')
    f.param('f32')
    f.param('f32')
    f.emit(memoryCopy(target, source, i32.shl(count, 2)))
  })
  for (const [name, code] of Object.entries(OPS)) {
    module.function(name, (f) => {
      const source = f.param('i32')
      const target = f.param('i32')
      const count = f.param('i32')
      const a = f.param('f32')
      const b = f.param('f32')
      const [allA, allB] = [f.local(lanes.type, lanes.splat(a)), f.local(lanes.type, lanes.splat(b))]
      const x = f.local(lanes.type)
      const result = f.local(lanes.type)
      const left = f.local('i32', count)
      const compute = () => {
        f.set(x, lanes.load(source))
        f.set(result, code(f, lanes, x, allA, allB))
      }
      f.block((exit) => {
        f.loop((again) => {
          f.branchIf(exit, i32.ltS(left, lanes.count))
          compute()
          f.emit(lanes.store(target, result))
          f.increment(source, lanes.bytes)
          f.increment(target, lanes.bytes)
          f.increment(left, -lanes.count)
          f.branch(again)
        })
      })
      if (lanes.count === 1) return
      f.if(left, () => {
        compute()
        for (let lane = 0; lane < lanes.count - 1; lane++) {
          f.if(i32.gtS(left, lane), () => {
            f.emit(lanes.storeLane(lane, target, result, 4 * lane))
          })
        }
      })
    })
  }
}
