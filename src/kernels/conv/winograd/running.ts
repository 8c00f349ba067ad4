import type { Running } from '../face.ts'
import { packWinograd } from './pack.ts'
import { runWinograd } from './run.ts'
import type { WinogradForm, WinogradShape } from './shape.ts'

/** Winograd F(4x4, 3x3) in workers. */
export const winogradRunning: Running<WinogradShape, WinogradForm> = {
  mixesPixels: true,
  pack: packWinograd,
  run: runWinograd,
}
