import type { Painting } from '../../engine/engine.ts'
import { pixelCanvas } from '../../state/canvas.ts'

/** Where a map of a row stands in the row's canvas, in device pixels from its left edge. */
export interface RowBox {
  readonly channel: number
  readonly painting: Painting | null
  readonly left: number
  readonly width: number
  readonly height: number
}

/** What a row's canvas shows: the paintings by channel, for one layout. */
export interface Drawn {
  readonly key: string
  readonly paintings: Map<number, Painting>
}

/** Of the difference to the box, in parts: a picture that nearly fits is shown pixel for pixel. */
const NEARLY = 0.02

/**
 * Draw into a row's canvas what it does not show yet. A map without a painting keeps what is there.
 * @param enlarged show pixels as squares @returns what is drawn now
 */
export function drawRow(
  canvas: HTMLCanvasElement,
  size: { readonly width: number; readonly height: number },
  boxes: readonly RowBox[],
  enlarged: boolean,
  drawn: Drawn,
): Drawn {
  const key = JSON.stringify([size, enlarged, boxes.map(({ channel, left }) => [channel, left])])
  const paintings = key === drawn.key ? drawn.paintings : new Map<number, Painting>()
  const context = canvas.getContext('2d')
  if (context === null) return drawn
  if (key !== drawn.key) Object.assign(canvas, size)
  context.imageSmoothingEnabled = !enlarged
  for (const box of boxes) {
    if (box.painting === null || paintings.get(box.channel) === box.painting) continue
    paintings.set(box.channel, box.painting)
    context.clearRect(box.left, 0, box.width, box.height)
    drawBox(context, box, box.painting)
  }
  return { key, paintings }
}

/** In the middle of its box, in proportion. */
function drawBox(context: CanvasRenderingContext2D, box: RowBox, { pixels, request }: Painting): void {
  const image = new ImageData(pixels, request.width, request.height)
  const scale = Math.min(box.width / image.width, box.height / image.height)
  if (Math.abs(scale - 1) < NEARLY) {
    const x = box.left + Math.max(0, Math.round((box.width - image.width) / 2))
    context.putImageData(image, x, Math.max(0, Math.round((box.height - image.height) / 2)))
    return
  }
  const scratch = pixelCanvas(pixels, image.width, image.height)
  const [width, height] = [image.width * scale, image.height * scale]
  context.drawImage(scratch, box.left + (box.width - width) / 2, (box.height - height) / 2, width, height)
}
