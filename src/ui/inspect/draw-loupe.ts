import { signedColor, type Theme } from '../../core/image/colors.ts'
import type { Crop } from '../../state/inspector.svelte.ts'

/** A rectangle of cells to outline: `window` all that is read, `lit` what is pointed at or follows from it. */
export interface Mark {
  readonly row: number
  readonly column: number
  readonly rows: number
  readonly columns: number
  readonly kind: 'window' | 'lit'
}

interface Drawing {
  readonly crop: Crop
  readonly cell: number
  readonly theme: Theme
  readonly marks: readonly Mark[]
  readonly takesPart: ((row: number, column: number) => boolean) | undefined
  /** Where the design tokens are read from. */
  readonly style: CSSStyleDeclaration
}

/** Draw a crop over its own largest magnitude, at 0, 0 of the context, in CSS pixels. */
export function drawLoupe(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { crop, cell, theme, marks, takesPart, style } = drawing
  const token = (name: string) => style.getPropertyValue(name).trim()
  const width = crop.columns[1] - crop.columns[0]
  let scale = 0
  for (const value of crop.values) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value))
  for (const [i, value] of crop.values.entries()) {
    const [row, column] = [Math.floor(i / width), i % width]
    const [x, y] = [column * cell, row * cell]
    context.globalAlpha = 1
    context.fillStyle = token('--well')
    context.fillRect(x, y, cell, cell)
    if (Number.isNaN(value)) hatch(context, x, y, cell, token('--line-2'))
    else {
      const isPart = takesPart?.(row + crop.rows[0], column + crop.columns[0]) ?? true
      context.globalAlpha = isPart ? 1 : 0.55
      context.fillStyle = signedColor(value, scale, theme)
      context.fillRect(x, y, cell, cell)
    }
  }
  context.globalAlpha = 1
  for (const mark of marks) {
    const x = (mark.column - crop.columns[0]) * cell
    const y = (mark.row - crop.rows[0]) * cell
    outline(context, [x, y, mark.columns * cell, mark.rows * cell], mark.kind, token)
  }
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number, size: number, color: string): void {
  context.save()
  context.beginPath()
  context.rect(x, y, size, size)
  context.clip()
  context.strokeStyle = color
  context.lineWidth = 1
  context.beginPath()
  for (let at = 0; at <= 2 * size; at += 4) {
    context.moveTo(x + at, y)
    context.lineTo(x, y + at)
  }
  context.stroke()
  context.restore()
}

function outline(
  context: CanvasRenderingContext2D,
  [x, y, width, height]: readonly [number, number, number, number],
  kind: Mark['kind'],
  token: (name: string) => string,
): void {
  const inset = kind === 'window' ? -0.5 : 1
  const box = [x + inset, y + inset, width - 2 * inset, height - 2 * inset] as const
  context.lineWidth = 4
  context.strokeStyle = token('--paper')
  context.strokeRect(...box)
  context.lineWidth = kind === 'window' ? 2 : 1.5
  context.strokeStyle = token('--ink')
  context.strokeRect(...box)
}
