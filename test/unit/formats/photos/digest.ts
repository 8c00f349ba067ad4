import { createHash } from 'node:crypto'

/** The first 16 hexadecimal digits of the SHA-256 of values as they lie in memory, little-endian. */
export function digest({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
    .slice(0, 16)
}
