import type { ColorTable } from '../../engine/engine.ts'
import type { KernelPicture } from '../../formats/models/kernel-picture.ts'
import { signedScale, signedWord } from '../canvas/heat.ts'

/** Pixels between two kernels. */
const GAP = 1

/**
 * Draw kernels side by side, a pixel a weight: those on three channels as a colour picture from their least to their largest
 * weight, as trained first layers are mostly shown, others in signed colours.
 */
export function drawPicture(
  canvas: HTMLCanvasElement,
  { shape, values }: KernelPicture,
  table: ColorTable,
): void {
  const [filters, channels, rows, columns] = shape
  canvas.width = filters * (columns + GAP) - GAP
  canvas.height = rows
  const image = new ImageData(canvas.width, rows)
  const words = new Uint32Array(image.data.buffer)
  const area = rows * columns
  for (let filter = 0; filter < filters; filter++) {
    const weights = values.subarray(filter * channels * area, (filter + 1) * channels * area)
    const color = channels === 3 ? colored(weights, area) : heated(weights, table)
    for (let i = 0; i < area; i++) {
      const at = Math.floor(i / columns) * canvas.width + filter * (columns + GAP) + (i % columns)
      words[at] = color(i)
    }
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0)
}

function heated(weights: Float32Array, table: ColorTable): (i: number) => number {
  const scale = signedScale(weights)
  return (i) => signedWord(table, weights[i] ?? 0, scale)
}

function colored(weights: Float32Array, area: number): (i: number) => number {
  const finite = weights.filter(Number.isFinite)
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity)
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity)
  const span = high > low ? high - low : 1
  const level = (i: number, channel: number) => {
    const value = weights[channel * area + i] ?? 0
    return Math.round(255 * Math.max(0, Math.min(1, (value - low) / span))) || 0
  }
  return (i) => (0xff000000 | (level(i, 2) << 16) | (level(i, 1) << 8) | level(i, 0)) >>> 0
}
