import type { Size } from '../../src/core/image/image-tensor.ts'
import { sampleRows, type RgbaRows, type Samples } from '../../src/core/image/samples.ts'
import type { PicturePart } from '../../src/core/picture-part.ts'
import type { MakeCanvas } from './canvas.ts'
import { readBands } from './picture-pixels.ts'

/** The pixels of a decoded picture as it is stored, whoever decoded it. */
export interface PixelSource extends Size {
  /**
   * Rows of a part over the matte, opaque, from the top.
   * @param matte CSS colour `#rrggbb`
   * @throws ImageError when the browser gives no pixels
   */
  bands(matte: string, part?: PicturePart): Iterable<RgbaRows>
  /** Give its memory back. */
  close(): void
}

/** What the browser decoded: 8 bits. */
export function bitmapSource(bitmap: ImageBitmap, makeCanvas: MakeCanvas, name: string): PixelSource {
  const { width, height } = bitmap
  return {
    width,
    height,
    bands: (matte, part) => readBands(makeCanvas, bitmap, matte, name, part),
    close: () => bitmap.close(),
  }
}

/** What a decoder of ours gave, with the bits of the file. */
export function samplesSource(samples: Samples): PixelSource {
  const { width, height } = samples
  return {
    width,
    height,
    bands: (matte, part = { x: 0, y: 0, width, height }) => sampleRows(samples, part, matte),
    close: () => undefined,
  }
}
