/*
 * Measures the engine against its peers, and the built app: `npm run bench -- --help`. Prints tables and writes the
 * comparison to bench.json. Times are never asserted, they are only as good as the machine is quiet; a wrong output, of
 * anybody, is a failure.
 */
import { writeFileSync } from 'node:fs'
import { runnerImport } from 'vite'
import { benchBrowser } from './browser.js'
import { compare, comparisonText } from './compare.js'
import { readOptions } from './options.js'

const options = readOptions(process.argv.slice(2))
/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`)

/** @type {{ module: typeof import('./cases.ts') }} */
const { module: caseModule } = await runnerImport('/test/bench/cases.ts', { configFile: false })
const cases = (options.only ?? caseModule.CASES.map(({ name }) => name)).map((name) => {
  const item = caseModule.caseNamed(name)
  return { name, title: item.title, macs: caseModule.macsOf(item) }
})

if (options.parts.has('cases')) {
  const browser = await benchBrowser()
  try {
    const comparison = await compare(browser, cases, options, say)
    say(`\n${comparisonText(comparison)}`)
    writeFileSync('bench.json', `${JSON.stringify(comparison.rows, null, 2)}\n`)
    if (comparison.failures.length > 0) process.exitCode = 1
  } finally {
    await browser.close()
  }
}
