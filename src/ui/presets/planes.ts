import type { Attachment } from 'svelte/attachments'
import { colorTable, type Theme } from '../../core/image/colors.ts'
import type { Pair } from '../../core/tensor.ts'
import { drawKernel, kernelBox, signedScale } from '../canvas/heat.ts'

/** Draws planes in a grid of about square shape, in signed colours that span all of them; see drawPlanes. */
export function planes(
  all: readonly Float32Array[],
  size: Pair,
  side: number,
  theme: Theme,
): Attachment<HTMLCanvasElement> {
  return (canvas) => drawPlanes(canvas, all, size, side, theme)
}

/** @param size rows and columns of a plane @param side width of the canvas in CSS pixels */
export function drawPlanes(
  canvas: HTMLCanvasElement,
  all: readonly Float32Array[],
  size: Pair,
  side: number,
  theme: Theme,
): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const columns = Math.ceil(Math.sqrt(all.length))
  const rows = Math.ceil(all.length / columns)
  const ratio = devicePixelRatio
  canvas.width = Math.round(side * ratio)
  canvas.height = Math.round((side * rows * ratio) / columns)
  const image = new ImageData(canvas.width, canvas.height)
  const raster = { words: new Uint32Array(image.data.buffer), width: canvas.width, height: canvas.height }
  const table = colorTable('signed', theme)
  const scale = Math.max(...all.map(signedScale))
  const cell = canvas.width / columns
  const gap = all.length > 1 ? Math.max(1, Math.round(Math.min(ratio * 1.5, cell / 8))) : 0
  all.forEach((plane, i) => {
    const within = {
      x: Math.round((i % columns) * cell) + gap,
      y: Math.round(Math.floor(i / columns) * cell) + gap,
      width: Math.floor(cell) - 2 * gap,
      height: Math.floor(cell) - 2 * gap,
    }
    drawKernel(raster, kernelBox(within, size), plane, size, table, scale)
  })
  context.putImageData(image, 0, 0)
}
