import type { Running } from '../face.ts'
import { packSeparable } from './pack.ts'
import { runSeparable } from './run.ts'
import type { SeparableForm, SeparableShape } from './shape.ts'

/** Rows, then columns, in workers. */
export const separableRunning: Running<SeparableShape, SeparableForm> = {
  mixesPixels: false,
  pack: packSeparable,
  run: runSeparable,
}
