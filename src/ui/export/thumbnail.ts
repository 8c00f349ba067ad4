import type { Attachment } from 'svelte/attachments'
import { DEFAULT_INPUT } from '../../state/document/document.ts'
import { startDecoding, type DecodeHost } from '../../state/photo/decode-host.ts'

/** Pixels on a side of what our own decoder makes. */
const SIDE = 96

/** Makes pictures one after the other: each decodes a whole photo. */
export class Thumbnails {
  #last: Promise<void> = Promise.resolve()
  /** What opens photos that the browser does not, such as TIFF and HEIC: begun with the first of them. */
  #decoding: Promise<DecodeHost> | null = null
  #isOver = false

  /** Draws a photo into its canvas once that is in sight; one that does not open stays blank, and its row will say why. */
  of(file: File): Attachment<HTMLCanvasElement> {
    return (canvas) => {
      const seen = new IntersectionObserver(([entry]) => {
        if (entry?.isIntersecting !== true) return
        seen.disconnect()
        this.#last = this.#last.then(() => this.#draw(canvas, file)).catch(() => undefined)
      })
      seen.observe(canvas)
      return () => seen.disconnect()
    }
  }

  /** End what decodes. */
  dispose(): void {
    this.#isOver = true
    void this.#decoding?.then(({ end }) => end())
  }

  async #draw(canvas: HTMLCanvasElement, file: File): Promise<void> {
    if (!canvas.isConnected || this.#isOver) return
    const picture = await this.#smallPicture(file, 2 * canvas.clientHeight)
    const { width, height } = picture
    const side = Math.min(width, height)
    canvas.width = canvas.height = side
    canvas.getContext('2d')?.drawImage(picture, (side - width) / 2, (side - height) / 2)
    picture.close()
  }

  async #smallPicture(file: File, height: number): Promise<ImageBitmap> {
    try {
      return await createImageBitmap(file, { resizeHeight: height, resizeQuality: 'low' })
    } catch {
      this.#decoding ??= startDecoding('thumbnails')
      const { remote } = await this.#decoding
      return (await remote.decode(file, file.name, { input: DEFAULT_INPUT, longSide: SIDE })).preview
    }
  }
}
