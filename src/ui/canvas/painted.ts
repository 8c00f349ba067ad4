import type { Attachment } from 'svelte/attachments'
import type { Painting } from '../../engine/engine.ts'

/** Shows a painting in a canvas, pixel for pixel. Without one the canvas keeps what it shows. */
export function painted(painting: Painting | null): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    if (painting === null) return
    const { width, height } = painting.request
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    canvas.getContext('2d')?.putImageData(new ImageData(painting.pixels, width, height), 0, 0)
  }
}

/** Gives a canvas the size of a painting that something else draws; without a context it takes no memory. */
export function sized(painting: Painting | null): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    if (painting !== null)
      Object.assign(canvas, { width: painting.request.width, height: painting.request.height })
  }
}

/** Size in device pixels of a picture of `map` in a box of CSS pixels: in proportion, never larger than the map. */
export function paintSize(
  map: { readonly height: number; readonly width: number },
  box: { readonly height: number; readonly width: number },
  pixelRatio: number,
): { readonly height: number; readonly width: number } {
  const scale = Math.min((box.width * pixelRatio) / map.width, (box.height * pixelRatio) / map.height, 1)
  return {
    height: Math.max(1, Math.round(map.height * scale)),
    width: Math.max(1, Math.round(map.width * scale)),
  }
}
