import { shuffledPlace, type PixelShuffleLayer } from '../../core/layers/kinds/pixel-shuffle.ts'
import type { PaddingMode, PadParams } from '../../core/layers/layer.ts'
import { padWindow } from '../../core/layers/pad.ts'
import type { Shape4 } from '../../core/tensor.ts'
import type { Blend } from '../../core/layers/upsample.ts'
import { tapPositions } from '../../core/layers/window-taps.ts'
import type { WindowAxis } from '../../core/layers/window.ts'

/** A map that values come from, and how far below and to the right of where the tables say they stand. */
export interface PlacedSource {
  readonly map: number
  readonly row: number
  readonly column: number
}

/**
 * Where the values of a layer come from that only puts them at other places: the value in row y and column x of an output map is
 * that in row rows[y] and column columns[floor(x / cell)] of one of its sources.
 */
export interface Placement {
  /** Rows, and columns, of a cell of the output whose values come from maps of their own. */
  readonly cell: number
  /** The row of its cell that the first row is. */
  readonly firstOfCell: number
  /** For each row of the output, -1 where it has `value`. */
  readonly rows: Int32Array
  /** For each column of cells. */
  readonly columns: Int32Array
  readonly value: number
  /** Rows that sources stand further below at most. */
  readonly below: number
  /** Of output map n * C + c, for each place in a cell, row by row. */
  readonly sources: (map: number) => readonly PlacedSource[]
}

const itself = (map: number): readonly PlacedSource[] => [{ map, row: 0, column: 0 }]

/** Where a padded map's values come from. @throws ShapeError */
export function padPlacement(input: Shape4, layer: PadParams): Placement {
  const { h, w, paddingMode } = padWindow(input, layer)
  return {
    cell: 1,
    firstOfCell: 0,
    rows: sourcesOn(h, paddingMode),
    columns: sourcesOn(w, paddingMode),
    value: layer.value,
    below: 0,
    sources: itself,
  }
}

function sourcesOn(axis: WindowAxis, mode: PaddingMode): Int32Array {
  return Int32Array.from({ length: axis.out }, (_, i) => tapPositions(axis, mode, i)[0]?.source ?? -1)
}

/** Where the values of a map come from that repeats its nearest ones. */
export function nearestPlacement(rows: Blend, columns: Blend): Placement {
  const placed = { rows: rows.first, columns: columns.first }
  return { cell: 1, firstOfCell: 0, ...placed, value: 0, below: 0, sources: itself }
}

/** Where a pixel shuffle's values come from; `output` is its shape. */
export function shufflePlacement([, channels]: Shape4, output: Shape4, layer: PixelShuffleLayer): Placement {
  const [, channelsOut, height, width] = output
  const { type, factor } = layer
  const isShuffle = type === 'pixelShuffle'
  const steps = (length: number, place: (i: number) => number) =>
    Int32Array.from({ length }, (_, i) => place(i))
  const cell = isShuffle ? factor : 1
  return {
    cell,
    firstOfCell: 0,
    rows: steps(height, (y) => (isShuffle ? Math.floor(y / factor) : y * factor)),
    columns: steps(width / cell, (x) => (isShuffle ? x : x * factor)),
    value: 0,
    below: isShuffle ? 0 : factor - 1,
    sources: (map) => {
      const channel = map % channelsOut
      const first = ((map - channel) / channelsOut) * channels
      return Array.from({ length: cell * cell }, (_, i) => {
        const from = shuffledPlace(layer, channel, Math.floor(i / cell), i % cell)
        return { map: first + from.channel, row: from.y, column: from.x }
      })
    },
  }
}

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
