import * as Comlink from 'comlink'
import { bestSet } from '../../../src/kernels/wasm/probe.ts'
import type { PeakRates } from '../../../src/kernels/run/peak-probe.ts'
import type { PeakWorkerApi } from './peak-worker.ts'

/** What the machine can do, by WebAssembly in so many workers at once. */
export interface MachinePeak extends PeakRates {
  /** GFLOP/s with a multiplication and an addition in place of the fused instruction. */
  readonly mulAdd: number
}

/** Probe the machine for about 6 * ms in total. */
export async function machinePeak(threads: number, ms: number): Promise<MachinePeak> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./peak-worker.ts', import.meta.url), { type: 'module' }),
  )
  const probes = workers.map((worker) => Comlink.wrap<PeakWorkerApi>(worker))
  const sum = (rates: readonly PeakRates[], key: keyof PeakRates) =>
    rates.reduce((total, rate) => total + rate[key], 0)
  try {
    // Once for the compiler, so that all of them start the second time together.
    await Promise.all(probes.map((probe) => probe.probePeak('simd', 20)))
    const unfused = await Promise.all(probes.map((probe) => probe.probePeak('simd', ms)))
    const best = await Promise.all(probes.map((probe) => probe.probePeak(bestSet(), ms)))
    return {
      multiplyAdd: sum(best, 'multiplyAdd'),
      mulAdd: sum(unfused, 'multiplyAdd'),
      fill: sum(best, 'fill'),
      copy: sum(best, 'copy'),
    }
  } finally {
    for (const worker of workers) worker.terminate()
  }
}
