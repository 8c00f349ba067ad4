import type { InputSettings } from '../layers/layer.ts'
import { fullScale, type RgbaRows } from './samples.ts'

/** Mean and standard deviation of ImageNet per channel R, G, B, as torchvision's models expect. */
export const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const
const HALF = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const

/** A size in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The size whose long side is at most `longSide` (0: no limit), in proportion; never enlarged, at least 1 x 1. */
export function workingSize({ width, height }: Size, longSide: number): Size {
  const scale = longSide === 0 ? 1 : Math.min(1, longSide / Math.max(width, height))
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
}

/** sRGB value 0..1 as linear light 0..1 (IEC 61966-2-1). */
export function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** Linear light 0..1 as sRGB value 0..1 (IEC 61966-2-1). */
export function fromLinear(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
}

/**
 * Turns the rows of an opaque RGBA picture, given from the top in bands, into planes R, G, B of values 0..1 at the size of
 * `target`, by exact area average: every output pixel is the mean of the part of the source that it covers. Without
 * reduction the values are those of torchvision's to_tensor, value / 255 in float32; of 16 bits value / 65535, and floats
 * stay what they are, beyond 0..1 too.
 */
export class PlaneReducer {
  /** (3, height, width), filled once all rows were added. */
  readonly planes: Float32Array
  readonly #light: InputSettings['light']
  /** The value of each number in integer rows; for float rows the values of the row itself. */
  #values = new Float64Array(0)
  readonly #columns: Spans
  readonly #rows: Spans
  /** One reduced source row, and the sum of the output row under way; R, G, B after one another. */
  readonly #reduced: Float64Array
  readonly #sum: Float64Array
  #sourceRow = 0
  #targetRow = 0

  constructor(
    private readonly source: Size,
    private readonly target: Size,
    light: InputSettings['light'],
    planes: Float32Array = new Float32Array(3 * target.width * target.height),
  ) {
    this.planes = planes
    this.#light = light
    this.#columns = spans(source.width, target.width)
    this.#rows = spans(source.height, target.height)
    this.#reduced = new Float64Array(3 * target.width)
    this.#sum = new Float64Array(3 * target.width)
  }

  /** Add the next rows: whole rows of 4 * source.width numbers, all rows of one type. */
  add(rgba: RgbaRows): void {
    const pitch = 4 * this.source.width
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
    const { source, target } = this
    if (source.width === target.width && source.height === target.height) {
      this.#copyRows(rgba)
      return
    }
    for (let at = 0; at < rgba.length; at += pitch) this.#addRow(rgba, at)
  }

  /** Nothing is reduced: each pixel is its own mean. */
  #copyRows(rgba: Levels): void {
    const values = this.#values
    const plane = this.target.width * this.target.height
    const start = this.#targetRow * this.target.width
    const count = rgba.length / 4
    for (let i = 0, at = 0; i < count; i++, at += 4) {
      this.planes[start + i] = values[rgba[at] ?? 0] ?? 0
      this.planes[start + plane + i] = values[rgba[at + 1] ?? 0] ?? 0
      this.planes[start + 2 * plane + i] = values[rgba[at + 2] ?? 0] ?? 0
    }
    this.#targetRow += count / this.target.width
  }

  #inLight(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    return this.#light === 'linear' ? values.map(toLinear) : values
  }

  #addRow(rgba: Levels, at: number): void {
    this.#reduceRow(rgba, at)
    const row = this.#sourceRow++
    const { first, last, weightOfFirst, weightOfLast, scale } = this.#rows
    // the row is shared by every output row whose span touches it: two at most when nothing is enlarged
    while (this.#targetRow < this.target.height) {
      const t = this.#targetRow
      const from = first[t] ?? 0
      const to = last[t] ?? 0
      if (row < from) return
      const weight = row === from ? (weightOfFirst[t] ?? 0) : row === to ? (weightOfLast[t] ?? 0) : 1
      const sum = this.#sum
      const reduced = this.#reduced
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (reduced[i] ?? 0)
      if (row < to) return
      this.#publish(scale)
    }
  }

  /** Write the finished output row and begin the next. */
  #publish(scale: number): void {
    const { width, height } = this.target
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
    const { width } = this.target
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

/** What each output pixel of an axis covers: source pixels first..last, the two ends in part. `scale` is 1 / length. */
interface Spans {
  readonly first: Int32Array
  readonly last: Int32Array
  readonly weightOfFirst: Float64Array
  readonly weightOfLast: Float64Array
  readonly scale: number
}

function spans(source: number, target: number): Spans {
  const first = new Int32Array(target)
  const last = new Int32Array(target)
  const weightOfFirst = new Float64Array(target)
  const weightOfLast = new Float64Array(target)
  for (let i = 0; i < target; i++) {
    // in whole numbers, so that no rounding adds or loses a pixel: output i covers [i * source, (i + 1) * source) / target
    const from = Math.floor((i * source) / target)
    const to = Math.ceil(((i + 1) * source) / target) - 1
    first[i] = from
    last[i] = to
    weightOfFirst[i] = from === to ? source / target : from + 1 - (i * source) / target
    weightOfLast[i] = from === to ? source / target : ((i + 1) * source) / target - to
  }
  return { first, last, weightOfFirst, weightOfLast, scale: target / source }
}

/** Bring planes R, G, B of values 0..1 into a range, in place; in float32 steps, as torchvision's Normalize. */
export function applyRange(planes: Float32Array, range: InputSettings['range']): void {
  if (range === '0..1') return
  const { mean, std } = range === 'imagenet' ? IMAGENET : HALF
  const plane = planes.length / 3
  for (let c = 0; c < 3; c++) {
    const m = Math.fround(mean[c] ?? 0)
    const s = Math.fround(std[c] ?? 1)
    for (let i = c * plane; i < (c + 1) * plane; i++) planes[i] = Math.fround((planes[i] ?? 0) - m) / s
  }
}

/** Steps of the table from linear light to sRGB: fine enough for 8 bits in the darks. */
const LEVELS = 16384

/** Planes R, G, B as an opaque sRGB picture; values beyond 0..1 are shown as 0 and 1. */
export function planesToRgba(
  planes: Float32Array,
  light: InputSettings['light'],
): Uint8ClampedArray<ArrayBuffer> {
  const plane = planes.length / 3
  const rgba = new Uint8ClampedArray(4 * plane)
  const encode = Uint8ClampedArray.from({ length: LEVELS + 1 }, (_, i) => 255 * fromLinear(i / LEVELS))
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) {
      const value = planes[c * plane + i] ?? 0
      rgba[4 * i + c] =
        light === 'linear' ? (encode[Math.round(LEVELS * Math.min(1, value))] ?? 0) : 255 * value
    }
    rgba[4 * i + 3] = 255
  }
  return rgba
}

/** Whether an EXIF orientation swaps width and height. */
export function swapsSides(orientation: number): boolean {
  return orientation >= 5
}

/**
 * Turn planes of `size` upright. Orientation as in EXIF: 2 mirrored left to right, 3 upside down, 4 mirrored top to
 * bottom, 5 transposed, 6 to be turned clockwise, 7 transposed across the other diagonal, 8 to be turned anticlockwise. Writes to `out`, of the same length.
 */
export function orientPlanes(planes: Float32Array, size: Size, orientation: number, out: Float32Array): void {
  const { width, height } = size
  const plane = width * height
  const swaps = swapsSides(orientation)
  const [outWidth, outHeight] = swaps ? [height, width] : [width, height]
  // source coordinates of output (x, y): along x or y, perhaps from the far end
  const farX = [2, 3, 7, 8].includes(orientation)
  const farY = [3, 4, 6, 7].includes(orientation)
  for (let c = 0; c < planes.length / plane; c++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const u = swaps ? y : x
        const v = swaps ? x : y
        const sx = farX ? width - 1 - u : u
        const sy = farY ? height - 1 - v : v
        out[c * plane + y * outWidth + x] = planes[c * plane + sy * width + sx] ?? 0
      }
    }
  }
}

/** The part of a stored picture that stands as rows [from, to) once it is upright. Orientation as in EXIF. */
export function storedPart(
  { width, height }: Size,
  orientation: number,
  from: number,
  to: number,
): Size & { readonly x: number; readonly y: number } {
  if (swapsSides(orientation)) {
    const x = [7, 8].includes(orientation) ? width - to : from
    return { x, y: 0, width: to - from, height }
  }
  const y = [3, 4].includes(orientation) ? height - to : from
  return { x: 0, y, width, height: to - from }
}
