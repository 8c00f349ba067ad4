import { inSrgb } from '../../src/core/image/color-space.ts'
import { isOrientation } from '../../src/formats/exif-orientation.ts'
import { tiffColors, tiffNote } from '../../src/formats/photos/tiff-note.ts'
import { readTiff, type DecodeJpeg } from '../../src/formats/photos/tiff.ts'
import type { OwnPicture, ToDecode } from './own-picture.ts'
import { readBands } from './picture-pixels.ts'

/**
 * A TIFF's first page, in sRGB where its profile can be applied and colours are to be converted.
 * @throws ImageError; RangeError where memory does not suffice
 */
export async function openTiff({ name, bytes, ownValues, makeCanvas }: ToDecode): Promise<OwnPicture> {
  const decodeJpeg: DecodeJpeg = async (jpeg) => {
    const bitmap = await createImageBitmap(new Blob([jpeg]), { colorSpaceConversion: 'none' })
    try {
      const { width, height } = bitmap
      const data = new Uint8ClampedArray(4 * width * height)
      let at = 0
      for (const band of readBands(makeCanvas, bitmap, '#000000', name)) {
        data.set(band, at)
        at += band.length
      }
      return { width, height, data }
    } finally {
      bitmap.close()
    }
  }
  const picture = await readTiff(bytes, name, decodeJpeg)
  const { samples, orientation } = picture
  const colors = ownValues ? null : tiffColors(picture)
  return {
    samples: inSrgb(samples, colors),
    orientation: isOrientation(orientation) ? orientation : 1,
    note: tiffNote(picture, colors),
  }
}
