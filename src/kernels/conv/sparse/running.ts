import type { Running } from '../algorithm.ts'
import { packSparse } from './pack.ts'
import { runSparse } from './run.ts'

/** Lists of taps in workers. */
export const sparseRunning: Running<'sparse'> = { mixesPixels: false, pack: packSparse, run: runSparse }
