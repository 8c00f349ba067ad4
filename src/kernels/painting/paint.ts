import { RowCover, RunningMean } from './area.ts'
import { RowColors } from './row-colors.ts'
import type { Lanes } from '../wasm/lanes.ts'
import { f32, f64, i32 } from '../wasm/code.ts'
import type { ModuleBuilder } from '../wasm/module.ts'

/**
 * Export `paint(plane, planeHeight, planeWidth, pitch, pixels, height, width, from, to, colors, range, means)`: rows
 * from <= row < to of a width x height picture (not larger than the plane, whose rows are `pitch` floats apart) as RGBA
 * words. A pixel is the mean of the area that it covers, weighted by exact fractions; its colour is that of RowColors.
 * `range` points to low and high. Where columns are averaged, the values of the pixels are left at `means`, width x height
 * floats; it may be the place of the pixels. Reads up to 12 bytes behind the plane and behind `means`.
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
    const means = f.param('i32')

    const pitch = f.local('i32', i32.shl(pitchFloats, 2))
    const start = f.local('i32')
    const pixel = f.local('i32')
    const mean = f.local('i32')
    const end = f.local('i32')
    const x = f.local('i32')
    const columns = f.local(lanes.type)
    const rows = new RowCover(f, lanes, planeHeight, height)
    const pixelMean = new RunningMean(f, planeWidth, width)
    const rowColors = new RowColors(f, lanes, colors, range)
    const sumColumns = () => {
      rows.sumColumns(columns, i32.add(plane, i32.shl(x, 2)), pitch)
    }

    f.forUntil(row, to, 1, () => {
      rows.start(row)
      f.set(start, i32.add(pixels, i32.shl(i32.mul(row, width), 2)))
      f.set(pixel, start)
      f.set(end, i32.add(start, i32.shl(width, 2)))
      f.set(x, i32.const(0))
      f.if(
        i32.eq(width, planeWidth),
        () => {
          f.forUntil(pixel, end, lanes.bytes, () => {
            sumColumns()
            rowColors.paint(columns, pixel, end)
            f.increment(x, lanes.count)
          })
        },
        () => {
          pixelMean.start()
          f.set(mean, i32.add(means, i32.sub(start, pixels)))
          f.forUntil(x, planeWidth, lanes.count, () => {
            sumColumns()
            for (let lane = 0; lane < lanes.count; lane++) {
              // The last vector may reach behind the row: its lanes find all pixels complete.
              pixelMean.add(f64.fromF32(lanes.lane(lane, columns)), i32.ne(pixel, end), () => {
                f.emit(f32.store(mean, f32.fromF64(pixelMean.value)))
                f.increment(mean, 4)
                f.increment(pixel, 4)
              })
            }
          })
          f.set(pixel, start)
          f.set(mean, i32.add(means, i32.sub(start, pixels)))
          f.forUntil(pixel, end, lanes.bytes, () => {
            f.set(columns, lanes.load(mean))
            rowColors.paint(columns, pixel, end)
            f.increment(mean, lanes.bytes)
          })
        },
      )
    })
  })
}

/**
 * Export `color(means, pixels, count, colors, range)`: the colours of `count` values that `paint` left. Reads up to 12 bytes
 * behind them.
 */
export function addColor(module: ModuleBuilder, lanes: Lanes): void {
  module.function('color', (f) => {
    const mean = f.param('i32')
    const pixel = f.param('i32')
    const count = f.param('i32')
    const colors = f.param('i32')
    const range = f.param('i32')
    const end = f.local('i32', i32.add(pixel, i32.shl(count, 2)))
    const values = f.local(lanes.type)
    const rowColors = new RowColors(f, lanes, colors, range)
    f.forUntil(pixel, end, lanes.bytes, () => {
      f.set(values, lanes.load(mean))
      rowColors.paint(values, pixel, end)
      f.increment(mean, lanes.bytes)
    })
  })
}
