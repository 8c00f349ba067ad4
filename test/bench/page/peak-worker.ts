import * as Comlink from 'comlink'
import { probePeak } from '../../../src/kernels/run/peak-probe.ts'

/** The probe, for as many workers as are to be measured together. */
export interface PeakWorkerApi {
  probePeak: typeof probePeak
}

Comlink.expose({ probePeak } satisfies PeakWorkerApi)
