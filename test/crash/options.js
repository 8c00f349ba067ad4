import { parseArgs } from 'node:util'

const USAGE = `npm run test:crash [-- options]

  --rounds=N  how often the browser is killed, 50 unless given
  --seed=N    seed of the random edits and moments, 1 unless given
`

/**
 * Read the command line. Help ends the process.
 * @param {string[]} args
 * @returns {{ rounds: number, seed: number }}
 * @throws TypeError for an unknown option or a number that is none
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    process.exit(0)
  }
  const [rounds, seed] = [Number(values.rounds), Number(values.seed)]
  if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError(`--rounds=${values.rounds}: not a count`)
  if (!Number.isInteger(seed)) throw new TypeError(`--seed=${values.seed}: not a whole number`)
  return { rounds, seed }
}

/**
 * Random numbers in [0, 1), the same for the same seed (mulberry32).
 * @param {number} seed
 * @returns {() => number}
 */
export function randomNumbers(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
