/*
 * Canvases of the page that are not shown. OffscreenCanvas could do no more here, and not every browser has it.
 */

/** A canvas to draw into, its context, null where the browser gives none. */
export function hiddenCanvas(
  width: number,
  height: number,
  options?: CanvasRenderingContext2DSettings,
): { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D | null } {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  return { canvas, context: canvas.getContext('2d', options) }
}

/** A canvas that shows these pixels, as a source to draw from. */
export function pixelCanvas(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
): HTMLCanvasElement {
  const { canvas, context } = hiddenCanvas(width, height)
  context?.putImageData(new ImageData(pixels, width, height), 0, 0)
  return canvas
}

/** The file of a canvas. @throws Error where the browser makes none of it */
export function canvasFile(
  canvas: HTMLCanvasElement,
  type: 'image/png' | 'image/jpeg',
  quality?: number,
): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) => {
      if (blob !== null) resolve(blob)
      else reject(new Error(`The browser made no picture of ${canvas.width} × ${canvas.height} pixels.`))
    }
    canvas.toBlob(take, type, quality)
  })
}
