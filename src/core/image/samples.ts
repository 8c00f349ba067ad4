import type { PicturePart } from '../picture-part.ts'

/**
 * Pixels with all the precision that they have in a file: bytes are values / 255, words values / 65535, floats are values. The
 * channels of a pixel follow one another: gray, gray and alpha, RGB, or RGB and alpha.
 */
export interface Samples {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array | Float32Array
  /** Whether colours were multiplied by alpha already; false unless given. */
  readonly premultiplied?: boolean
  /** Brings pixels of red, green, blue and alpha, 0..1, into sRGB, in place (color-space); none where they are left as they are. */
  readonly toSrgb?: ((rgba: Float32Array) => void) | undefined
}

/** Rows of red, green, blue and alpha, all opaque: bytes, words or floats as in Samples. */
export type RgbaRows = Samples['data']

/** Values of the rows that are handed over at a time. */
const BAND_VALUES = 1 << 20

/**
 * Rows of a part of the picture as RGBA, from the top. Opaque pixels keep their values; what is transparent is put over the
 * matte, in floats, where everything is 0..1; so are colours that are converted.
 * @param matte CSS colour `#rrggbb`
 */
export function* sampleRows(samples: Samples, part: PicturePart, matte: string): Generator<RgbaRows> {
  const rows = Math.max(1, Math.floor(BAND_VALUES / (4 * part.width)))
  const { data, toSrgb } = samples
  const write =
    toSrgb !== undefined
      ? converter(toSrgb, matte)
      : samples.channels % 2 === 1
        ? writeOpaque
        : blender(samples, matte)
  for (let y = 0; y < part.height; y += rows) {
    const height = Math.min(rows, part.height - y)
    const length = 4 * part.width * height
    const band =
      toSrgb !== undefined || samples.channels % 2 === 0 || data instanceof Float32Array
        ? new Float32Array(length)
        : data instanceof Uint16Array
          ? new Uint16Array(length)
          : new Uint8Array(length)
    for (let row = 0; row < height; row++) {
      const from = (part.y + y + row) * samples.width + part.x
      write(samples, from, band.subarray(4 * part.width * row, 4 * part.width * (row + 1)))
    }
    yield band
  }
}

/** The largest value of integers, which stands for 1; 1 for floats. */
export function fullScale(data: Samples['data']): number {
  return data instanceof Float32Array ? 1 : data instanceof Uint16Array ? 65_535 : 255
}

/** Writes pixels from the `from`th on, as many as there is room for. */
type WriteRow = (samples: Samples, from: number, row: RgbaRows) => void

const writeOpaque: WriteRow = ({ channels, data }, from, row) => {
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2]
  const full = fullScale(data)
  for (let to = 0, at = channels * from; to < row.length; to += 4, at += channels) {
    row[to] = data[at] ?? 0
    row[to + 1] = data[at + green] ?? 0
    row[to + 2] = data[at + blue] ?? 0
    row[to + 3] = full
  }
}

/** Colours of the file in sRGB, over the matte. */
function converter(toSrgb: (rgba: Float32Array) => void, matte: string): WriteRow {
  const under = levelsOf(matte)
  return ({ channels, data, premultiplied = false }, from, row) => {
    const rgba = new Float32Array(row.length)
    const full = fullScale(data)
    const colors = channels < 3 ? [0, 0, 0] : [0, 1, 2]
    for (let to = 0, at = channels * from; to < row.length; to += 4, at += channels) {
      const alpha = channels % 2 === 1 ? 1 : (data[at + channels - 1] ?? 0) / full
      const scale = full * (premultiplied && alpha > 0 ? alpha : 1)
      for (const [c, offset] of colors.entries()) rgba[to + c] = (data[at + offset] ?? 0) / scale
      rgba[to + 3] = alpha
    }
    toSrgb(rgba)
    for (let to = 0; to < row.length; to += 4) {
      const alpha = rgba[to + 3] ?? 1
      for (let c = 0; c < 3; c++) row[to + c] = alpha * (rgba[to + c] ?? 0) + (1 - alpha) * (under[c] ?? 0)
      row[to + 3] = 1
    }
  }
}

const levelsOf = (matte: string) => [1, 3, 5].map((at) => parseInt(matte.slice(at, at + 2), 16) / 255)

/** Over the matte, as a canvas does it: in the values of the file, without regard to light. */
function blender({ channels, data, premultiplied = false }: Samples, matte: string): WriteRow {
  const under = levelsOf(matte)
  const full = fullScale(data)
  const colors = channels === 2 ? [0, 0, 0] : [0, 1, 2]
  return (_, from, row) => {
    for (let to = 0, at = channels * from; to < row.length; to += 4, at += channels) {
      const alpha = (data[at + channels - 1] ?? 0) / full
      const cover = premultiplied ? 1 : alpha
      for (const [c, offset] of colors.entries()) {
        row[to + c] = (cover * (data[at + offset] ?? 0)) / full + (1 - alpha) * (under[c] ?? 0)
      }
      row[to + 3] = 1
    }
  }
}
