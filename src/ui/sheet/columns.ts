/**
 * How the input channels are laid out as columns of the Filter bank. Many channels are drawn narrow except for a run of
 * wide ones around the selected kernel: a lens that moves in whole steps, so columns keep still while one walks inside it.
 * Sizes in CSS pixels.
 */
export interface Columns {
  readonly count: number
  /** The channels [from, to) that are drawn at full size. */
  readonly from: number
  readonly to: number
  readonly wide: number
  readonly narrow: number
}

const FULL = 41
/** A column that still shows the cells of a kernel. */
const LEGIBLE = 22
const LENS_COLUMN = 30
const LENS = 8
const SMALLEST_LENS = 3

/**
 * Columns for `count` input channels in `groups` groups over at most `width` pixels (but never narrower than 2 a channel);
 * `full` is the width that a column takes where there is room, `channel` the selected input channel, from 0.
 */
export function layoutColumns(
  count: number,
  groups: number,
  channel: number,
  width: number,
  full = FULL,
): Columns {
  const even = Math.min(full, Math.floor(width / count))
  if (even >= Math.min(full, LEGIBLE)) return { count, from: 0, to: count, wide: even, narrow: even }
  const perGroup = count / groups
  const room = Math.floor((width - 2 * count) / (LENS_COLUMN - 2))
  const lens = Math.min(perGroup, Math.max(SMALLEST_LENS, Math.min(LENS, room)))
  const groupStart = Math.floor(channel / perGroup) * perGroup
  const from = groupStart + Math.floor((channel - groupStart) / lens) * lens
  const to = Math.min(from + lens, groupStart + perGroup)
  const rest = count - (to - from)
  const share = rest === 0 ? LENS_COLUMN : Math.floor((width - (to - from) * LENS_COLUMN) / rest)
  return { count, from, to, wide: LENS_COLUMN, narrow: Math.max(2, Math.min(10, share)) }
}

/** Left edge of input channel `channel`; of `count`, the whole width. */
export function columnLeft(columns: Columns, channel: number): number {
  const { from, to, wide, narrow } = columns
  const inLens = Math.max(0, Math.min(channel, to) - from)
  return inLens * wide + (channel - inLens) * narrow
}

/** Width of input channel `channel`. */
export function columnWidth(columns: Columns, channel: number): number {
  return channel >= columns.from && channel < columns.to ? columns.wide : columns.narrow
}

/** The input channel under `x`, clamped to those there are. */
export function columnAt(columns: Columns, x: number): number {
  const { count, from, to, wide, narrow } = columns
  const left = from * narrow
  const right = left + (to - from) * wide
  const channel =
    x < left ? x / narrow : x < right ? from + (x - left) / wide : to + (x - right) / Math.max(1, narrow)
  return Math.max(0, Math.min(count - 1, Math.floor(channel)))
}

/** Columns [from, to) cut into runs of one width each. */
export function evenRuns(
  columns: Columns,
  from: number,
  to: number,
): { from: number; to: number; pitch: number }[] {
  const cuts = [from, columns.from, columns.to, to]
    .filter((cut) => cut >= from && cut <= to)
    .sort((a, b) => a - b)
  return cuts.slice(1).flatMap((end, i) => {
    const start = cuts[i] ?? from
    return end > start ? [{ from: start, to: end, pitch: columnWidth(columns, start) }] : []
  })
}
