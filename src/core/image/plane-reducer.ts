import type { InputSettings } from '../layers/layer.ts'
import type { PicturePart } from '../picture-part.ts'
import { toLinear, type Size } from './image-tensor.ts'
import { fullScale, type RgbaRows } from './samples.ts'
import { spansOf, type Spans } from './spans.ts'

/**
 * Turns the rows of an opaque RGBA picture, given from the top in bands, into planes R, G, B of values 0..1 at the size of
 * `target`, by exact area average: every output pixel is the mean of the part of the source that it covers. An axis that is
 * enlarged is bilinear (see spansOf). Without reduction the values are those of torchvision's to_tensor, value / 255 in
 * float32; of 16 bits value / 65535, and floats stay what they are, beyond 0..1 too.
 */
export class PlaneReducer {
  /** (3, height, width) of the window, filled once all rows were added. */
  readonly planes: Float32Array
  /** The part of the source that the window is made of: what is to be added. */
  readonly part: PicturePart
  readonly #light: InputSettings['light']
  /** The value of each number in integer rows; for float rows the values of the row itself. */
  #values = new Float64Array(0)
  readonly #isCopy: boolean
  readonly #columns: Spans
  readonly #rows: Spans
  readonly #enlargesRows: boolean
  /** One reduced source row, that before it, and the sum of the output row under way; R, G, B after one another. */
  #reduced: Float64Array
  #before: Float64Array
  readonly #sum: Float64Array
  #sourceRow = 0
  #targetRow = 0

  /** @param window the part of the target that is wanted; all of it unless given */
  constructor(
    source: Size,
    target: Size,
    light: InputSettings['light'],
    planes?: Float32Array,
    private readonly window: PicturePart = { x: 0, y: 0, width: target.width, height: target.height },
  ) {
    const { width, height } = window
    this.planes = planes ?? new Float32Array(3 * width * height)
    this.#light = light
    this.#isCopy = source.width === target.width && source.height === target.height
    this.#columns = spansOf(source.width, target.width, window.x, width)
    this.#rows = spansOf(source.height, target.height, window.y, height)
    this.#enlargesRows = target.height > source.height
    this.part = {
      x: this.#columns.start,
      y: this.#rows.start,
      width: this.#columns.length,
      height: this.#rows.length,
    }
    this.#reduced = new Float64Array(3 * width)
    this.#before = new Float64Array(3 * width)
    this.#sum = new Float64Array(3 * width)
  }

  /** Add the next rows of the part: whole rows of 4 * part.width numbers, all rows of one type. */
  add(rgba: RgbaRows): void {
    const pitch = 4 * this.part.width
    if (rgba instanceof Float32Array) {
      // each value of a row is its own entry of the table
      const places = Uint32Array.from({ length: pitch }, (_, i) => i)
      for (let at = 0; at < rgba.length; at += pitch) {
        this.#values = this.#inLight(Float64Array.from(rgba.subarray(at, at + pitch)))
        this.#addRow(places, 0)
      }
      return
    }
    const full = fullScale(rgba)
    if (this.#values.length !== full + 1)
      this.#values = this.#inLight(Float64Array.from({ length: full + 1 }, (_, i) => i / full))
    if (this.#isCopy) {
      this.#copyRows(rgba)
      return
    }
    for (let at = 0; at < rgba.length; at += pitch) this.#addRow(rgba, at)
  }

  /** Nothing is reduced: each pixel is its own mean. */
  #copyRows(rgba: Levels): void {
    const values = this.#values
    const plane = this.window.width * this.window.height
    const start = this.#targetRow * this.window.width
    const count = rgba.length / 4
    for (let i = 0, at = 0; i < count; i++, at += 4) {
      this.planes[start + i] = values[rgba[at] ?? 0] ?? 0
      this.planes[start + plane + i] = values[rgba[at + 1] ?? 0] ?? 0
      this.planes[start + 2 * plane + i] = values[rgba[at + 2] ?? 0] ?? 0
    }
    this.#targetRow += count / this.window.width
  }

  #inLight(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    return this.#light === 'linear' ? values.map(toLinear) : values
  }

  #addRow(rgba: Levels, at: number): void {
    const kept = this.#before
    this.#before = this.#reduced
    this.#reduced = kept
    this.#reduceRow(rgba, at)
    const row = this.#sourceRow++
    const { first, last, weightOfFirst, weightOfLast } = this.#rows
    // the row is shared by every output row whose span touches it: two at most when nothing is enlarged
    while (this.#targetRow < this.window.height) {
      const t = this.#targetRow
      const from = first[t] ?? 0
      const to = last[t] ?? 0
      if (row < from) return
      if (this.#enlargesRows) {
        if (row < to) return
        if (from < to) this.#accumulate(this.#before, weightOfFirst[t] ?? 0)
      }
      const weight = row === from ? (weightOfFirst[t] ?? 0) : row === to ? (weightOfLast[t] ?? 0) : 1
      this.#accumulate(this.#reduced, weight)
      if (row < to) return
      this.#publish()
    }
  }

  #accumulate(reduced: Float64Array, weight: number): void {
    const sum = this.#sum
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (reduced[i] ?? 0)
  }

  /** Write the finished output row and begin the next. */
  #publish(): void {
    const { width, height } = this.window
    const { scale } = this.#rows
    const plane = width * height
    const start = this.#targetRow * width
    for (let c = 0; c < 3; c++) {
      for (let x = 0; x < width; x++) {
        this.planes[c * plane + start + x] = (this.#sum[c * width + x] ?? 0) * scale
      }
    }
    this.#sum.fill(0)
    this.#targetRow += 1
  }

  #reduceRow(rgba: Levels, at: number): void {
    const values = this.#values
    const reduced = this.#reduced
    const { width } = this.window
    const { first, last, weightOfFirst, weightOfLast, scale } = this.#columns
    for (let x = 0; x < width; x++) {
      const from = first[x] ?? 0
      const to = last[x] ?? 0
      let pixel = at + 4 * from
      let weight = weightOfFirst[x] ?? 0
      let r = weight * (values[rgba[pixel] ?? 0] ?? 0)
      let g = weight * (values[rgba[pixel + 1] ?? 0] ?? 0)
      let b = weight * (values[rgba[pixel + 2] ?? 0] ?? 0)
      for (let i = from + 1; i <= to; i++) {
        pixel += 4
        weight = i === to ? (weightOfLast[x] ?? 0) : 1
        r += weight * (values[rgba[pixel] ?? 0] ?? 0)
        g += weight * (values[rgba[pixel + 1] ?? 0] ?? 0)
        b += weight * (values[rgba[pixel + 2] ?? 0] ?? 0)
      }
      reduced[x] = r * scale
      reduced[width + x] = g * scale
      reduced[2 * width + x] = b * scale
    }
  }
}

/** Numbers whose values stand in a table. */
type Levels = Uint8Array | Uint8ClampedArray | Uint16Array | Uint32Array
