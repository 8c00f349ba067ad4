import type { Attachment } from 'svelte/attachments'
import type { Painting } from '../../engine/engine.ts'
import { pixelCanvas } from '../../state/canvas.ts'
import { fixed } from '../canvas/numerals.ts'
import type { Viewport } from './viewport.ts'

/** CSS pixels of a value's square from which on its number is written into it. */
export const NUMBERS_FROM = 36

interface Size {
  readonly width: number
  readonly height: number
}

function prepare(canvas: HTMLCanvasElement, pane: Size, ratio: number): CanvasRenderingContext2D | null {
  const [width, height] = [Math.round(pane.width * ratio), Math.round(pane.height * ratio)]
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  canvas.style.width = `${pane.width}px`
  canvas.style.height = `${pane.height}px`
  const context = canvas.getContext('2d')
  context?.clearRect(0, 0, width, height)
  return context
}

/** Draws the photo where the map lies, whatever their sizes: values of strided layers cover several of its pixels. */
export function drawPhoto(
  photo: ImageBitmap,
  map: Size,
  pane: Size,
  { scale, x, y }: Viewport,
  ratio: number,
): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    const context = prepare(canvas, pane, ratio)
    if (context === null) return
    const zoom = scale * ratio
    context.imageSmoothingEnabled = (zoom * map.width) / photo.width < 2
    context.drawImage(photo, -x * zoom, -y * zoom, map.width * zoom, map.height * zoom)
  }
}

/**
 * Draws paintings of parts of maps where those lie; several add up, as the primaries of a colour picture do.
 * @param numbers values of what is in sight, to be written into their squares
 */
export function drawMaps(
  paintings: readonly (Painting | null)[],
  pane: Size,
  { scale, x, y, crop: seen }: Viewport,
  ratio: number,
  numbers: readonly (readonly (number | null)[])[] | null = null,
): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    if (paintings.some((painting) => painting === null)) return
    const context = prepare(canvas, pane, ratio)
    if (context === null) return
    const zoom = scale * ratio
    context.imageSmoothingEnabled = zoom < 1
    for (const [i, painting] of paintings.entries()) {
      if (painting === null) continue
      const { pixels, request } = painting
      const picture = pixelCanvas(pixels, request.width, request.height)
      const { crop } = request
      context.globalCompositeOperation = i === 0 ? 'source-over' : 'lighter'
      context.drawImage(
        picture,
        ((crop?.x ?? 0) - x) * zoom,
        ((crop?.y ?? 0) - y) * zoom,
        (crop?.width ?? request.width) * zoom,
        (crop?.height ?? request.height) * zoom,
      )
    }
    context.globalCompositeOperation = 'source-over'
    if (numbers !== null) writeNumbers(context, numbers, { x: seen.x - x, y: seen.y - y }, zoom, ratio)
  }
}

/** Dark on a light rim, legible on every colour. @param at the first square, in squares from the corner */
function writeNumbers(
  context: CanvasRenderingContext2D,
  numbers: readonly (readonly (number | null)[])[],
  at: { readonly x: number; readonly y: number },
  zoom: number,
  ratio: number,
): void {
  const size = Math.min(13 * ratio, zoom / 3.6)
  context.font = `${size}px system-ui, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineWidth = size / 4
  context.lineJoin = 'round'
  context.strokeStyle = 'rgb(255 255 255 / 0.85)'
  context.fillStyle = 'rgb(20 20 20)'
  for (const [row, values] of numbers.entries()) {
    for (const [column, value] of values.entries()) {
      if (value === null) continue
      const text = Math.abs(value) < 100 ? fixed(value, 2) : fixed(value, 0)
      const [left, top] = [(at.x + column + 0.5) * zoom, (at.y + row + 0.5) * zoom]
      context.strokeText(text, left, top)
      context.fillText(text, left, top)
    }
  }
}
