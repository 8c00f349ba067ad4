import type { Painting } from '../../engine/engine.ts'
import { canvasFile, hiddenCanvas } from '../canvas.ts'

/** Pixels on a side that a canvas has in every browser; larger ones stay blank without a word. */
const MOST_SIDE = 16_384
/** Pixels that are written at a time, so that the page stays free. */
const AT_A_TIME = 1 << 18

/** A painting as a PNG. What is transparent in it, NaN, is black where the picture is longer than a canvas. */
export async function paintingPng(painting: Pick<Painting, 'request' | 'pixels'>): Promise<Blob> {
  const { width, height } = painting.request
  if (Math.max(width, height) > MOST_SIDE) return await writtenPng(painting)
  const { canvas, context } = hiddenCanvas(width, height, { willReadFrequently: true })
  if (context === null) throw new Error('The browser gave no canvas to write a PNG with.')
  context.putImageData(new ImageData(painting.pixels, width, height), 0, 0)
  return await canvasFile(canvas, 'image/png')
}

async function writtenPng({
  pixels,
  request: { width, height },
}: Pick<Painting, 'pixels' | 'request'>): Promise<Blob> {
  const { PngStream } = await import('../../formats/pictures/png-stream.ts')
  const parts: Uint8Array<ArrayBuffer>[] = []
  const stream = new PngStream({ width, height }, 'rgb', 8, (bytes) => parts.push(bytes))
  const rows = Math.max(1, Math.floor(AT_A_TIME / width))
  for (let from = 0; from < height; from += rows) {
    const band = pixels.subarray(4 * width * from, 4 * width * Math.min(height, from + rows))
    const samples = new Uint8Array((band.length / 4) * 3)
    for (let i = 0, to = 0; i < band.length; i++) if (i % 4 !== 3) samples[to++] = band[i] ?? 0
    stream.add(samples)
    await new Promise((resolve) => setTimeout(resolve))
  }
  stream.end()
  return new Blob(parts, { type: 'image/png' })
}
