import { lanesOf } from '../wasm/lanes.ts'
import { f32, i32, type Expr } from '../wasm/code.ts'
import type { ModuleBuilder } from '../wasm/module.ts'

/**
 * Export `gather(source, target, columns, count, step, value)`: target + i * step gets the float at source + columns[i] for i <
 * count, or `value` where columns[i] is negative. `columns` is a table of byte offsets (i32). Loads stand each for themselves: WASM
 * has no vector instruction for them, so all sets have the same code.
 */
export function addGather(module: ModuleBuilder): void {
  module.function('gather', (f) => {
    const source = f.param('i32')
    const target = f.param('i32')
    const columns = f.param('i32')
    const count = f.param('i32')
    const step = f.param('i32')
    const value = f.param('f32')
    const end = f.local('i32', i32.add(columns, i32.shl(count, 2)))
    const offset = f.local('i32')
    f.forUntil(columns, end, 4, () => {
      f.set(offset, i32.load(columns))
      f.if(
        i32.ltS(offset, 0),
        () => {
          f.emit(f32.store(target, value))
        },
        () => {
          f.emit(f32.store(target, f32.load(i32.add(source, offset))))
        },
      )
      f.increment(target, step)
    })
  })
}

/**
 * Export `blend(above, below, target, columns, count, down)`: one row of bilinear values. At columns stand three tables of `count`
 * entries each: byte offsets of the elements to the left and to the right (i32), and the part of the right one (f32). Each
 * row is blended first, then the two with `down` as the part of the one below.
 */
export function addBlend(module: ModuleBuilder): void {
  const lanes = lanesOf('plain')
  module.function('blend', (f) => {
    const above = f.param('i32')
    const below = f.param('i32')
    const target = f.param('i32')
    const columns = f.param('i32')
    const count = f.param('i32')
    const down = f.param('f32')
    const table = f.local('i32', i32.shl(count, 2))
    const end = f.local('i32', i32.add(columns, table))
    const left = f.local('i32')
    const right = f.local('i32')
    const part = f.local('f32')
    const rest = f.local('f32')
    const up = f.local('f32', f32.sub(f32.const(1), down))
    const inRow = (row: Expr<'i32'>) =>
      lanes.add(lanes.mul(rest, f32.load(i32.add(row, left))), lanes.mul(part, f32.load(i32.add(row, right))))
    f.forUntil(columns, end, 4, () => {
      f.set(left, i32.load(columns))
      f.set(right, i32.load(i32.add(columns, table)))
      f.set(part, f32.load(i32.add(columns, i32.shl(table, 1))))
      f.set(rest, f32.sub(f32.const(1), part))
      f.emit(lanes.store(target, lanes.add(lanes.mul(up, inRow(above)), lanes.mul(down, inRow(below)))))
      f.increment(target, 4)
    })
  })
}
