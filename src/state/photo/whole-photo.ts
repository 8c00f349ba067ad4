import type { InputSettings } from '../../core/layers/layer.ts'
import type { Photo } from '../document/document.ts'
import { startDecoding } from './decode-host.ts'

/** Long side of the picture, in pixels. */
const LONG_SIDE = 1024

/**
 * All of a photo for the screen, whatever its crop: beside the decoder of the working picture, which goes on.
 * @throws ImageError
 */
export async function wholePhoto(
  photo: Photo,
  { light, matte, ownValues }: InputSettings,
): Promise<ImageBitmap> {
  const input: InputSettings = { range: '0..1', light, matte, ...(ownValues && { ownValues }) }
  const { remote, end } = await startDecoding('whole')
  try {
    const { preview } = await remote.decode(photo.file, photo.name, { input, longSide: LONG_SIDE })
    return preview
  } finally {
    end()
  }
}
