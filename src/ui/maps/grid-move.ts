import type { Way } from '../commands/walks.ts'
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

/** Rows that come and go together as the maps are scrolled. */
export interface RunOfRows {
  /** Its first row in its band, and that row's first channel. */
  readonly at: number
  readonly first: number
  readonly rows: readonly (readonly number[])[]
}

/** Fewer maps than this are not worth being looked after by themselves. */
const RUN = 8

/** The rows of a band in runs of at least RUN maps, but for the last. */
export function runsOf(band: Span, columns: number): RunOfRows[] {
  const rows = rowsOf(band, columns)
  const each = Math.ceil(RUN / columns)
  return Array.from({ length: Math.ceil(rows.length / each) }, (_, i) => ({
    at: i * each,
    first: band.from + i * each * columns,
    rows: rows.slice(i * each, (i + 1) * each),
  }))
}

/**
 * Where a way leads in the grid of maps: to the neighbours (up and down keep the column, from band to band), the ends of the
 * row, the bands before and after. Null where there is nothing.
 */
export function gridMove(way: Way, at: number, bands: readonly Span[], columns: number): number | null {
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
  switch (way) {
    case 'left':
      return rows.flat()[rows.flat().indexOf(at) - 1] ?? null
    case 'right':
      return rows.flat()[rows.flat().indexOf(at) + 1] ?? null
    case 'up':
      return inRow(row - 1)
    case 'down':
      return inRow(row + 1)
    case 'first':
      return channels[0] ?? null
    case 'last':
      return channels.at(-1) ?? null
    case 'before':
      return bands[band - 1]?.from ?? null
    case 'after':
      return bands[band + 1]?.from ?? null
  }
}
