import { FormatError } from '../core/errors.ts'
import { shown } from './hidden-characters.ts'

/** An array as NumPy saves it, in C order. */
export interface NpyArray {
  readonly shape: readonly number[]
  readonly data: Float32Array | Float64Array
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** Magic, version and header length of format 1.0; in 2.0 and 3.0 the length has two bytes more. */
const PREAMBLE = 10
const ALIGNMENT = 64
/** Axes that NumPy allows. */
const MAX_AXES = 32

/**
 * A .npy file, format 1.0 (NumPy Enhancement Proposal 1): little-endian float32, C order, data aligned to 64 bytes.
 * @throws RangeError when `data` does not have the product of `shape` values
 */
export function writeNpy(shape: readonly number[], data: Float32Array): Uint8Array<ArrayBuffer> {
  const count = shape.reduce((product, n) => product * n, 1)
  if (count !== data.length)
    throw new RangeError(`shape (${shape.join(', ')}) has ${count} values, not ${data.length}`)
  const header = npyHeader(shape)
  const bytes = new Uint8Array(header.length + data.byteLength)
  bytes.set(header)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length)
  return bytes
}

/** What stands before the values of such a file. */
export function npyHeader(shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`
  const dataStart = Math.ceil((PREAMBLE + header.length + 1) / ALIGNMENT) * ALIGNMENT
  const text = `${header.padEnd(dataStart - PREAMBLE - 1)}\n`
  const bytes = new Uint8Array(dataStart)
  bytes.set(MAGIC)
  bytes.set([1, 0, text.length & 255, text.length >> 8], MAGIC.length)
  bytes.set(new TextEncoder().encode(text), PREAMBLE)
  return bytes
}

/**
 * Read a .npy file, format 1.0 to 3.0, of little-endian float32 or float64 in C order.
 * @throws FormatError for anything else, and for a header that does not match the bytes
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  if (bytes.length < PREAMBLE || MAGIC.some((byte, i) => bytes[i] !== byte)) refuse('not a .npy file')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = view.getUint8(6)
  if (version < 1 || version > 3) refuse(`.npy format ${version}.${view.getUint8(7)} is not supported`)
  if (version > 1 && bytes.length < PREAMBLE + 2) refuse('the file ends within its header')
  const headerStart = version === 1 ? PREAMBLE : PREAMBLE + 2
  const dataStart = headerStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (dataStart > bytes.length) refuse('the file ends within its header')
  const header = new TextDecoder().decode(bytes.subarray(headerStart, dataStart))
  const descr = field(header, 'descr', /'([^']*)'/)
  if (descr !== '<f4' && descr !== '<f8')
    refuse(`values of type ${shown(descr, 24)} are not supported, only <f4 and <f8`)
  if (field(header, 'fortran_order', /(True|False)/) === 'True') refuse('Fortran order is not supported')
  const shape = readShape(field(header, 'shape', /\(([0-9, ]*)\)/))
  const size = descr === '<f4' ? 4 : 8
  const needed = size * shape.reduce((product, n) => product * n, 1)
  const rest = bytes.slice(dataStart)
  if (rest.length !== needed) {
    refuse(`shape (${shape.join(', ')}) needs ${needed} bytes of ${descr}, but there are ${rest.length}`)
  }
  return { shape, data: size === 4 ? new Float32Array(rest.buffer) : new Float64Array(rest.buffer) }
}

/** The value of a key in the header, a Python dictionary. */
function field(header: string, key: string, value: RegExp): string {
  const match = new RegExp(`'${key}'\\s*:\\s*${value.source}\\s*[,}]`).exec(header)
  return match?.[1] ?? refuse(`the header has no valid '${key}'`)
}

function readShape(tuple: string): number[] {
  const sizes = tuple.split(',').map((size) => size.trim())
  if (sizes.at(-1) === '') sizes.pop()
  if (sizes.length > MAX_AXES || !sizes.every((size) => /^[0-9]{1,15}$/.test(size))) {
    refuse(`not a shape: (${shown(tuple, 80)})`)
  }
  return sizes.map(Number)
}

function refuse(problem: string): never {
  throw new FormatError(problem, '')
}
