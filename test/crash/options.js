import { parseArgs } from 'node:util'

const USAGE = `npm run test:crash [-- options]

  --browsers=N  how often the browser is killed while someone edits, 50 unless given
  --updates=N   how often the service worker or the browser is killed in the middle of an update, 20 unless given
  --workers=N   how many runs lose a worker, half of them with shared memory and half without, 100 unless given
  --seed=N      seed of the random edits and moments, 1 unless given
`

/**
 * Read the command line. Help ends the process.
 * @param {string[]} args
 * @returns {{ browsers: number, updates: number, workers: number, seed: number }} 0: this one is left out
 * @throws TypeError for an unknown option or a number that is none
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', default: false },
      browsers: { type: 'string', default: '50' },
      updates: { type: 'string', default: '20' },
      workers: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    process.exit(0)
  }
  const count = (/** @type {'browsers' | 'updates' | 'workers'} */ name) => {
    const number = Number(values[name])
    if (!Number.isInteger(number) || number < 0) throw new TypeError(`--${name}=${values[name]}: not a count`)
    return number
  }
  const seed = Number(values.seed)
  if (!Number.isInteger(seed)) throw new TypeError(`--seed=${values.seed}: not a whole number`)
  return { browsers: count('browsers'), updates: count('updates'), workers: count('workers'), seed }
}
