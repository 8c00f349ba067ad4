/** What a plot shows, as a table: its text alternative, and what is exported as CSV. */
export interface PlotTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}
