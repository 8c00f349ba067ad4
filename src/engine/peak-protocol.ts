import type { PeakRates } from '../kernels/peak-probe.ts'
import type { KernelSet } from '../kernels/sets.ts'

/** The interface of workers/peak.ts, called through Comlink. */
export interface PeakWorkerApi {
  /** See probePeak. */
  probe(set: KernelSet, ms: number): PeakRates
}
