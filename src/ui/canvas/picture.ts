import type { Attachment } from 'svelte/attachments'

/** Shows a picture in a canvas, as large as fits into a box of CSS pixels, in proportion. */
export function picture(
  bitmap: ImageBitmap,
  box: { readonly width: number; readonly height: number },
  pixelRatio: number,
): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    const scale = Math.min(box.width / bitmap.width, box.height / bitmap.height)
    const [width, height] = [Math.max(1, bitmap.width * scale), Math.max(1, bitmap.height * scale)]
    canvas.width = Math.round(width * pixelRatio)
    canvas.height = Math.round(height * pixelRatio)
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
    const context = canvas.getContext('2d')
    if (context === null) return
    context.imageSmoothingQuality = 'high'
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  }
}
