import { ImageError } from '../../src/core/errors.ts'
import {
  colorSamples,
  floatSamples,
  rgbSamples,
  wordSamples,
  type PixelBytes,
} from '../../src/formats/pictures/samples.ts'
import { PngStream } from '../../src/formats/pictures/png-stream.ts'
import { jpegWith, pngChunksOf, webpWith, type Metadata } from '../../src/formats/pictures/metadata.ts'
import { TiffStream } from '../../src/formats/pictures/tiff-stream.ts'
import type { LevelRange, PictureForm, PictureJob } from './api.ts'

/** Takes rows of one map, or of three, from the top, and gives the bytes of a file. */
export interface PictureWriter {
  /** @param maps whole rows of one map, or the same rows of three @param ranges of each */
  add(maps: readonly Float32Array[], ranges: readonly LevelRange[]): void
  /** After the last row. @throws ImageError */
  end(): Promise<void>
}

type Emit = (bytes: Uint8Array<ArrayBuffer>) => void
type Samples = (maps: readonly Float32Array[], ranges: readonly LevelRange[]) => Uint8Array<ArrayBuffer>

/** What writes a form of picture. @throws ImageError, RangeError for a size that the form does not have */
export function pictureWriter(job: PictureJob, metadata: Metadata, emit: Emit): PictureWriter {
  const { form, together, colors } = job
  const channels = together ? 3 : 1
  const color = together ? 'rgb' : 'gray'
  const levels =
    (step: PixelBytes): Samples =>
    (maps, ranges) => {
      const [map, range] = [maps[0] ?? new Float32Array(), ranges[0] ?? ([0, 0] as const)]
      return together ? rgbSamples(maps, ranges, colors, step) : colorSamples(map, range, colors, step)
    }
  switch (form) {
    case 'png':
      return streamed(new PngStream(job, 'rgb', 8, emit, pngChunksOf(metadata, job)), levels(3))
    case 'png16':
      return streamed(new PngStream(job, color, 16, emit, pngChunksOf(metadata, job)), wordSamples)
    case 'tiff16': {
      const words: Samples = (maps, ranges) => wordSamples(maps, ranges, 'lowFirst')
      return streamed(new TiffStream(job, channels, 'uint16', metadata, emit), words)
    }
    case 'tiffFloat':
      return streamed(new TiffStream(job, channels, 'float32', metadata, emit), floatSamples)
    case 'jpeg':
    case 'webp':
      return new CanvasWriter(job, form, levels(4), metadata, emit)
  }
}

interface Stream {
  add(samples: Uint8Array<ArrayBuffer>): void
  end(): void
}

function streamed(stream: Stream, samples: Samples): PictureWriter {
  return {
    add: (maps, ranges) => stream.add(samples(maps, ranges)),
    end: () => {
      stream.end()
      return Promise.resolve()
    },
  }
}

/** What the browser encodes: its type, and the longest side that the format, or every browser's canvas, has. */
const ENCODED = {
  jpeg: { type: 'image/jpeg', side: 32_767, name: 'JPEG' },
  webp: { type: 'image/webp', side: 16_383, name: 'WebP' },
} as const

/** A form that the browser encodes, from a canvas that holds the whole picture. */
class CanvasWriter implements PictureWriter {
  readonly #canvas: OffscreenCanvas
  readonly #context: OffscreenCanvasRenderingContext2D
  #row = 0

  constructor(
    private readonly job: PictureJob,
    private readonly form: Extract<PictureForm, 'jpeg' | 'webp'>,
    private readonly samples: Samples,
    private readonly metadata: Metadata,
    private readonly emit: Emit,
  ) {
    const { width, height } = job
    const { side, name } = ENCODED[form]
    if (Math.max(width, height) > side)
      throw new ImageError(`${width} × ${height} pixels are more than a ${name} holds. Choose PNG or TIFF.`)
    if (typeof OffscreenCanvas === 'undefined')
      throw new ImageError(`This browser writes no ${name} here. Choose PNG or TIFF.`)
    this.#canvas = new OffscreenCanvas(width, height)
    const context = this.#canvas.getContext('2d', { alpha: false })
    if (context === null)
      throw new ImageError(`The browser has no canvas of ${width} × ${height}. Choose PNG or TIFF.`)
    this.#context = context
  }

  add(maps: readonly Float32Array[], ranges: readonly LevelRange[]): void {
    const { width } = this.job
    const { buffer } = this.samples(maps, ranges)
    const pixels = new Uint8ClampedArray(buffer)
    const rows = pixels.length / (4 * width)
    this.#context.putImageData(new ImageData(pixels, width, rows), 0, this.#row)
    this.#row += rows
  }

  async end(): Promise<void> {
    const { type, name } = ENCODED[this.form]
    const blob = await this.#canvas.convertToBlob({ type, quality: this.job.quality })
    // what a browser does not write it writes as PNG
    if (blob.type !== type) throw new ImageError(`This browser writes no ${name}. Choose PNG or JPEG.`)
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const { exif, profile } = this.metadata
    const embed = this.form === 'jpeg' ? jpegWith : webpWith
    this.emit(exif === null && profile === null ? bytes : embed(bytes, this.metadata, this.job))
  }
}
