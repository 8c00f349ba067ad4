import type { PeakRates } from '../../src/kernels/run/peak-probe.ts'
import type { KernelSet } from '../../src/kernels/wasm/sets.ts'

/** The interface of workers/peak/worker.ts, called through Comlink. */
export interface PeakWorkerApi {
  /** See probePeak. */
  probe(set: KernelSet, ms: number): PeakRates
}
