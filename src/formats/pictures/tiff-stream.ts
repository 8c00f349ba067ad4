import { exifDirectories } from './exif.ts'
import type { Metadata } from './metadata.ts'
import { directorySize, numbersEntry, tiffHeader, writeDirectory, type TiffEntry } from './tiff-entries.ts'

/** What the samples of a TIFF are. */
export type TiffSample = 'uint16' | 'float32'

const [SHORT, LONG, RATIONAL, UNDEFINED] = [3, 4, 5, 7] as const
/** Bytes of a strip, about (TIFF 6.0, section 4, asks for 8 kB; larger ones are fewer). */
const STRIP = 65_536
const MOST = 0xffff_ffff

/**
 * Writes a baseline TIFF (TIFF 6.0), little-endian and not compressed, row by row: where every strip lies is known from the
 * beginning, so a picture need not be in memory as a whole.
 */
export class TiffStream {
  readonly #rowBytes: number
  readonly #emit: (bytes: Uint8Array<ArrayBuffer>) => void

  /**
   * @param channels 1 for gray, 3 for red, green and blue @param emit is given the file's bytes in order
   * @throws RangeError for a file of 4 GiB or more
   */
  constructor(
    { width, height }: { readonly width: number; readonly height: number },
    channels: 1 | 3,
    sample: TiffSample,
    { exif, profile }: Metadata,
    emit: (bytes: Uint8Array<ArrayBuffer>) => void,
  ) {
    this.#emit = emit
    this.#rowBytes = width * channels * (sample === 'uint16' ? 2 : 4)
    const rows = Math.max(1, Math.floor(STRIP / this.#rowBytes))
    const strips = Math.ceil(height / rows)
    const lengths = Array.from(
      { length: strips },
      (_, strip) => this.#rowBytes * Math.min(rows, height - strip * rows),
    )
    const each = (value: number) => Array.from({ length: channels }, () => value)
    const picture = (start: number): TiffEntry[] => [
      numbersEntry(256, LONG, [width]),
      numbersEntry(257, LONG, [height]),
      numbersEntry(258, SHORT, each(sample === 'uint16' ? 16 : 32)),
      numbersEntry(259, SHORT, [1]), // no compression
      numbersEntry(262, SHORT, [channels === 1 ? 1 : 2]), // black is zero, RGB
      numbersEntry(273, LONG, lengths.map((_, strip) => start + strip * rows * this.#rowBytes)), // oxfmt-ignore
      numbersEntry(277, SHORT, [channels]),
      numbersEntry(278, LONG, [rows]),
      numbersEntry(279, LONG, lengths),
      { tag: 282, type: RATIONAL, bytes: numbersEntry(0, LONG, [72, 1]).bytes },
      { tag: 283, type: RATIONAL, bytes: numbersEntry(0, LONG, [72, 1]).bytes },
      numbersEntry(284, SHORT, [1]), // channels side by side
      numbersEntry(296, SHORT, [2]), // inches
      numbersEntry(339, SHORT, each(sample === 'uint16' ? 1 : 3)),
      ...(profile === null ? [] : [{ tag: 34_675, type: UNDEFINED, bytes: profile }]),
    ]
    const directories = (start: number) =>
      exif === null
        ? { first: picture(start), behind: [] }
        : exifDirectories(exif, width, height, picture(start))
    const blank = directories(0)
    const start = blank.behind.reduce((sum, { length }) => sum + length, 8 + directorySize(blank.first))
    if (start + height * this.#rowBytes > MOST)
      throw new RangeError(`${width} × ${height} pixels are more than a TIFF of 4 GiB holds`)
    const { first, behind } = directories(start)
    for (const part of [tiffHeader(), writeDirectory(first, 8), ...behind]) emit(part)
  }

  /** Add whole rows of samples, little-endian. @throws RangeError for a part of a row */
  add(samples: Uint8Array<ArrayBuffer>): void {
    if (samples.length % this.#rowBytes !== 0)
      throw new RangeError(`${samples.length} bytes are no whole rows of ${this.#rowBytes}`)
    this.#emit(samples)
  }

  /** After the last row. */
  end(): void {
    // its directory stands at the beginning
  }
}
