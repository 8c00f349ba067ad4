import type { Attachment } from 'svelte/attachments'

/** Makes pictures one after the other: each decodes a whole photo. */
export class Thumbnails {
  #last: Promise<void> = Promise.resolve()

  /** Draws a photo into its canvas once that is in sight; what the browser cannot decode by itself stays blank. */
  of(file: Blob): Attachment<HTMLCanvasElement> {
    return (canvas) => {
      const seen = new IntersectionObserver(([entry]) => {
        if (entry?.isIntersecting !== true) return
        seen.disconnect()
        this.#last = this.#last.then(() => draw(canvas, file)).catch(() => undefined)
      })
      seen.observe(canvas)
      return () => seen.disconnect()
    }
  }
}

async function draw(canvas: HTMLCanvasElement, file: Blob): Promise<void> {
  if (!canvas.isConnected) return
  const picture = await createImageBitmap(file, {
    resizeHeight: 2 * canvas.clientHeight,
    resizeQuality: 'low',
  })
  const { width, height } = picture
  const side = Math.min(width, height)
  canvas.width = canvas.height = side
  canvas.getContext('2d')?.drawImage(picture, (side - width) / 2, (side - height) / 2)
  picture.close()
}
