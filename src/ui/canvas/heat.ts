import type { Pair } from '../../core/tensor.ts'
import type { ColorTable } from '../../engine/engine.ts'

/** A raster of 0xAABBGGRR words. */
export interface Raster {
  readonly words: Uint32Array
  readonly width: number
  readonly height: number
}

/** A rectangle in pixels of a raster. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Room above the largest weight, so that it keeps clear of the dark ends of the colours, which are for pictures. */
const HEADROOM = 1.25

/** The end of a filter's signed colours, from its largest finite magnitude; 1 where all weights are zero. */
export function signedScale(weights: Float32Array): number {
  let largest = 0
  for (const value of weights) {
    const size = Math.abs(value)
    if (size > largest && size < Infinity) largest = size
  }
  return largest === 0 ? 1 : HEADROOM * largest
}

/** The word of `value` in a signed table whose ends are -scale and scale; transparent for NaN. */
export function signedWord(table: ColorTable, value: number, scale: number): number {
  if (Number.isNaN(value)) return 0
  const at = Math.round((Math.max(-1, Math.min(1, value / scale)) + 1) * 127.5)
  return table[at] ?? 0
}

/** The weight that stands for a whole kernel where there is room for one colour only: its largest in magnitude. */
export function dominantWeight(kernel: Float32Array): number {
  let dominant = 0
  for (const value of kernel) {
    if (Number.isNaN(value)) return value
    if (Math.abs(value) > Math.abs(dominant)) dominant = value
  }
  return dominant
}

/**
 * The box in which a kernel of `size` cells is drawn, centred in a box of the given pixels: cells are square and, from 3
 * pixels on, all of the same whole number of pixels.
 */
export function kernelBox(within: Box, [rows, columns]: Pair): Box {
  const room = Math.min(within.width / columns, within.height / rows)
  const cell = room >= 3 ? Math.floor(room) : room
  const width = Math.max(1, Math.round(cell * columns))
  const height = Math.max(1, Math.round(cell * rows))
  return {
    x: within.x + Math.floor((within.width - width) / 2),
    y: within.y + Math.floor((within.height - height) / 2),
    width,
    height,
  }
}

/** Pixel edge of cell `i` of `count` along `length` pixels. */
export function cellEdge(i: number, count: number, length: number): number {
  return Math.round((i * length) / count)
}

/** Draw the cells of a kernel into a box, in signed colours. */
export function drawKernel(
  raster: Raster,
  box: Box,
  kernel: Float32Array,
  [rows, columns]: Pair,
  table: ColorTable,
  scale: number,
): void {
  for (let row = 0; row < rows; row++) {
    const top = cellEdge(row, rows, box.height)
    const height = cellEdge(row + 1, rows, box.height) - top
    for (let column = 0; column < columns; column++) {
      const left = cellEdge(column, columns, box.width)
      const width = cellEdge(column + 1, columns, box.width) - left
      const word = signedWord(table, kernel[row * columns + column] ?? 0, scale)
      fill(raster, { x: box.x + left, y: box.y + top, width, height }, word)
    }
  }
}

/** Fill a box, as far as it lies in the raster. */
export function fill(raster: Raster, box: Box, word: number): void {
  const from = Math.max(0, box.x)
  const to = Math.min(raster.width, box.x + box.width)
  const bottom = Math.min(raster.height, box.y + box.height)
  if (to <= from) return
  for (let y = Math.max(0, box.y); y < bottom; y++) {
    raster.words.fill(word, y * raster.width + from, y * raster.width + to)
  }
}
