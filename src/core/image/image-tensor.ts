import type { InputSettings } from '../layers/layer.ts'
import type { PicturePart } from '../picture-part.ts'

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
  const [farX, farY] = farEnds(orientation)
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

/** Whether coordinates of the stored picture, along x and along y, count from its far end once it is upright. */
function farEnds(orientation: number): readonly [x: boolean, y: boolean] {
  return [[2, 3, 7, 8].includes(orientation), [3, 4, 6, 7].includes(orientation)]
}

/** Where a part of the upright picture lies in the stored one, whose size is given. Orientation as in EXIF. */
export function storedPart(stored: Size, orientation: number, part: PicturePart): PicturePart {
  const { x, y, width, height } = swapsSides(orientation)
    ? { x: part.y, y: part.x, width: part.height, height: part.width }
    : part
  const [farX, farY] = farEnds(orientation)
  return {
    x: farX ? stored.width - x - width : x,
    y: farY ? stored.height - y - height : y,
    width,
    height,
  }
}

/** The size of a stored picture once it stands upright, and the other way round. */
export function turnedSize({ width, height }: Size, orientation: number): Size {
  return swapsSides(orientation) ? { width: height, height: width } : { width, height }
}
