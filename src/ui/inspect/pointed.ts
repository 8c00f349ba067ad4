import type { LayerWindow } from '../../core/layers/window.ts'
import type { InspectedWindow } from '../../core/inspect/inspect.ts'
import { touchedOutputs } from '../../core/layers/window-taps.ts'
import type { Crop } from '../../state/inspector.svelte.ts'
import type { Mark } from './draw-loupe.ts'

/** What is pointed at: a tap of the window, or a pixel of the input. */
export type Pointed =
  | { readonly type: 'tap'; readonly tap: number }
  | { readonly type: 'pixel'; readonly row: number; readonly column: number }

/** The tap that is pointed at, or the first that reads the pixel pointed at. */
export function pointedTap(pointed: Pointed | null, { rows, columns }: InspectedWindow): number | null {
  if (pointed === null) return null
  if (pointed.type === 'tap') return pointed.tap
  const row = rows.findIndex(({ index }) => index === pointed.row)
  const column = columns.findIndex(({ index }) => index === pointed.column)
  return row < 0 || column < 0 ? null : row * columns.length + column
}

/** The input cell that is pointed at, and the one it is a copy of where it lies in the padding. */
export function pointedInputs(pointed: Pointed | null, { rows, columns }: InspectedWindow): Mark[] {
  if (pointed === null) return []
  const cell = (row: number, column: number): Mark => ({ row, column, rows: 1, columns: 1, kind: 'lit' })
  if (pointed.type === 'pixel') return [cell(pointed.row, pointed.column)]
  const row = rows[Math.floor(pointed.tap / columns.length)]
  const column = columns[pointed.tap % columns.length]
  if (row === undefined || column === undefined) return []
  const marks = [cell(row.index, column.index)]
  const isCopy = row.padding || column.padding
  if (isCopy && row.source !== null && column.source !== null) marks.push(cell(row.source, column.source))
  return marks
}

/** The input pixel behind what is pointed at; null for zeros. */
export function pointedPixel(
  pointed: Pointed | null,
  { rows, columns }: InspectedWindow,
): { readonly row: number; readonly column: number } | null {
  if (pointed === null) return null
  if (pointed.type === 'pixel') return pointed
  const row = rows[Math.floor(pointed.tap / columns.length)]?.source
  const column = columns[pointed.tap % columns.length]?.source
  return typeof row === 'number' && typeof column === 'number' ? { row, column } : null
}

/** Outputs that an input pixel feeds, each once. */
export function fedOutputs(
  window: LayerWindow,
  pixel: { readonly row: number; readonly column: number } | null,
): { readonly y: number; readonly x: number }[] {
  if (pixel === null) return []
  const isInside =
    pixel.row >= 0 && pixel.row < window.h.size && pixel.column >= 0 && pixel.column < window.w.size
  if (!isInside) return []
  const places = new Map(
    touchedOutputs(window, pixel.row, pixel.column).map(({ y, x }) => [y * window.w.out + x, { y, x }]),
  )
  return [...places.values()]
}

/** Those of them that a crop of the output shows. */
export function fedMarks(outputs: readonly { readonly y: number; readonly x: number }[], crop: Crop): Mark[] {
  return outputs
    .filter(
      ({ y, x }) => y >= crop.rows[0] && y < crop.rows[1] && x >= crop.columns[0] && x < crop.columns[1],
    )
    .map(({ y, x }) => ({ row: y, column: x, rows: 1, columns: 1, kind: 'lit' }))
}
