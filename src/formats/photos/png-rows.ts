import type { Size } from '../../core/image/image-tensor.ts'

/** Where the pixels of a pass lie: column x + dx * i of row y + dy * j (PNG specification, 8.2). */
interface Pass {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
}

const ADAM7: readonly Pass[] = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
]
const ALL: readonly Pass[] = [{ x: 0, y: 0, dx: 1, dy: 1 }]

/** A row of a pass: where it lies, and its pixels. */
interface Place {
  readonly pass: Pass
  readonly y: number
  readonly width: number
}

/** Takes the unpacked bytes of a PNG of 16 bits per channel and writes its pixels, undoing filters and interlacing. */
export class PngRows {
  readonly #rows: Iterator<Place, undefined>
  #place: Place | null = null
  /** The row under way behind its filter's number, and the one above it in its pass. */
  #row = new Uint8Array(0)
  #above = new Uint8Array(0)
  #filled = 0
  /** Whether all pixels are written. */
  full = false

  /** @param pixels (height, width, channels), to be written */
  constructor(
    private readonly size: Size,
    private readonly channels: number,
    interlaced: boolean,
    private readonly pixels: Uint16Array,
  ) {
    this.#rows = rowsOf(size, interlaced ? ADAM7 : ALL)
    this.#next()
  }

  /** The next bytes, as they come. @throws RangeError for a filter that there is none of */
  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.full;) {
      const part = bytes.subarray(at, at + this.#row.length - this.#filled)
      this.#row.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled === this.#row.length) this.#finish()
    }
  }

  #finish(): void {
    unfilter(this.#row, this.#above, 2 * this.channels)
    if (this.#place !== null) this.#write(this.#place)
    ;[this.#row, this.#above] = [this.#above, this.#row]
    this.#next()
  }

  #write({ pass, y, width }: Place): void {
    const { channels, pixels } = this
    const row = this.#row
    let to = channels * (y * this.size.width + pass.x)
    for (let x = 0, at = 1; x < width; x++, to += channels * pass.dx) {
      for (let c = 0; c < channels; c++, at += 2) pixels[to + c] = ((row[at] ?? 0) << 8) | (row[at + 1] ?? 0)
    }
  }

  #next(): void {
    const { value } = this.#rows.next()
    this.#filled = 0
    if (value === undefined) {
      this.full = true
      return
    }
    if (this.#place?.pass !== value.pass) {
      const bytes = 1 + 2 * this.channels * value.width
      this.#row = new Uint8Array(bytes)
      this.#above = new Uint8Array(bytes)
    }
    this.#place = value
  }
}

function* rowsOf({ width, height }: Size, passes: readonly Pass[]): Generator<Place, undefined> {
  for (const pass of passes) {
    const columns = Math.ceil((width - pass.x) / pass.dx)
    if (columns <= 0) continue
    for (let y = pass.y; y < height; y += pass.dy) yield { pass, y, width: columns }
  }
}

/** Undo a row's filter in place (PNG specification, 9.2); its number is the first byte. @param pixel bytes of a pixel */
function unfilter(row: Uint8Array, above: Uint8Array, pixel: number): void {
  const type = row[0] ?? 0
  const { length } = row
  if (type > 4) throw new RangeError(`no filter ${type}`)
  // left of the first pixel everything is 0; a loop for each filter, as photos have hundreds of millions of bytes
  if (type === 1) for (let i = 1 + pixel; i < length; i++) row[i] = (row[i] ?? 0) + (row[i - pixel] ?? 0)
  if (type === 2) for (let i = 1; i < length; i++) row[i] = (row[i] ?? 0) + (above[i] ?? 0)
  if (type === 3) {
    for (let i = 1; i < length; i++) {
      const left = i > pixel ? (row[i - pixel] ?? 0) : 0
      row[i] = (row[i] ?? 0) + ((left + (above[i] ?? 0)) >> 1)
    }
  }
  if (type === 4) {
    for (let i = 1; i < length && i <= pixel; i++) row[i] = (row[i] ?? 0) + (above[i] ?? 0)
    for (let i = 1 + pixel; i < length; i++)
      row[i] = (row[i] ?? 0) + paeth(row[i - pixel] ?? 0, above[i] ?? 0, above[i - pixel] ?? 0)
  }
}

function paeth(left: number, up: number, corner: number): number {
  const a = Math.abs(up - corner)
  const b = Math.abs(left - corner)
  const c = Math.abs(left + up - 2 * corner)
  return a <= b && a <= c ? left : b <= c ? up : corner
}
