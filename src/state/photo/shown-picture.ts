import { hiddenCanvas } from '../canvas.ts'

/** Sides and area of a canvas that browsers give. */
const MOST_SIDE = 32_767
const MOST_AREA = 268_435_456

/** The size of a picture as an `<img>` would show it; null when it would not. It is not decoded for that. */
export async function shownSize(picture: Blob): Promise<{ width: number; height: number } | null> {
  return await withImage(picture, ({ naturalWidth: width, naturalHeight: height }) =>
    Promise.resolve(width * height === 0 ? null : { width, height }),
  )
}

/** What an `<img>` shows of a picture, transparent where it shows nothing; null when it shows nothing at all, or too much for a canvas. */
export async function shownPixels(picture: Blob): Promise<ImageBitmap | null> {
  return await withImage(picture, async (image) => {
    const { naturalWidth: width, naturalHeight: height } = image
    const area = width * height
    if (area === 0 || area > MOST_AREA || Math.max(width, height) > MOST_SIDE) return null
    await image.decode()
    const { canvas, context } = hiddenCanvas(width, height)
    if (context === null) return null
    context.drawImage(image, 0, 0)
    return await createImageBitmap(canvas)
  })
}

async function withImage<T>(
  picture: Blob,
  use: (image: HTMLImageElement) => Promise<T | null>,
): Promise<T | null> {
  const url = URL.createObjectURL(picture)
  const image = new Image()
  try {
    await new Promise((resolve, reject) => {
      image.onload = resolve
      image.onerror = reject
      image.src = url
    })
    return await use(image)
  } catch {
    return null // the browser says no more than that it cannot
  } finally {
    image.removeAttribute('src')
    URL.revokeObjectURL(url)
  }
}
