import { ImageError } from '../core/errors.ts'
import type { Size } from '../core/image/image-tensor.ts'
import { DECODABLE_KINDS, readSize } from './image-header.ts'
import { rawPreview, type RawPreview } from './raw-preview.ts'
import { fileKind, OPENS } from './picture-kind.ts'

/** Pictures of more pixels are refused before they are decoded: 150 megapixels. */
export const MAX_PIXELS = 150e6

/** What was found out about a picture without decoding it. */
export interface CheckedPicture {
  /** One of DECODABLE_KINDS. */
  readonly kind: string
  /** As stored, before orientation; null where only a decoder can tell. */
  readonly size: Size | null
  /** The JPEG within a RAW photo that is to be decoded in its place. */
  readonly preview?: RawPreview
}

/**
 * Look at a file's first bytes and refuse what is of no kind that can be decoded, or too large. Whether it is whole is for
 * the decoder to judge, which puts up with more than a look at the header.
 * @param name the file's name, which the message begins with
 * @throws ImageError saying why and what to do
 */
export function checkPicture(bytes: Uint8Array, name: string): CheckedPicture {
  if (bytes.length === 0) throw new ImageError(`${name} is empty.`)
  const found = fileKind(bytes, name)
  const preview = found?.kind === 'raw' ? rawPreview(bytes) : null
  if (preview !== null) {
    checkSize(preview.size, name)
    return { kind: 'jpg', size: preview.size, preview }
  }
  if (found === null || !DECODABLE_KINDS.includes(found.kind)) {
    throw new ImageError(`${name} ${found?.wayOut ?? `is no picture that is known here. ${OPENS}`}`)
  }
  const size = readSize(bytes, found.kind)
  if (size !== null) checkSize(size, name)
  return { kind: found.kind, size }
}

/** @throws ImageError for a picture of no pixels, or of too many */
export function checkSize({ width, height }: Size, name: string): void {
  if (width * height === 0)
    throw new ImageError(`${name} is damaged: its header says ${width} × ${height} pixels.`)
  if (width * height <= MAX_PIXELS) return
  const megapixels = Math.round((width * height) / 1e6)
  throw new ImageError(
    `${name} is too large: ${width} × ${height} is ${megapixels} megapixels, and ${MAX_PIXELS / 1e6} is the most. ` +
      'Make it smaller first.',
  )
}
