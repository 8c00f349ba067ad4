import { alternate, type Lanes, lanesOf, type Vec } from '../../wasm/lanes.ts'
import { type Expr, i32 } from '../../wasm/code.ts'
import type { FunctionBuilder, Local } from '../../wasm/function.ts'
import type { ModuleBuilder } from '../../wasm/module.ts'
import { tilesWide, winogradLayout, type WinogradSpec } from './layout.ts'
import { PATCH, TAPS } from './kernel.ts'
import { TILE } from './matrices.ts'
import { transformOutput } from './transforms.ts'

/** Write `output`, see winogradModule. */
export function emitOutput(module: ModuleBuilder, spec: WinogradSpec): void {
  const lanes = lanesOf(spec.set)
  const { mPitch } = winogradLayout(spec)
  const { width } = spec
  const wide = tilesWide(spec)
  module.function('output', (f) => {
    const m = f.param('i32')
    const bias = f.param('i32')
    const map = f.param('i32')
    const rows = f.param('i32')
    const row = f.local('i32')
    const biases = f.local(lanes.type, lanes.loadSplat(bias))
    const emitGroup = (start: Local<'i32'>, last: boolean) => {
      const from = f.local('i32', i32.add(m, start))
      const to = f.local('i32', i32.add(map, i32.mul(start, TILE)))
      // Columns first: [column][output row].
      const columns = range(PATCH).map((column) => {
        const values = range(PATCH).map((y) =>
          f.local(lanes.type, lanes.load(from, (y * PATCH + column) * mPitch)),
        )
        return transformOutput(f, lanes, TAPS, values).map((value) => f.local(lanes.type, value))
      })
      for (const y of range(TILE)) {
        f.if(i32.ltS(i32.add(row, y), rows), () => {
          const values = columns.map((column) => column[y]).filter((value) => value !== undefined)
          const pixels = transformOutput(f, lanes, TAPS, values).map((value) =>
            f.local(lanes.type, lanes.add(value, biases)),
          )
          emitTileStores(f, lanes, to, pixels, 4 * y * width, last ? width - TILE * (wide - 1) : TILE)
        })
      }
    }
    f.forUntil(row, rows, TILE, () => {
      emitTileGroups(f, lanes, wide, emitGroup)
      f.increment(m, 4 * wide)
      f.increment(map, 4 * TILE * width)
    })
  })
}

/**
 * Store a row of pixels of as many tiles as there are lanes: `pixels` has a vector for each of the four columns, and `last` of the
 * last tile's are stored.
 */
export function emitTileStores(
  f: FunctionBuilder,
  lanes: Lanes,
  to: Expr<'i32'>,
  pixels: readonly Vec[],
  offset: number,
  last: number,
): void {
  const [a, b, c, d] = pixels
  if (!a || !b || !c || !d) throw new RangeError(`a tile of ${pixels.length} columns`)
  if (lanes.count === 1) {
    f.emit(...[a, b, c, d].slice(0, last).map((pixel, x) => lanes.store(to, pixel, offset + 4 * x)))
    return
  }
  const halves = ([0, 1] as const).flatMap((half) =>
    [alternate(half, a, c), alternate(half, b, d)].map((value) => f.local(lanes.type, value)),
  )
  for (const tile of range(lanes.count)) {
    const even = halves[tile < 2 ? 0 : 2]
    const odd = halves[tile < 2 ? 1 : 3]
    if (!even || !odd) throw new RangeError(`no tile ${tile}`)
    const row = f.local(lanes.type, alternate(tile % 2 === 0 ? 0 : 1, even, odd))
    const at = offset + tile * lanes.bytes
    const lanesLeft = tile === lanes.count - 1 ? last : TILE
    if (lanesLeft === TILE) f.emit(lanes.store(to, row, at))
    else f.emit(...range(lanesLeft).map((lane) => lanes.storeLane(lane, to, row, at + 4 * lane)))
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i)
}

/** Write `body` for each group of as many tiles of a row as there are lanes; the last moves to the left, to end with the row. */
export function emitTileGroups(
  f: FunctionBuilder,
  lanes: Lanes,
  wide: number,
  body: (start: Local<'i32'>, isLast: boolean) => void,
): void {
  const start = f.local('i32', i32.const(0))
  f.forUntil(start, 4 * (wide - lanes.count), 4 * lanes.count, () => {
    body(start, false)
  })
  f.set(start, i32.const(4 * (wide - lanes.count)))
  body(start, true)
}
