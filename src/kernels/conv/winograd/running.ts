import type { Running } from '../algorithm.ts'
import { packWinograd } from './pack.ts'
import { runWinograd } from './run.ts'

/** Winograd F(4x4, 3x3) in workers. */
export const winogradRunning: Running<'winograd'> = {
  mixesPixels: true,
  pack: packWinograd,
  run: runWinograd,
}
