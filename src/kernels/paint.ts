import { RowCover, RunningMean } from './area.ts'
import type { Lanes } from './lanes.ts'
import { f32, f64, i32, select } from './wasm-code.ts'
import type { ModuleBuilder } from './wasm-module.ts'

/** Words of a colour table. */
export const COLORS = 256

/** What is painted where the mean is NaN: nothing, so that whatever lies behind the picture shows through. */
export const NAN_COLOR = 0x00000000

/**
 * Export `paint(plane, planeHeight, planeWidth, pitch, pixels, height, width, from, to, colors, range)`: rows
 * from <= row < to of a width x height picture (not larger than the plane, whose rows are `pitch` floats apart) as RGBA words. A pixel is the mean of the area that it covers,
 * weighted by exact fractions; its colour is colors[round(255 * (mean - low) / (high - low))], clamped, or colors[0]
 * where low = high. `range` points to low and high. Reads up to 12 bytes behind the plane.
 */
export function addPaint(module: ModuleBuilder, lanes: Lanes): void {
  module.function('paint', (f) => {
    const plane = f.param('i32')
    const planeHeight = f.param('i32')
    const planeWidth = f.param('i32')
    const pitchFloats = f.param('i32')
    const pixels = f.param('i32')
    const height = f.param('i32')
    const width = f.param('i32')
    const row = f.param('i32')
    const to = f.param('i32')
    const colors = f.param('i32')
    const range = f.param('i32')

    const low = f.local('f64', f64.fromF32(f32.load(range)))
    const span = f.local('f64', f64.sub(f64.fromF32(f32.load(range, 4)), low))
    const perSpan = f64.div(f64.const(COLORS - 1), span)
    const scale = f.local('f64', select(f64.gt(span, f64.const(0)), perSpan, f64.const(0)))
    const pitch = f.local('i32', i32.shl(pitchFloats, 2))
    const pixel = f.local('i32')
    const end = f.local('i32')
    const x = f.local('i32')
    const columns = f.local(lanes.type)
    const mean = f.local('f64')
    const rows = new RowCover(f, lanes, planeHeight, height)
    const pixelMean = new RunningMean(f, planeWidth, width)

    const paintPixel = () => {
      f.set(mean, pixelMean.value)
      const level = i32.truncF64(f64.add(f64.mul(f64.sub(mean, low), scale), f64.const(0.5)))
      const bounded = i32.minS(i32.maxS(level, i32.const(0)), i32.const(COLORS - 1))
      const color = i32.load(i32.add(colors, i32.shl(bounded, 2)))
      f.emit(i32.store(pixel, select(f64.ne(mean, mean), i32.const(NAN_COLOR), color)))
      f.increment(pixel, 4)
    }
    f.forUntil(row, to, 1, () => {
      rows.start(row)
      pixelMean.start()
      f.set(pixel, i32.add(pixels, i32.shl(i32.mul(row, width), 2)))
      f.set(end, i32.add(pixel, i32.shl(width, 2)))
      f.set(x, i32.const(0))
      f.forUntil(x, planeWidth, lanes.count, () => {
        rows.sumColumns(columns, i32.add(plane, i32.shl(x, 2)), pitch)
        for (let lane = 0; lane < lanes.count; lane++) {
          // The last vector may reach behind the row: its lanes find all pixels painted.
          pixelMean.add(f64.fromF32(lanes.lane(lane, columns)), i32.ne(pixel, end), paintPixel)
        }
      })
    })
  })
}
