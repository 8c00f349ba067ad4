/*
 * Whether anything is lost when parts of the app die at the worst moment: `npm run test:crash -- --help`. The browser while someone
 * edits, the service worker in the middle of an update, single workers in the middle of a run.
 */
import '../tools/require-node.js'
import { killBrowsers } from './browser-kills.js'
import { readOptions } from './options.js'
import { killUpdates } from './update-kills.js'
import { killWorkers } from './worker-kills.js'

/**
 * Kill so often, at moments that follow from a seed, and say what came of it.
 * @typedef {(rounds: number, seed: number, say: (text: string) => void) => Promise<boolean>} Trial whether nothing was lost
 */

const { browsers, updates, workers, seed } = readOptions(process.argv.slice(2))
const trials = /** @type {const} */ ([
  [workers, killWorkers],
  [updates, killUpdates],
  [browsers, killBrowsers],
])
const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)
for (const [rounds, trial] of trials) {
  if (rounds > 0 && !(await trial(rounds, seed, say))) process.exitCode = 1
}
