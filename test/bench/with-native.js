import { runnerImport } from 'vite'
import { median } from './results.js'

/**
 * The rows with the times of native ONNX Runtime among the peers, measured now; as they are where it is not installed.
 * @param {readonly import('./results.js').Row[]} rows
 * @param {string} folder from which onnxruntime-node is looked for
 * @param {import('./rounds.ts').Pace} pace
 * @param {(text: string) => void} say
 * @returns {Promise<import('./results.js').Row[]>}
 */
export async function addNative(rows, folder, pace, say) {
  /** @type {{ module: typeof import('./native.ts') }} */
  const { module } = await runnerImport('/test/bench/native.ts', { configFile: false })
  const runtime = module.findNative(folder)
  if (runtime === null) {
    say('onnxruntime-node is not installed: no native times (npm i --no-save onnxruntime-node)')
    return [...rows]
  }
  const measured = []
  for (const row of rows) {
    const native = median(await module.measureNative(runtime, { name: row.case, threads: row.threads, pace }))
    say(`${row.case} on ${row.threads}: native ${native.toFixed(2)}`)
    measured.push({ ...row, peers: { ...row.peers, native } })
  }
  return measured
}
