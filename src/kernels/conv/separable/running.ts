import type { Running } from '../algorithm.ts'
import { packSeparable } from './pack.ts'
import { runSeparable } from './run.ts'

/** Rows, then columns, in workers. */
export const separableRunning: Running<'separable'> = {
  mixesPixels: false,
  pack: packSeparable,
  run: runSeparable,
}
