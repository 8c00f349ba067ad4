import type { Running } from '../algorithm.ts'
import { packRowWinograd } from './pack.ts'
import { runRowWinograd } from './run.ts'

/** Winograd F(4, r) along rows in workers. */
export const rowWinogradRunning: Running<'rowWinograd'> = {
  mixesPixels: true,
  pack: packRowWinograd,
  run: runRowWinograd,
}
