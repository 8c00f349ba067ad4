/*
 * Runs everything: `npm test`. Unit tests in Node, the engine in real browsers, then the built app end to end; the last
 * line is the sum over all of them. `npm test -- name ...` runs the files whose path has one of these in it. Chromium is
 * installed where it is missing; Firefox and WebKit are left out where they are, unless ALL_BROWSERS demands them.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import './require-node.js'
import { installedFirefox, installedWebKit } from './browsers/launch.js'
import { findChromium, quickChromium } from './find-chromium.js'
import { HANG_MS } from './limits.js'
import { run } from './run.js'
import { honestTally, playwrightTally, summary, vitestTally } from './tally.js'

const VITEST = 'node_modules/vitest/vitest.mjs'
const PLAYWRIGHT = 'node_modules/@playwright/test/cli.js'
const VITE = 'node_modules/vite/bin/vite.js'

const reports = mkdtempSync(join(tmpdir(), 'filterbank-test-'))
process.on('exit', () => {
  rmSync(reports, { recursive: true, force: true })
})

/** @type {import('./tally.js').Tally[]} */
const tallies = []
const names = process.argv.slice(2)
/** Suites whose every file is left out are no failure where only some were asked for. */
const none = names.length === 0 ? [] : ['--passWithNoTests']
/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`)

/**
 * Run one of the runners and add its report to the tallies.
 * @param {string} name
 * @param {string[]} args
 * @param {(report: unknown) => import('./tally.js').Tally} read
 */
async function suite(name, args, read) {
  const file = join(reports, `${name}.json`)
  say(`\n== ${name} tests`)
  const env = { CI: '1', PLAYWRIGHT_JSON_OUTPUT_FILE: file }
  const outputFile = name === 'end-to-end' ? [] : [`--outputFile.json=${file}`]
  const { code, seconds } = await run(process.execPath, [...args, ...outputFile, ...names], {
    silence: 2 * HANG_MS,
    env,
  })
  let tally = null
  try {
    tally = read(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    say(`${name} tests left no report: ${error instanceof Error ? error.message : String(error)}`)
  }
  const honest = honestTally(tally, code, names.length > 0)
  if (tally?.failed !== honest.failed) say(`${name} tests: the runner failed (exit code ${code})`)
  say(`${name} tests: ${summary([honest])} (${seconds.toFixed(0)} s)`)
  tallies.push(honest)
}

const REPORTERS = ['default', 'json', './test/tools/progress-reporter.js'].map((name) => `--reporter=${name}`)

/** @param {string} project */
const vitest = (project) => [VITEST, 'run', '--project', project, ...REPORTERS, ...none]

await findChromium()
say(`Chromium: ${quickChromium() ?? ''}`)
await suite('unit', vitest('unit'), vitestTally)
await suite('browser', vitest('browser'), vitestTally)
const others = { firefox: installedFirefox(), webkit: installedWebKit() }
const missing = Object.entries(others).filter(([, path]) => path === undefined)
for (const [name] of missing) say(`\n== ${name} tests: left out, as it is not installed`)
if (missing.length > 0 && process.env['ALL_BROWSERS'] !== undefined)
  tallies.push({ passed: 0, failed: missing.length, skipped: 0 })
// Each of them keeps about one processor busy.
await Promise.all(
  Object.entries(others)
    .filter(([, path]) => path !== undefined)
    .map(([name]) => suite(name, vitest(name), vitestTally)),
)
say('\n== build')
const build = await run(process.execPath, [VITE, 'build', '--logLevel', 'warn'])
if (build.code === 0) {
  await suite(
    'end-to-end',
    [PLAYWRIGHT, 'test', '--reporter=list,json', ...none.map(() => '--pass-with-no-tests')],
    playwrightTally,
  )
} else {
  say('the build failed: no end-to-end tests')
  tallies.push({ passed: 0, failed: 1, skipped: 0 })
}
if (tallies.every(({ passed, failed }) => passed + failed === 0)) {
  say(`no test is named ${names.join(', ')}`)
  tallies.push({ passed: 0, failed: 1, skipped: 0 })
}
process.exitCode = tallies.some(({ failed }) => failed > 0) ? 1 : 0
say(`\n${summary(tallies)}`)
