import { Zlib } from 'fflate'
import { crc32 } from '../crc32.ts'

/** What the samples of a PNG mean: one gray value, or red, green and blue. */
export type PngColor = 'gray' | 'rgb'

/** A chunk of a PNG: four letters and what it holds. */
export interface PngChunk {
  readonly type: string
  readonly data: Uint8Array
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const COLOR_TYPES: Readonly<Record<PngColor, number>> = { gray: 0, rgb: 2 }
/** Filter type "Sub": each byte as its difference from the sample before. */
const SUB = 1
/** Deflate level: half the time of the usual one for a few per cent of size. */
const LEVEL = 3

/** Writes a PNG row by row (PNG specification, third edition), so that a picture need not be in memory as a whole. */
export class PngStream {
  readonly #bytesPerPixel: number
  readonly #rowBytes: number
  readonly #zlib: Zlib
  readonly #emit: (bytes: Uint8Array<ArrayBuffer>) => void

  /**
   * @param depth bits per sample @param emit is given the file's bytes in order
   * @param more chunks before the pixels, such as those of metadata
   */
  constructor(
    { width, height }: { readonly width: number; readonly height: number },
    color: PngColor,
    depth: 8 | 16,
    emit: (bytes: Uint8Array<ArrayBuffer>) => void,
    more: readonly PngChunk[] = [],
  ) {
    this.#bytesPerPixel = (color === 'rgb' ? 3 : 1) * (depth / 8)
    this.#rowBytes = width * this.#bytesPerPixel
    this.#emit = emit
    this.#zlib = new Zlib({ level: LEVEL }, (data) => {
      if (data.length > 0) this.#emit(chunk('IDAT', data))
    })
    const header = new DataView(new ArrayBuffer(13))
    header.setUint32(0, width)
    header.setUint32(4, height)
    header.setUint8(8, depth)
    header.setUint8(9, COLOR_TYPES[color])
    emit(new Uint8Array(SIGNATURE))
    emit(chunk('IHDR', new Uint8Array(header.buffer)))
    for (const { type, data } of more) emit(chunk(type, data))
  }

  /** Add whole rows of samples, those of 16 bits with the high byte first. @throws RangeError for a part of a row */
  add(samples: Uint8Array): void {
    const [row, step] = [this.#rowBytes, this.#bytesPerPixel]
    if (samples.length % row !== 0)
      throw new RangeError(`${samples.length} bytes are no whole rows of ${row}`)
    const filtered = new Uint8Array((samples.length / row) * (row + 1))
    for (let from = 0, to = 0; from < samples.length; from += row) {
      filtered[to++] = SUB
      for (let i = 0; i < row; i++) {
        filtered[to++] = (samples[from + i] ?? 0) - (i < step ? 0 : (samples[from + i - step] ?? 0))
      }
    }
    this.#zlib.push(filtered)
  }

  /** After the last row. */
  end(): void {
    this.#zlib.push(new Uint8Array(0), true)
    this.#emit(chunk('IEND', new Uint8Array(0)))
  }
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i)
  bytes.set(data, 8)
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)))
  return bytes
}
