import { canvasFile, hiddenCanvas } from '../canvas.ts'

/** Size of a project's picture in the list, in pixels. */
const WIDTH = 224
const HEIGHT = 150

/** The middle of a picture, filled into the size of the list, as a JPEG. */
export async function thumbnailOf(picture: ImageBitmap): Promise<Blob> {
  const { canvas, context } = hiddenCanvas(WIDTH, HEIGHT, { alpha: false })
  if (context === null) throw new Error('The browser gave no canvas for a thumbnail.')
  const scale = Math.max(WIDTH / picture.width, HEIGHT / picture.height)
  const [width, height] = [WIDTH / scale, HEIGHT / scale]
  context.imageSmoothingQuality = 'high'
  context.drawImage(
    picture,
    (picture.width - width) / 2,
    (picture.height - height) / 2,
    width,
    height,
    0,
    0,
    WIDTH,
    HEIGHT,
  )
  return await canvasFile(canvas, 'image/jpeg', 0.8)
}
