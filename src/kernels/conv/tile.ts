/** A tile of a ConvStep: tables of its group's planes and its filters' maps, output rows from <= row < to. */
export interface ConvTile {
  readonly inputs: number
  readonly outputs: number
  readonly filters: number
  readonly from: number
  readonly to: number
}
