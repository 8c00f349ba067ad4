/*
 * Looks for circles of imports, and fails if there is one: part of `npm run lint`. No rule of ESLint, because a circle is in
 * no single file.
 */
import { circleFaults } from './circles.js'
import { arrowsAmong, sourcesIn } from './import-graph.js'

/** The direction between `src` and `workers` goes by what an import names: `lint/import-direction.js` holds it. */
const MIXED = ['']
const faults = circleFaults(arrowsAmong(sourcesIn('.', ['src', 'workers', 'test'])), { mixed: MIXED })
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.exitCode = faults.length > 0 ? 1 : 0
