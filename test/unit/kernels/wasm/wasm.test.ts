import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonModule } from '../../../../src/kernels/run/common.ts'
import { convModule } from '../../../../src/kernels/conv/direct/module.ts'
import { KernelInstance } from '../../../../src/kernels/wasm/instances.ts'
import { poolModule } from '../../../../src/kernels/maps/pool.ts'
import {
  f32,
  f64,
  type I32,
  i32,
  memoryCopy,
  select,
  signedLeb,
  unsignedLeb,
} from '../../../../src/kernels/wasm/code.ts'
import { FunctionBuilder } from '../../../../src/kernels/wasm/function.ts'
import { ModuleBuilder } from '../../../../src/kernels/wasm/module.ts'
import { TARGETS } from '../harness.ts'

function decode(bytes: readonly number[], signed: boolean): bigint {
  const value = bytes.reduce((sum, byte, i) => sum | (BigInt(byte & 0x7f) << BigInt(7 * i)), 0n)
  return signed ? BigInt.asIntN(7 * bytes.length, value) : value
}

describe('LEB128', () => {
  it('encodes unsigned 32-bit integers', () => {
    expect(unsignedLeb(624_485)).toEqual([0xe5, 0x8e, 0x26])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        expect(decode(unsignedLeb(value), false)).toBe(BigInt(value))
      }),
      { seed: 61 },
    )
  })

  it('encodes signed 32-bit integers, wrapping addresses above 2 GiB', () => {
    expect(signedLeb(-123_456)).toEqual([0xc0, 0xbb, 0x78])
    expect(signedLeb(2 ** 32 - 1)).toEqual([0x7f])
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(decode(signedLeb(value), true)).toBe(BigInt(value))
      }),
      { seed: 62 },
    )
  })
})

/** Run a function without parameters on a memory of one page. */
function run(write: (f: FunctionBuilder) => void): DataView {
  const module = new ModuleBuilder(false)
  module.function('main', write)
  const memory = new WebAssembly.Memory({ initial: 1 })
  new KernelInstance(new WebAssembly.Module(module.bytes()), memory).get('main')()
  return new DataView(memory.buffer)
}

/** What an i32 expression evaluates to. */
function evaluate(value: I32): number {
  return run((f) => {
    f.emit(i32.store(0, value))
  }).getInt32(0, true)
}

describe('functions', () => {
  it('add up a loop', () => {
    const memory = run((f) => {
      const sum = f.local('i32')
      const i = f.local('i32', i32.const(1))
      f.forUntil(i, 10, 2, () => {
        f.increment(sum, i)
      })
      f.emit(i32.store(0, sum), i32.store(4, i))
    })
    expect([memory.getInt32(0, true), memory.getInt32(4, true)]).toEqual([25, 11])
  })

  it.each([0, 1, 2, 7])('repeat code %d times', (times) => {
    const memory = run((f) => {
      f.repeat(times, () => {
        f.repeat(3, () => {
          f.emit(i32.store(0, i32.add(i32.load(0), 1)))
        })
      })
    })
    expect(memory.getInt32(0, true)).toBe(3 * times)
  })

  it('branch out of nested structures', () => {
    const memory = run((f) => {
      f.block((exit) => {
        f.loop((again) => {
          f.emit(i32.store(0, i32.add(i32.load(0), 1)))
          f.if(i32.eq(i32.load(0), 5), () => {
            f.branch(exit)
          })
          f.branch(again)
        })
      })
      f.if(
        i32.eqz(i32.load(0)),
        () => {
          f.emit(i32.store(4, 1))
        },
        () => {
          f.emit(i32.store(4, 2))
        },
      )
    })
    expect([memory.getInt32(0, true), memory.getInt32(4, true)]).toEqual([5, 2])
  })

  it('compute with integers', () => {
    expect(evaluate(i32.sub(i32.mul(7, 6), 2))).toBe(40)
    expect(evaluate(i32.divU(-1, 2))).toBe(2 ** 31 - 1)
    expect(evaluate(i32.remU(17, 5))).toBe(2)
    expect(evaluate(i32.and(i32.shl(3, 2), i32.shrU(-1, 28)))).toBe(12)
    expect(evaluate(i32.minS(i32.const(-3), i32.const(2)))).toBe(-3)
    expect(evaluate(i32.maxS(i32.const(-3), i32.const(2)))).toBe(2)
    expect(
      [i32.ltS(-1, 1), i32.ltU(-1, 1), i32.gtS(1, -1), i32.gtU(1, -1), i32.geS(2, 2)].map(evaluate),
    ).toEqual([1, 0, 1, 0, 1])
    expect([i32.eq(1, 1), i32.ne(1, 1), i32.geU(-1, 1), i32.eqz(0)].map(evaluate)).toEqual([1, 0, 1, 1])
  })

  it('compute with floats', () => {
    const half = f64.const(-2.5)
    expect(evaluate(i32.truncF64(f64.mul(half, f64.add(half, f64.const(0.5)))))).toBe(5)
    expect(evaluate(i32.truncF64(f64.const(NaN)))).toBe(0)
    expect(evaluate(i32.truncF64(f64.const(1e300)))).toBe(2 ** 31 - 1)
    expect(evaluate(select(f32.lt(f32.const(1), f32.const(2)), i32.const(3), i32.const(4)))).toBe(3)
    const third = run((f) => {
      f.emit(f32.store(0, f32.fromF64(f64.div(f64.const(1), f64.fromI32(i32.const(3))))))
    })
    expect(third.getFloat32(0, true)).toBe(Math.fround(1 / 3))
  })

  it('copy memory that overlaps', () => {
    const memory = run((f) => {
      f.emit(i32.store(0, 0x04030201), memoryCopy(1, 0, 4))
    })
    expect(memory.getInt32(1, true)).toBe(0x04030201)
  })

  it('refuse a parameter after a local', () => {
    const f = new FunctionBuilder()
    f.local('i32')
    expect(() => f.param('i32')).toThrow(RangeError)
  })
})

describe.each(TARGETS)('modules in $name', ({ set, shared }) => {
  const axis = { kernel: 3, stride: 2, dilation: 1, out: 7 }
  const layout = { h: axis, w: axis, rowPitch: 16, phasePitch: 8 }
  const block = { filters: 4, rows: 3, vectors: 2 }

  it('are valid', () => {
    expect(WebAssembly.validate(commonModule(set, shared))).toBe(true)
    expect(
      WebAssembly.validate(convModule({ ...layout, set, shared, inPerGroup: 3, block }).assemble()),
    ).toBe(true)
    for (const type of ['maxPool2d', 'avgPool2d'] as const) {
      expect(WebAssembly.validate(poolModule({ ...layout, set, shared, type }).assemble())).toBe(true)
    }
  })

  it('import a memory of their kind and no other', () => {
    const module = new WebAssembly.Module(commonModule(set, shared))
    const memory = (kind: boolean) => new WebAssembly.Memory({ initial: 2, maximum: 9, shared: kind })
    expect(() => new KernelInstance(module, memory(shared))).not.toThrow()
    expect(() => new KernelInstance(module, memory(!shared))).toThrow(WebAssembly.LinkError)
  })

  it('are the same bytes every time', () => {
    const assemble = () => convModule({ ...layout, set, shared, inPerGroup: 3, block }).assemble()
    expect(assemble()).toEqual(assemble())
  })
})
