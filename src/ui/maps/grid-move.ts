import type { Band } from '../sheet/bands.ts'

type Span = Pick<Band, 'from' | 'to'>

/** The channels of a band in rows of `columns`. */
export function rowsOf({ from, to }: Span, columns: number): number[][] {
  const rows: number[][] = []
  for (let at = from; at < to; at += columns) {
    rows.push(Array.from({ length: Math.min(columns, to - at) }, (_, i) => at + i))
  }
  return rows
}

/**
 * Where a key leads in the grid of maps: arrows to the neighbours (up and down keep the column, from band to band), Home and
 * End to the ends of the row, Page up and down to the bands before and after. Null where it leads nowhere.
 */
export function gridMove(key: string, at: number, bands: readonly Span[], columns: number): number | null {
  const rows = bands.flatMap((band) => rowsOf(band, columns))
  const row = rows.findIndex((channels) => channels.includes(at))
  const channels = rows[row]
  if (channels === undefined) return null
  const column = channels.indexOf(at)
  const inRow = (to: number) => {
    const target = rows[to]
    return target?.[Math.min(column, target.length - 1)] ?? null
  }
  const band = bands.findIndex(({ from, to }) => at >= from && at < to)
  switch (key) {
    case 'ArrowLeft':
      return rows.flat()[rows.flat().indexOf(at) - 1] ?? null
    case 'ArrowRight':
      return rows.flat()[rows.flat().indexOf(at) + 1] ?? null
    case 'ArrowUp':
      return inRow(row - 1)
    case 'ArrowDown':
      return inRow(row + 1)
    case 'Home':
      return channels[0] ?? null
    case 'End':
      return channels.at(-1) ?? null
    case 'PageUp':
      return bands[band - 1]?.from ?? null
    case 'PageDown':
      return bands[band + 1]?.from ?? null
    default:
      return null
  }
}
