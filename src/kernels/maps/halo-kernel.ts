import type { Border } from './halo-geometry.ts'
import { everySecond, type Lanes } from '../wasm/lanes.ts'
import { type Expr, f32, i32, memoryCopy } from '../wasm/code.ts'
import type { FunctionBuilder, Local } from '../wasm/function.ts'
import type { ModuleBuilder } from '../wasm/module.ts'

const CONSTANT = 3
const BORDER_CODES: Readonly<Record<Border, number>> = {
  reflect: 0,
  replicate: 1,
  circular: 2,
  zeros: CONSTANT,
  minusInfinity: CONSTANT,
}

/** The last two arguments of the halo kernel: which border, and the value of a constant one. */
export function borderArguments(border: Border): readonly [code: number, value: number] {
  return [BORDER_CODES[border], border === 'minusInfinity' ? -Infinity : 0]
}

/** Move `i`, outside 0 <= i < size, to the element that stands for it; not for a constant border. */
function emitPaddedIndex(
  f: FunctionBuilder,
  i: Local<'i32'>,
  size: Local<'i32'>,
  border: Local<'i32'>,
): void {
  const [reflect, replicate, circular] = [BORDER_CODES.reflect, BORDER_CODES.replicate, BORDER_CODES.circular]
  const last = i32.sub(size, 1)
  f.if(
    i32.ltS(i, 0),
    () => {
      f.if(i32.eq(border, reflect), () => {
        f.set(i, i32.sub(0, i))
      })
      f.if(i32.eq(border, replicate), () => {
        f.set(i, i32.const(0))
      })
      f.if(i32.eq(border, circular), () => {
        f.set(i, i32.add(i, size))
      })
    },
    () => {
      f.if(i32.geS(i, size), () => {
        f.if(i32.eq(border, reflect), () => {
          f.set(i, i32.sub(i32.shl(last, 1), i))
        })
        f.if(i32.eq(border, replicate), () => {
          f.set(i, last)
        })
        f.if(i32.eq(border, circular), () => {
          f.set(i, i32.sub(i, size))
        })
      })
    },
  )
}

const floats = (count: Expr<'i32'>) => i32.shl(count, 2)

/**
 * Export `halo(source, target, from, to, height, width, top, left, columns, phases, phasePitch, rowPitch, border, value)`:
 * fill padded rows from <= row < to of the haloed plane at `target` from the map plane at `source`. Pointers in bytes,
 * sizes in floats.
 */
export function addHalo(module: ModuleBuilder, lanes: Lanes): void {
  module.function('halo', (f) => {
    const source = f.param('i32')
    const target = f.param('i32')
    const row = f.param('i32')
    const to = f.param('i32')
    const height = f.param('i32')
    const width = f.param('i32')
    const top = f.param('i32')
    const left = f.param('i32')
    const columns = f.param('i32')
    const phases = f.param('i32')
    const phasePitch = f.param('i32')
    const rowPitch = f.param('i32')
    const border = f.param('i32')
    const value = f.param('f32')

    const isConstant = i32.eq(border, CONSTANT)
    const inner = f.local('i32', i32.maxS(i32.minS(i32.sub(columns, left), width), i32.const(0)))
    const out = f.local('i32')
    const read = f.local('i32')
    const write = f.local('i32')
    const x = f.local('i32')
    const end = f.local('i32')
    const y = f.local('i32')
    const phase = f.local('i32')
    const place = (column: Expr<'i32'>) =>
      i32.add(out, floats(i32.add(i32.mul(i32.remU(column, phases), phasePitch), i32.divU(column, phases))))

    const fillRow = () => {
      f.set(write, out)
      f.set(end, i32.add(out, floats(i32.mul(phases, phasePitch))))
      f.loop((again) => {
        f.emit(lanes.store(write, lanes.splat(value)))
        f.increment(write, lanes.bytes)
        f.branchIf(again, i32.ne(write, end))
      })
    }
    const borderColumns = () => {
      f.forUntil(x, end, 1, () => {
        f.set(y, i32.sub(x, left))
        f.if(
          isConstant,
          () => {
            f.emit(f32.store(place(x), value))
          },
          () => {
            emitPaddedIndex(f, y, width, border)
            f.emit(f32.store(place(x), f32.load(i32.add(read, floats(y)))))
          },
        )
      })
    }
    /** Inner columns x, x + 1, ... one by one, phase after phase. */
    const splitColumns = () => {
      f.set(end, i32.add(x, phases))
      f.set(phase, x)
      f.forUntil(phase, end, 1, () => {
        f.set(x, phase)
        f.set(write, place(i32.add(left, x)))
        f.forUntil(x, inner, phases, () => {
          f.emit(f32.store(write, f32.load(i32.add(read, floats(x)))))
          f.increment(write, 4)
        })
      })
    }
    /** Inner columns eight at a time into two phases; x ends at the first column left over. */
    const splitInTwo = () => {
      const other = f.local('i32')
      f.set(write, place(left))
      f.set(other, place(i32.add(left, 1)))
      f.forUntil(x, i32.sub(inner, 7), 8, () => {
        const at = i32.add(read, floats(x))
        const low = f.local(lanes.type, lanes.load(at))
        const high = f.local(lanes.type, lanes.load(at, lanes.bytes))
        f.emit(lanes.store(write, everySecond(0, low, high)), lanes.store(other, everySecond(1, low, high)))
        f.increment(write, lanes.bytes)
        f.increment(other, lanes.bytes)
      })
    }

    f.forUntil(row, to, 1, () => {
      f.set(out, i32.add(target, floats(i32.mul(row, rowPitch))))
      f.set(y, i32.sub(row, top))
      f.if(i32.and(isConstant, i32.geU(y, height)), fillRow, () => {
        emitPaddedIndex(f, y, height, border)
        f.set(read, i32.add(source, floats(i32.mul(y, width))))
        f.set(x, i32.const(0))
        f.set(end, i32.minS(left, columns))
        borderColumns()
        f.set(x, i32.add(left, width))
        f.set(end, columns)
        borderColumns()
        f.set(x, i32.const(0))
        f.if(
          i32.eq(phases, 1),
          () => {
            f.emit(memoryCopy(i32.add(out, floats(left)), read, floats(inner)))
          },
          () => {
            if (lanes.count === 4) f.if(i32.eq(phases, 2), splitInTwo)
            splitColumns()
          },
        )
      })
    })
  })
}
