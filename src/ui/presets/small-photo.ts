import type { Tensor } from '../../core/tensor.ts'
import { hiddenCanvas } from '../../state/canvas.ts'

/** Long side of the photo that thumbnails are made of, in pixels. */
const SIDE = 64

/** A photo in small, (1, 3, H, W) of 0 to 1; null where the browser gives no canvas, or takes its pixels back. */
export function smallPhoto(picture: ImageBitmap): Tensor | null {
  const scale = SIDE / Math.max(picture.width, picture.height)
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)))
  if (width === undefined || height === undefined) return null
  const { context } = hiddenCanvas(width, height, { alpha: false, willReadFrequently: true })
  if (context === null) return null
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, width, height)
  const { data: rgba } = context.getImageData(0, 0, width, height)
  const area = width * height
  const data = Float32Array.from(
    { length: 3 * area },
    (_, i) => (rgba[4 * (i % area) + Math.floor(i / area)] ?? 0) / 255,
  )
  return { shape: [1, 3, height, width], data }
}
