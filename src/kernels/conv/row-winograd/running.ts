import type { Running } from '../face.ts'
import { packRowWinograd } from './pack.ts'
import { runRowWinograd } from './run.ts'
import type { RowWinogradForm, RowWinogradShape } from './shape.ts'

/** Winograd F(4, r) along rows in workers. */
export const rowWinogradRunning: Running<RowWinogradShape, RowWinogradForm> = {
  mixesPixels: true,
  pack: packRowWinograd,
  run: runRowWinograd,
}
