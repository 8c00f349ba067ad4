import { lanesOf, type Vec } from '../../wasm/lanes.ts'
import { i32 } from '../../wasm/code.ts'
import type { FunctionBuilder, Local } from '../../wasm/function.ts'
import type { ModuleBuilder } from '../../wasm/module.ts'
import { PATCH, TAPS } from './kernel.ts'
import { narrowLanes, tileRowsAtOnce, winogradLayout, type NarrowTile, type WinogradSpec } from './layout.ts'
import { TILE } from './matrices.ts'
import { transformInput, transformOutput } from './transforms.ts'

/*
 * The transforms for maps narrower than four tiles: four tiles, of as many rows as fit, lie side by side, a vector of them or
 * four single floats, and they are loaded and stored pixel by pixel. That is slow, but such maps are small where there are
 * channels enough to make it up.
 */

/** A vector of tiles, `at` bytes from the first one of its rows. */
interface NarrowVector {
  readonly at: number
  readonly tiles: readonly NarrowTile[]
}

/** The tiles side by side, by the vectors that hold them. */
function vectorsOf(spec: WinogradSpec): NarrowVector[] {
  const { count, bytes } = lanesOf(spec.set)
  const tiles = narrowLanes(spec)
  return Array.from({ length: tiles.length / count }, (_, i) => ({
    at: i * bytes,
    tiles: tiles.slice(i * count, (i + 1) * count),
  }))
}

/** Write `input`, see winogradModule; `rows` is not needed. */
export function emitNarrowInput(module: ModuleBuilder, spec: WinogradSpec): void {
  const lanes = lanesOf(spec.set)
  const { vPitch } = winogradLayout(spec)
  const vectors = vectorsOf(spec)
  const rowsAtOnce = tileRowsAtOnce(spec)
  module.function('input', (f) => {
    const plane = f.param('i32')
    f.param('i32')
    const v = f.param('i32')
    const tileRows = f.param('i32')
    const emitVector = ({ at, tiles: [first, ...others] }: NarrowVector) => {
      const values = cells.map((y) =>
        cells.map((x) => {
          const offset = ({ row, column }: NarrowTile) =>
            4 * ((TILE * row + y) * spec.rowPitch + TILE * column + x)
          const value = f.local(lanes.type, lanes.loadSplat(plane, first ? offset(first) : 0))
          others.forEach((tile, i) => {
            f.set(value, lanes.loadLane(i + 1, plane, value, offset(tile)))
          })
          return value
        }),
      )
      const byColumn = cells.map((x) =>
        locals(f, lanes.type, transformInput(f, lanes, TAPS, values.map((row) => row[x]).filter(isDefined))),
      )
      for (const y of cells) {
        const row = byColumn.map((column) => column[y]).filter(isDefined)
        transformInput(f, lanes, TAPS, row).forEach((value, x) => {
          f.emit(lanes.store(v, value, (y * PATCH + x) * vPitch + at))
        })
      }
    }
    f.loop((again) => {
      vectors.forEach(emitVector)
      f.increment(plane, 4 * TILE * rowsAtOnce * spec.rowPitch)
      f.increment(v, vectors.length * lanes.bytes)
      f.increment(tileRows, -rowsAtOnce)
      f.branchIf(again, i32.gtS(tileRows, 0))
    })
  })
}

/** Write `output`, see winogradModule. */
export function emitNarrowOutput(module: ModuleBuilder, spec: WinogradSpec): void {
  const lanes = lanesOf(spec.set)
  const { mPitch } = winogradLayout(spec)
  const { width } = spec
  const vectors = vectorsOf(spec)
  const rowsAtOnce = tileRowsAtOnce(spec)
  module.function('output', (f) => {
    const m = f.param('i32')
    const bias = f.param('i32')
    const map = f.param('i32')
    const rows = f.param('i32')
    const row = f.local('i32')
    const biases = f.local(lanes.type, lanes.loadSplat(bias))
    const emitVector = ({ at, tiles }: NarrowVector) => {
      const byColumn = cells.map((x) => {
        const column = cells.map((y) => f.local(lanes.type, lanes.load(m, (y * PATCH + x) * mPitch + at)))
        return locals(f, lanes.type, transformOutput(f, lanes, TAPS, column))
      })
      for (let y = 0; y < TILE; y++) {
        const ofRow = byColumn.map((column) => column[y]).filter(isDefined)
        const pixels = locals(
          f,
          lanes.type,
          transformOutput(f, lanes, TAPS, ofRow).map((value) => lanes.add(value, biases)),
        )
        for (const tileRow of new Set(tiles.map((tile) => tile.row))) {
          const down = TILE * tileRow + y
          f.if(i32.ltS(i32.add(row, down), rows), () => {
            for (const [lane, tile] of tiles.entries()) {
              if (tile.row !== tileRow || tile.isSpare) continue
              for (const [x, pixel] of pixels.entries()) {
                const column = TILE * tile.column + x
                if (column < width) f.emit(lanes.storeLane(lane, map, pixel, 4 * (down * width + column)))
              }
            }
          })
        }
      }
    }
    f.forUntil(row, rows, TILE * rowsAtOnce, () => {
      vectors.forEach(emitVector)
      f.increment(m, vectors.length * lanes.bytes)
      f.increment(map, 4 * TILE * rowsAtOnce * width)
    })
  })
}

const cells = Array.from({ length: PATCH }, (_, i) => i)

function locals(f: FunctionBuilder, type: 'f32' | 'v128', values: readonly Vec[]): Local<'f32' | 'v128'>[] {
  return values.map((value) => f.local(type, value))
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined
}
