import { run } from '../tools/run.js'

const VITEST = 'node_modules/vitest/vitest.mjs'

/**
 * Runs that lose a worker: the test of that name, so often in both modes together.
 * @type {import('./crash.js').Trial}
 */
export async function killWorkers(rounds, seed, say) {
  const each = Math.ceil(rounds / 2)
  const env = { VITE_WORKER_KILLS: String(each), VITE_WORKER_SEED: String(seed) }
  const args = [VITEST, 'run', '--project', 'browser', '--testTimeout=0', 'worker-kills']
  const { code, seconds } = await run(process.execPath, args, { env })
  say(
    `workers: ${2 * each} runs lost one (seed ${seed}), ${code === 0 ? 'all maps right' : 'with failures'} (${seconds.toFixed(0)} s)`,
  )
  return code === 0
}
