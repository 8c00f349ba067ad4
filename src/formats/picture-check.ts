import { ImageError } from '../core/errors.ts'
import { DECODABLE_TYPES, readImageHeader, type ImageHeader } from './image-header.ts'

/** Pictures of more pixels are refused before they are decoded: 150 megapixels. */
export const MAX_PIXELS = 150e6

const WAYS_OUT: Readonly<Record<string, string>> = {
  heic:
    'is a HEIC photo, which browsers cannot open. Convert it to JPEG, or let the iPhone take JPEG: ' +
    'Settings > Camera > Formats > Most Compatible.',
  tiff: 'is a TIFF picture, which browsers cannot open. Convert it to PNG or JPEG.',
  svg: 'is an SVG drawing, which has no pixels of its own. Export it as PNG.',
  ico: 'is an icon file. Convert it to PNG.',
  psd: 'is a Photoshop document, which browsers cannot open. Export it as PNG or JPEG.',
}

/**
 * Look at a file's first bytes and refuse what cannot or should not be decoded.
 * @param name the file's name, which the message begins with
 * @throws ImageError saying why and what to do
 */
export function checkPicture(bytes: Uint8Array, name: string): ImageHeader {
  if (bytes.length === 0) throw new ImageError(`${name} is empty.`)
  const header = readImageHeader(bytes)
  if (header === null) {
    throw new ImageError(`${name} is no picture. Filterbank opens JPEG, PNG, WebP, AVIF, GIF and BMP.`)
  }
  const { type, width, height } = header
  if (!DECODABLE_TYPES.includes(type)) {
    throw new ImageError(`${name} ${WAYS_OUT[type] ?? 'is of a kind that browsers cannot open.'}`)
  }
  if (width === 0) throw new ImageError(`${name} is damaged: its header gives no size.`)
  if (width * height > MAX_PIXELS) {
    const megapixels = Math.round((width * height) / 1e6)
    throw new ImageError(
      `${name} is too large: ${width} × ${height} is ${megapixels} megapixels, and ${MAX_PIXELS / 1e6} is the most. ` +
        'Make it smaller first.',
    )
  }
  return header
}
