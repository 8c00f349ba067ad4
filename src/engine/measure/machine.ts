import * as Comlink from 'comlink'
import type { Machine } from '../../core/cost/roofline.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import type { PeakWorkerApi } from '../../../workers/peak/api.ts'
import { endWorker } from '../pool/end-worker.ts'

/** For each of the three rates, in ms. */
const PROBE_MS = 60
/** Each probe takes 130 MB; more than these would not move more bytes either. */
const MOST_PROBES = 8

/**
 * What this machine can do at most with so many workers: multiply-adds on registers in the engine's instruction set, and
 * bytes copied (read and written) in memory that no cache holds. Measured by workers that all probe at once; where there are
 * more than 8, arithmetic is taken to grow with their number.
 * @throws Error when a worker cannot be started or has no memory
 */
export async function measureMachine(set: KernelSet, threads: number): Promise<Machine> {
  const count = Math.min(threads, MOST_PROBES)
  const probes = Array.from({ length: count }, () => {
    const worker = newPeakWorker()
    return { worker, remote: Comlink.wrap<PeakWorkerApi>(worker) }
  })
  try {
    const failed = new Promise<never>((_, reject) => {
      for (const { worker } of probes) {
        worker.onerror = (event) => reject(new Error(`the probe failed: ${event.message}`))
      }
    })
    const answers = probes.map(({ remote }) => remote.probe(set, PROBE_MS))
    const rates = await Promise.race([Promise.all(answers), failed])
    const sum = (of: (rate: (typeof rates)[number]) => number) =>
      rates.reduce((all, rate) => all + of(rate), 0)
    return {
      peakGflops: (sum(({ multiplyAdd }) => multiplyAdd) * threads) / count,
      bandwidthGBs: 2 * sum(({ copy }) => copy),
    }
  } finally {
    for (const { worker, remote } of probes) endWorker(worker, remote)
  }
}

function newPeakWorker(): Worker {
  return new Worker(new URL('../../../workers/peak/worker.ts', import.meta.url), {
    type: 'module',
    name: 'peak',
  })
}
