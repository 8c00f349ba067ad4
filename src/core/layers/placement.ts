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

/** Every map of its own. */
export const itself = (map: number): readonly PlacedSource[] => [{ map, row: 0, column: 0 }]

/** What the outputs along an axis are between: (1 - part) * x[first] + part * x[second]. */
export interface Blend {
  readonly first: Int32Array
  readonly second: Int32Array
  /** 0..1 */
  readonly part: Float64Array
}
