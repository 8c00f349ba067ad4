/*
 * Measures the engine against its peers, and the built app: `npm run bench -- --help`. Prints tables and writes the
 * comparison to bench.json. Times are never asserted, they are only as good as the machine is quiet; a wrong output, of
 * anybody, is a failure.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { runnerImport } from 'vite'
import { benchBrowser } from './browser.js'
import { compare, threadCounts } from './compare.js'
import { measureApp } from './built-app.js'
import { writeDocument } from './document.js'
import { largePhotoText } from './large-photo.js'
import { liveText } from './live-edits.js'
import { addNative } from './with-native.js'
import { readOptions } from './options.js'
import { groupTable, measureGroups, measureSpeedup, speedupTable } from './sweeps.js'
import { caseTable, peakTable, summary } from './tables.js'

const options = readOptions(process.argv.slice(2))
const { parts, pace, only } = options
/** @param {readonly string[]} texts */
const say = (...texts) => process.stdout.write(`${texts.filter((text) => text !== '').join('\n\n')}\n`)

/** @type {{ module: typeof import('./cases.ts') }} */
const { module: caseModule } = await runnerImport('/test/bench/cases.ts', { configFile: false })
const cases = (only ?? caseModule.CASES.map(({ name }) => name)).map((name) => {
  const item = caseModule.caseNamed(name)
  return { name, title: item.title, macs: caseModule.macsOf(item) }
})
const speedupCases = caseModule.COMPUTE_BOUND.filter((name) => only?.includes(name) !== false)

/** @type {string[]} */
const failures = []
/** @type {Partial<import('./document.js').Results>} */
const results = {}

if (parts.has('cases') || parts.has('groups') || parts.has('threads')) {
  const browser = await benchBrowser()
  try {
    const counts = await threadCounts(browser)
    const all = counts.at(-1) ?? 1
    results.machine = `${cpus()[0]?.model ?? 'An unknown processor'}, ${all} logical processors; Chromium ${browser.version}.`
    if (parts.has('cases')) {
      const comparison = await compare(browser, cases, counts, options, say)
      failures.push(...comparison.failures)
      results.rows = comparison.rows
      results.peaks = comparison.peaks
    }
    if (speedupCases.length > 0 && all > 1 && (parts.has('cases') || parts.has('threads'))) {
      const most = parts.has('threads') ? all : 2
      results.speedup = await measureSpeedup(browser, speedupCases, most, pace)
    }
    if (parts.has('groups')) {
      const groups = caseModule.GROUPS.map((item) => ({
        name: item.name,
        groups: item.params.groups,
        macs: caseModule.macsOf(item),
        values: caseModule.valuesOf(item),
      }))
      results.groups = await measureGroups(browser, groups, counts, pace)
    }
  } finally {
    await browser.close()
  }
}
if (results.rows !== undefined && options.native !== null) {
  results.rows = await addNative(results.rows, options.native, pace, say)
}
if (parts.has('photo') || parts.has('live')) Object.assign(results, await measureApp(parts))

if (results.peaks !== undefined) say(peakTable(results.peaks))
if (results.rows !== undefined) {
  say(caseTable(results.rows), summary(results.rows))
  writeFileSync('bench.json', `${JSON.stringify(results.rows, null, 2)}\n`)
}
if (results.speedup !== undefined) say(speedupTable(results.speedup))
if (results.groups !== undefined) {
  for (const algorithms of /** @type {const} */ (['direct', 'chosen']))
    say(groupTable(results.groups, algorithms))
}
if (results.photo !== undefined) say(largePhotoText(results.photo))
if (results.live !== undefined) say(liveText(results.live))
if (options.docs) await writeDocument(/** @type {import('./document.js').Results} */ (results))
if (failures.length > 0) {
  say(...failures.map((failure) => `FAILED ${failure}`))
  process.exitCode = 1
}
