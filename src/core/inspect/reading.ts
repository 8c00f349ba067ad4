import type { TapPosition } from '../layers/window-taps.ts'

/** Reads one value of the layer's input, of the image that is looked at. Only called for elements that exist. */
export type PixelReader = (channel: number, row: number, column: number) => number

/** What the window of one output position reads: tap (i, j) stands at row rows[i] and column columns[j]. */
export interface InspectedWindow {
  readonly rows: readonly TapPosition[]
  readonly columns: readonly TapPosition[]
}
