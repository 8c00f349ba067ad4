import type { Running } from '../face.ts'
import { packSparse } from './pack.ts'
import { runSparse } from './run.ts'
import type { SparseForm, SparseShape } from './shape.ts'

/** Lists of taps in workers. */
export const sparseRunning: Running<SparseShape, SparseForm> = {
  mixesPixels: false,
  pack: packSparse,
  run: runSparse,
}
