import type { Placement } from '../../core/layers/placement.ts'

/** The placement of some rows alone, and the rows [from, to) of the input that it reads: its rows count from the first of them. */
export function placementOf(
  placement: Placement,
  from: number,
  to: number,
): { readonly placement: Placement; readonly rows: readonly [from: number, to: number] } {
  const rows = placement.rows.subarray(from, to)
  const used = rows.filter((row) => row >= 0)
  const first = used.length === 0 ? 0 : used.reduce((least, row) => Math.min(least, row))
  const last = used.length === 0 ? 0 : used.reduce((most, row) => Math.max(most, row))
  return {
    placement: {
      ...placement,
      firstOfCell: (from + placement.firstOfCell) % placement.cell,
      rows: rows.map((row) => (row < 0 ? row : row - first)),
    },
    rows: [first, last + placement.below + 1],
  }
}
