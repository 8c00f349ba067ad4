import { parseArgs } from 'node:util'

const USAGE = `npm run bench [-- options]

  (none)          every case against onnxruntime-web, TensorFlow.js and LiteRT.js, on 1 thread and on all
  --quick         the same in fewer rounds
  --only S1,S4    only these cases
  --ours          without the peers
  --native[=DIR]  native onnxruntime-node too, where it is installed (in DIR)
  --groups        64->64 3x3 on 56x56 with groups 1 to 64
  --threads       speed-up over workers
  --photo         a 12 MP photo in the built app: open to maps
  --live          60 edits a second in the built app
  --docs          everything in turn, and docs/performance.md brought up to date
`

/** Rounds and times of a full and of a quick run. */
const FULL = { rounds: 15, warmMs: 400, roundMs: 60 }
const QUICK = { rounds: 5, warmMs: 120, roundMs: 20 }

/** Parts of the benchmark; `cases` are the comparison with the peers. */
export const PARTS = /** @type {const} */ (['cases', 'groups', 'threads', 'photo', 'live'])

/**
 * @typedef {object} Options
 * @property {Set<typeof PARTS[number]>} parts to measure
 * @property {import('./rounds.ts').Pace} pace
 * @property {string[] | null} only names of cases, null for all
 * @property {boolean} peers
 * @property {string | null} native folder from which onnxruntime-node is looked for, null to leave it out
 * @property {boolean} docs
 */

/**
 * Read the command line. Help ends the process.
 * @param {string[]} args
 * @returns {Options}
 * @throws TypeError for an unknown option
 */
export function readOptions(args) {
  const native = args.find((arg) => arg === '--native' || arg.startsWith('--native='))
  const flag = /** @type {const} */ ({ type: 'boolean', default: false })
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== native),
    options: {
      help: flag,
      quick: flag,
      ours: flag,
      groups: flag,
      threads: flag,
      photo: flag,
      live: flag,
      docs: flag,
      only: { type: 'string' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    process.exit(0)
  }
  const asked = PARTS.filter((part) => part !== 'cases' && values[part])
  return {
    parts: new Set(values.docs ? PARTS : asked.length > 0 ? asked : ['cases']),
    pace: values.quick ? QUICK : FULL,
    only: values.only?.split(',') ?? null,
    peers: !values.ours,
    native: native === undefined ? null : (native.split('=')[1] ?? '.'),
    docs: values.docs,
  }
}
