/** Size of a project's picture in the list, in pixels. */
const WIDTH = 224
const HEIGHT = 150

/** The middle of a picture, filled into the size of the list, as a JPEG. */
export async function thumbnailOf(picture: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT)
  const context = canvas.getContext('2d', { alpha: false })
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
  return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })
}
