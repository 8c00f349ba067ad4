/** How the numbers of a row are written. */
export interface NumberForm {
  readonly bits: number
  /** Unsigned and signed whole numbers, floats. */
  readonly format: 'unsigned' | 'signed' | 'float'
  readonly little: boolean
  /** 1: none; 2: each number is the difference from the one before it in its channel; 3: of bytes of floats. */
  readonly predictor: number
}

/** Bytes of a row of so many numbers. */
export function rowBytes({ bits }: NumberForm, count: number): number {
  return Math.ceil((bits * count) / 8)
}

/** Whether numbers of this form are read here. */
export function isReadable({ bits, format, predictor }: NumberForm): boolean {
  if (format === 'float') return [16, 32, 64].includes(bits) && (predictor === 1 || predictor === 3)
  const isWhole = [8, 16, 32].includes(bits)
  if (predictor !== 1 && !(predictor === 2 && isWhole)) return false
  return isWhole || (format === 'unsigned' && bits >= 1 && bits <= 16)
}

/**
 * Read rows of numbers of a form, undoing the predictor.
 * @param stride numbers of a pixel that stand side by side
 * @returns reads the row that begins at an offset, whose bytes it may change, into `row`
 */
export function rowReader(
  form: NumberForm,
  stride: number,
): (bytes: Uint8Array, at: number, row: Float64Array) => void {
  const { bits, format, predictor } = form
  // a row of floats of predictor 3 has its highest bytes first, whatever the order of the file
  const little = form.little && predictor !== 3
  const read = readerOf(bits, format, little)
  const mask = bits === 32 ? 0xffff_ffff : 2 ** bits - 1
  return (bytes, at, row) => {
    const part = bytes.subarray(at, at + rowBytes(form, row.length))
    if (predictor === 3) undoFloatPredictor(part, bits / 8, stride)
    read(part, row)
    if (predictor !== 2) return
    const half = format === 'signed' ? 2 ** (bits - 1) : Infinity
    for (let i = stride; i < row.length; i++) {
      const sum = ((row[i] ?? 0) + (row[i - stride] ?? 0)) & mask
      const value = sum < 0 ? sum + 2 ** bits : sum
      row[i] = value >= half ? value - 2 ** bits : value
    }
  }
}

type ReadNumbers = (bytes: Uint8Array, row: Float64Array) => void

function readerOf(bits: number, format: NumberForm['format'], little: boolean): ReadNumbers {
  const get = GETTERS[`${format} ${bits}`]
  if (get === undefined) return (bytes, row) => readBits(bytes, bits, row)
  return (bytes, row) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let i = 0, at = 0; i < row.length; i++, at += bits / 8) row[i] = get(view, at, little)
  }
}

const GETTERS: Readonly<Record<string, (view: DataView, at: number, little: boolean) => number>> = {
  'unsigned 8': (view, at) => view.getUint8(at),
  'unsigned 16': (view, at, little) => view.getUint16(at, little),
  'unsigned 32': (view, at, little) => view.getUint32(at, little),
  'signed 8': (view, at) => view.getInt8(at),
  'signed 16': (view, at, little) => view.getInt16(at, little),
  'signed 32': (view, at, little) => view.getInt32(at, little),
  'float 16': (view, at, little) => halfFloat(view.getUint16(at, little)),
  'float 32': (view, at, little) => view.getFloat32(at, little),
  'float 64': (view, at, little) => view.getFloat64(at, little),
}

/** IEEE 754 binary16. */
function halfFloat(word: number): number {
  const sign = word & 0x8000 ? -1 : 1
  const exponent = (word >> 10) & 31
  const fraction = word & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}

/** Numbers without gaps between them, the high bit first, whatever the order of bytes. */
function readBits(bytes: Uint8Array, bits: number, row: Float64Array): void {
  const mask = 2 ** bits - 1
  for (let i = 0, at = 0; i < row.length; i++, at += bits) {
    const byte = at >> 3
    const word = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0)
    row[i] = (word >> (24 - (at & 7) - bits)) & mask
  }
}

/** Floats whose bytes were sorted by rank, then written as differences (TIFF Technical Note 3), in place. */
function undoFloatPredictor(bytes: Uint8Array, size: number, stride: number): void {
  for (let i = stride; i < bytes.length; i++) bytes[i] = (bytes[i] ?? 0) + (bytes[i - stride] ?? 0)
  const sorted = bytes.slice()
  const count = bytes.length / size
  for (let i = 0; i < count; i++) {
    for (let rank = 0; rank < size; rank++) bytes[size * i + rank] = sorted[rank * count + i] ?? 0
  }
}
