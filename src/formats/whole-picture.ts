import { pngChunks } from './picture-parts.ts'

const JPEG_END = Uint8Array.of(0xff, 0xd9)
/** The chunk IEND, with its length and check. */
const PNG_END = Uint8Array.of(0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82)

/**
 * A JPEG or PNG with its end marker, for one that was cut short: browsers show such a picture, but decode it for nobody
 * else. Of a PNG, what follows its last whole chunk is left out.
 * @param kind as FileKind
 * @returns null where nothing is missing, or nothing can be done
 */
export function withEnd(bytes: Uint8Array<ArrayBuffer>, kind: string): Uint8Array<ArrayBuffer> | null {
  if (kind === 'jpg') {
    const hasEnd = bytes.at(-2) === JPEG_END[0] && bytes.at(-1) === JPEG_END[1]
    return hasEnd ? null : joined(bytes, JPEG_END)
  }
  if (kind !== 'png') return null
  let end = 8
  for (const chunk of pngChunks(bytes)) {
    if (chunk.type === 'IEND' && chunk.end + 4 <= bytes.length) return null
    if (chunk.type !== 'IEND' && chunk.end + 4 <= bytes.length) end = chunk.end + 4
  }
  return joined(bytes.subarray(0, end), PNG_END)
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
