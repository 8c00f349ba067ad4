/*
 * Feeds the readers with made-up inputs for as long as one likes: `npm run fuzz -- --minutes=5 [--reader=link] [--seed=1]`.
 * Each input that breaks a promise is written to a file of test-results/fuzz; the exit code says whether there was one.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'

const FOLDER = 'test-results/fuzz'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    reader: { type: 'string' },
    seed: { type: 'string' },
  },
})
const minutes = Number(values.minutes)
const seed = Number(values.seed ?? Date.now() % 1e9)
if (!(minutes > 0) || !Number.isInteger(seed))
  throw new TypeError('minutes is a number above 0, seed a whole one')

/** @type {{ module: typeof import('./fuzz.ts') }} */
const { module: fuzzModule } = await runnerImport('/test/fuzz/fuzz.ts', { configFile: false })
/** @type {{ module: typeof import('./readers.ts') }} */
const { module: readerModule } = await runnerImport('/test/fuzz/readers.ts', { configFile: false })
const readers = readerModule.READERS.filter(
  ({ name }) => values.reader === undefined || name === values.reader,
)
if (readers.length === 0)
  throw new TypeError(`readers are ${readerModule.READERS.map(({ name }) => name).join(', ')}`)

process.stdout.write(`seed ${seed}, ${minutes} min\n`)
for (const reader of readers) {
  const end = performance.now() + (minutes * 60_000) / readers.length
  const { tried, accepted, kinds, slowest, faults } = await fuzzModule.fuzz(
    reader,
    seed,
    () => performance.now() < end,
  )
  process.stdout.write(
    `${reader.name.padEnd(18)}${String(tried).padStart(9)} tried ${String(accepted).padStart(9)} accepted ` +
      `${String(kinds).padStart(5)} kinds of answer, the slowest ${slowest.ms.toFixed(1)} ms for ${slowest.length}; ` +
      `${faults.length} faults\n`,
  )
  for (const [i, fault] of faults.entries()) {
    mkdirSync(FOLDER, { recursive: true })
    const file = join(FOLDER, `${reader.name}-${seed}-${i}`)
    writeFileSync(file, fault.input)
    process.stdout.write(`  ${file}: ${fuzzModule.faultText(fault)}\n`)
    process.exitCode = 1
  }
}
