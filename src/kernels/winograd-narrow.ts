import { lanesOf, type Vec } from './lanes.ts'
import { i32 } from './wasm-code.ts'
import type { FunctionBuilder, Local } from './wasm-function.ts'
import type { ModuleBuilder } from './wasm-module.ts'
import { PATCH, TAPS } from './winograd-kernel.ts'
import { narrowLanes, winogradLayout, type WinogradSpec } from './winograd-layout.ts'
import { TILE } from './winograd-matrices.ts'
import { transformInput, transformOutput } from './winograd-transforms.ts'

/*
 * The transforms for maps narrower than four tiles: a vector holds the tiles of as many rows as fit, and they are loaded and
 * stored pixel by pixel. That is slow, but such maps are small where there are channels enough to make it up.
 */

/** Write `input`, see winogradModule; `rows` is not needed. */
export function emitNarrowInput(module: ModuleBuilder, spec: WinogradSpec): void {
  const lanes = lanesOf(spec.set)
  const { vPitch } = winogradLayout(spec)
  const tiles = narrowLanes(spec)
  const rowsOfGroup = tiles.filter(({ column }) => column === 0).length
  module.function('input', (f) => {
    const plane = f.param('i32')
    f.param('i32')
    const v = f.param('i32')
    const tileRows = f.param('i32')
    f.loop((again) => {
      const values = cells.map((y) =>
        cells.map((x) => {
          const at = ({ row, column }: { row: number; column: number }) =>
            4 * ((TILE * row + y) * spec.rowPitch + TILE * column + x)
          const [first, ...others] = tiles.slice(0, lanes.count)
          const value = f.local(lanes.type, lanes.loadSplat(plane, first ? at(first) : 0))
          others.forEach((tile, i) => {
            f.set(value, lanes.loadLane(i + 1, plane, value, at(tile)))
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
          f.emit(lanes.store(v, value, (y * PATCH + x) * vPitch))
        })
      }
      f.increment(plane, 4 * TILE * rowsOfGroup * spec.rowPitch)
      f.increment(v, lanes.bytes)
      f.increment(tileRows, -rowsOfGroup)
      f.branchIf(again, i32.gtS(tileRows, 0))
    })
  })
}

/** Write `output`, see winogradModule. */
export function emitNarrowOutput(module: ModuleBuilder, spec: WinogradSpec): void {
  const lanes = lanesOf(spec.set)
  const { mPitch } = winogradLayout(spec)
  const { width } = spec
  const tiles = narrowLanes(spec)
  const tileRows = [...new Set(tiles.map(({ row }) => row))]
  module.function('output', (f) => {
    const m = f.param('i32')
    const bias = f.param('i32')
    const map = f.param('i32')
    const rows = f.param('i32')
    const row = f.local('i32')
    const biases = f.local(lanes.type, lanes.loadSplat(bias))
    f.forUntil(row, rows, TILE * tileRows.length, () => {
      const byColumn = cells.map((x) => {
        const column = cells.map((y) => f.local(lanes.type, lanes.load(m, (y * PATCH + x) * mPitch)))
        return locals(f, lanes.type, transformOutput(f, lanes, TAPS, column))
      })
      for (let y = 0; y < TILE; y++) {
        const ofRow = byColumn.map((column) => column[y]).filter(isDefined)
        const pixels = locals(
          f,
          lanes.type,
          transformOutput(f, lanes, TAPS, ofRow).map((value) => lanes.add(value, biases)),
        )
        for (const tileRow of tileRows) {
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
      f.increment(m, lanes.bytes)
      f.increment(map, 4 * TILE * tileRows.length * width)
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
