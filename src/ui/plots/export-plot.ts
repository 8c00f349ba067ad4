import { csvText } from '../../formats/csv-text.ts'
import type { PlotTable } from './plot-table.ts'

/** A plot's table as CSV, the columns' names first. */
export function toCsv({ columns, rows }: PlotTable): string {
  return csvText([columns, ...rows])
}

/**
 * A drawing as PNG, at twice its size, over a background.
 * @throws Error when the browser cannot draw it
 */
export async function toPng(drawing: SVGSVGElement, background: string): Promise<Blob> {
  const { width, height } = drawing.viewBox.baseVal
  const copy = drawing.cloneNode(true)
  if (!(copy instanceof SVGSVGElement)) throw new TypeError('a drawing is an <svg>')
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  const source = new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' })
  const url = URL.createObjectURL(source)
  try {
    const image = new Image(width, height)
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    const scale = 2
    canvas.width = width * scale
    canvas.height = height * scale
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas to draw on')
    context.fillStyle = background
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob === null ? reject(new Error('no PNG was made')) : resolve(blob)),
        'image/png',
      ),
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}
