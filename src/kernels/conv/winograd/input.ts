import { emitColumnBlocks } from '../../maps/columns.ts'
import { everySecond, followedBy, type Lanes, lanesOf, type Vec } from '../../wasm/lanes.ts'
import { type Expr, type I32, i32 } from '../../wasm/code.ts'
import type { FunctionBuilder, Local } from '../../wasm/function.ts'
import type { ModuleBuilder } from '../../wasm/module.ts'
import { tilesWide, winogradLayout, type WinogradSpec } from './layout.ts'
import { PATCH, TAPS } from './kernel.ts'
import { TILE } from './matrices.ts'
import { transformInput } from './transforms.ts'

/** Write `input`, see winogradModule: down the columns, for as many columns as a vector has lanes; then along the rows, for as many tiles. */
export function emitInput(module: ModuleBuilder, spec: WinogradSpec): void {
  const lanes = lanesOf(spec.set)
  const { rowsPitch, vPitch } = winogradLayout(spec)
  const wide = tilesWide(spec)
  module.function('input', (f) => {
    const plane = f.param('i32')
    const rows = f.param('i32')
    const v = f.param('i32')
    const tileRows = f.param('i32')
    const x = f.local('i32')
    const row = f.local('i32')
    const target = f.local('i32')
    const values = Array.from({ length: PATCH }, () => f.local(lanes.type))
    const load = (i: number, value: Vec) => {
      f.set(values[i] ?? x, value)
    }
    f.loop((again) => {
      // Down the columns, for as many columns as a vector has lanes.
      f.set(x, i32.const(0))
      f.forUntil(x, 4 * (TILE * wide + PATCH - TILE), lanes.bytes, () => {
        const from = f.local('i32', i32.add(plane, x))
        values.forEach((_, i) => {
          load(i, lanes.load(from, 4 * i * spec.rowPitch))
        })
        const to = f.local('i32', i32.add(rows, x))
        transformInput(f, lanes, TAPS, values).forEach((value, i) => {
          f.emit(lanes.store(to, value, i * rowsPitch))
        })
      })
      // Along the rows, for as many tiles.
      f.set(row, rows)
      f.set(target, v)
      f.repeat(PATCH, () => {
        emitColumnBlocks(f, lanes, wide, 1, ({ start }) => {
          const from = f.local('i32', i32.add(row, times(start, TILE)))
          emitPatchColumns(f, lanes, from, values)
          const to = f.local('i32', i32.add(target, start))
          transformInput(f, lanes, TAPS, values).forEach((value, i) => {
            f.emit(lanes.store(to, value, i * vPitch))
          })
        })
        f.increment(row, rowsPitch)
        f.increment(target, PATCH * vPitch)
      })
      f.increment(plane, 4 * TILE * spec.rowPitch)
      f.increment(v, 4 * wide)
      f.increment(tileRows, -1)
      f.branchIf(again, tileRows)
    })
  })
}

function times(bytes: I32, factor: number): I32 {
  return typeof bytes === 'number' ? bytes * factor : i32.mul(bytes, factor)
}

/**
 * Set `columns`, at most eight, to the columns of as many neighbouring tiles as there are lanes. The first tile begins at `from`;
 * columns are `step` floats apart.
 */
export function emitPatchColumns(
  f: FunctionBuilder,
  lanes: Lanes,
  from: Expr<'i32'>,
  columns: readonly Local<'f32' | 'v128'>[],
  step = 1,
): void {
  if (lanes.count === 1 || step > 1) {
    columns.forEach((column, i) => {
      f.set(column, lanes.loadSplat(from, 4 * step * i))
      for (let lane = 1; lane < lanes.count; lane++) {
        f.set(column, lanes.loadLane(lane, from, column, 4 * step * (TILE * lane + i)))
      }
    })
    return
  }
  const vectors = Array.from({ length: lanes.count + 1 }, (_, i) =>
    f.local(lanes.type, lanes.load(from, i * lanes.bytes)),
  )
  const [a, b, c, d, next] = vectors
  if (!a || !b || !c || !d || !next) throw new RangeError(`${vectors.length} vectors for a patch`)
  const halves = ([0, 1] as const).map((parity) =>
    [everySecond(parity, a, b), everySecond(parity, c, d)].map((value) => f.local(lanes.type, value)),
  )
  const found = columns.slice(0, TILE)
  for (const [i, column] of found.entries()) {
    const [low, high] = halves[i % 2] ?? []
    if (low && high) f.set(column, everySecond(i < 2 ? 0 : 1, low, high))
  }
  for (const [i, column] of columns.slice(TILE).entries()) {
    const before = found[i]
    if (before) f.set(column, followedBy(before, next, i))
  }
}
