import type { Samples } from '../../core/image/samples.ts'
import { COLORS, type Layout } from './tiff-layout.ts'

/** Takes rows of numbers as they stand in the file, and holds the pixels that they mean. */
export interface PixelWriter {
  /**
   * @param row numbers of pixels side by side
   * @param x column and
   * @param y row of the first
   * @param count pixels of it that lie in the picture
   * @param plane which number of a pixel they are, where channels are apart; else 0
   */
  readonly write: (row: Float64Array, x: number, y: number, count: number, plane: number) => void
  readonly samples: Samples
}

/** Pixels of a picture. @param colorMap of a palette: all reds, greens and blues, 0..65535. @throws RangeError without memory */
export function pixelWriter(layout: Layout, colorMap: readonly number[]): PixelWriter {
  const { width, height, meaning, alpha } = layout
  if (meaning === 'palette') return paletteWriter(layout, colorMap)
  if (meaning === 'cmyk') return cmykWriter(layout)
  const colors = COLORS[meaning] === 1 ? 1 : 3
  const channels = (alpha === 'none' ? colors : colors + 1) as Samples['channels']
  const data = roomFor(layout, width * height * channels)
  const level = levelOf(layout)
  const top = meaning === 'inverted gray' ? level.full : 0
  const write: PixelWriter['write'] = (row, x, y, count, plane) => {
    const [first, last] = layout.together === 1 ? [plane, plane + 1] : [0, channels]
    for (let c = first; c < Math.min(last, channels); c++) {
      const isInverted = top !== 0 && c < colors
      let to = (y * width + x) * channels + c
      for (let i = 0, at = c - first; i < count; i++, at += layout.together, to += channels) {
        const value = level.of(row[at] ?? 0)
        data[to] = isInverted ? top - value : value
      }
    }
  }
  return { write, samples: { width, height, channels, data, premultiplied: alpha === 'premultiplied' } }
}

/** Bytes and words where they hold the numbers as they are; floats for all else. */
function roomFor(
  { form: { bits, format } }: Layout,
  length: number,
): Uint8Array | Uint16Array | Float32Array {
  if (format === 'unsigned' && bits <= 8) return new Uint8Array(length)
  return format === 'unsigned' && bits === 16 ? new Uint16Array(length) : new Float32Array(length)
}

interface Level {
  /** What a number of the file is in the room for it. */
  readonly of: (value: number) => number
  /** What stands there for white. */
  readonly full: number
}

/** Whole numbers of other widths fill 0..1, signed ones -1..1; floats are what they are. */
function levelOf({ form: { bits, format } }: Layout): Level {
  if (format === 'float') return { of: (value) => value, full: 1 }
  const most = 2 ** (format === 'signed' ? bits - 1 : bits) - 1
  if (format === 'unsigned' && (bits === 8 || bits === 16)) return { of: (value) => value, full: most }
  if (format === 'unsigned' && bits < 8) return { of: (value) => Math.round((255 * value) / most), full: 255 }
  return { of: (value) => value / most, full: 1 }
}

/** Colours of a palette have 16 bits, of which writers mean the high 8, as all readers take it. */
function paletteWriter({ width, height, form, together }: Layout, colorMap: readonly number[]): PixelWriter {
  const data = new Uint8Array(3 * width * height)
  const size = 2 ** form.bits
  return {
    samples: { width, height, channels: 3, data },
    write: (row, x, y, count, plane) => {
      if (plane > 0) return
      let to = 3 * (y * width + x)
      for (let i = 0; i < count; i++, to += 3) {
        const entry = row[i * together] ?? 0
        for (let c = 0; c < 3; c++) data[to + c] = (colorMap[c * size + entry] ?? 0) >> 8
      }
    },
  }
}

/** Inks as what they leave of white: (1 - C) (1 - K), and so on. Where channels are apart black comes last. */
function cmykWriter(layout: Layout): PixelWriter {
  const { width, height, together } = layout
  const data = roomFor(layout, 3 * width * height)
  const level = levelOf(layout)
  const { full } = level
  const round = data instanceof Float32Array ? (value: number) => value : Math.round
  const left = (ink: number, of: number) => round((of * (full - ink)) / full)
  return {
    samples: { width, height, channels: 3, data },
    write: (row, x, y, count, plane) => {
      let to = 3 * (y * width + x)
      for (let i = 0, at = 0; i < count; i++, at += together, to += 3) {
        for (let c = 0; c < 3; c++) {
          if (together > 1) data[to + c] = left(level.of(row[at + 3] ?? 0), full - level.of(row[at + c] ?? 0))
          else if (plane === c) data[to + c] = full - level.of(row[at] ?? 0)
          else if (plane === 3) data[to + c] = left(level.of(row[at] ?? 0), data[to + c] ?? 0)
        }
      }
    },
  }
}
