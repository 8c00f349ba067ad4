const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** Magic, version and header length. */
const PREAMBLE = 10
const ALIGNMENT = 64

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
