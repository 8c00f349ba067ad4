/*
 * Brings docs/performance.md up to date with docs/performance.json: `node test/bench/document.js`. `npm run bench -- --docs`
 * measures everything into that file first and then does the same.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { formatted } from '../tools/formatted.js'
import { largePhotoText } from './large-photo.js'
import { liveText } from './live-edits.js'
import { linePlot } from './plot.js'
import { groupTable, speedupTable } from './sweeps.js'
import { caseTable, peakTable, summary } from './tables.js'

const PAGE = 'docs/performance.md'
const NUMBERS = 'docs/performance.json'

/**
 * One full run.
 * @typedef {object} Results
 * @property {string} machine
 * @property {import('./results.js').Row[]} rows
 * @property {import('./tables.js').Peak[]} peaks
 * @property {import('./sweeps.js').GroupRow[]} groups
 * @property {import('./sweeps.js').SpeedupRow[]} speedup
 * @property {import('./large-photo.js').LargePhoto} photo
 * @property {import('./live-edits.js').LiveEdits} live
 */

/** Powers of 2 or 10 around all values. @param {readonly number[]} values @param {number} base */
function logTicks(values, base) {
  const power = (/** @type {number} */ value) => Math.log(value) / Math.log(base)
  const from = Math.floor(power(Math.min(...values)))
  const to = Math.ceil(power(Math.max(...values)))
  return Array.from({ length: to - from + 1 }, (_, i) => Number((base ** (from + i)).toPrecision(6)))
}

/** @param {Results} results */
function groupsPlot({ groups }) {
  const kinds = groups.filter(({ threads }) => threads === 1)
  const all = kinds.map(({ kernel_ms }) => kernel_ms)
  /** @param {'chosen' | 'direct'} algorithms */
  const line = (algorithms) =>
    kinds
      .filter((row) => row.algorithms === algorithms)
      .map((row) => /** @type {const} */ ([row.groups, row.kernel_ms]))
  const [dense = [1, 1]] = line('direct')
  const ideal = line('direct').map(([g]) => /** @type {const} */ ([g, dense[1] / g]))
  return linePlot({
    title: '64->64 3x3 on 56x56 maps, 1 worker',
    x: { title: 'groups', log: true, ticks: [...new Set(kinds.map((row) => row.groups))] },
    y: { title: 'kernel ms', log: true, ticks: logTicks([...all, ...ideal.map(([, ms]) => ms)], 2) },
    lines: [
      { label: 'direct', points: line('direct') },
      { label: 'as the planner chose', points: line('chosen') },
      { label: 'direct dense / groups', points: ideal, ideal: true },
    ],
  })
}

/** @param {Results} results */
function speedupPlot({ speedup }) {
  const counts = [...new Set(speedup.map(({ threads }) => threads))]
  const most = Math.max(...counts)
  return linePlot({
    title: 'Speed-up over one worker',
    x: { title: 'workers', log: false, ticks: counts },
    y: { title: 'times as fast', log: false, ticks: Array.from({ length: most + 1 }, (_, i) => i) },
    lines: [
      { label: 'ideal', points: counts.map((count) => /** @type {const} */ ([count, count])), ideal: true },
      ...[...new Set(speedup.map((row) => row.case))].map((name) => ({
        label: name,
        points: speedup
          .filter((row) => row.case === name)
          .map((row) => /** @type {const} */ ([row.threads, row.speedup])),
      })),
    ],
  })
}

/**
 * Put the numbers between the page's markers, `<!-- bench:name -->` to `<!-- /bench -->`.
 * @param {string} page
 * @param {Readonly<Record<string, string>>} parts
 */
function filled(page, parts) {
  return page.replaceAll(/(<!-- bench:(\w+) -->)[^]*?(<!-- \/bench -->)/g, (_, open, name, close) => {
    const part = parts[String(name)]
    if (part === undefined) throw new Error(`${PAGE} asks for ${String(name)}, which nobody measures`)
    return `${String(open)}\n\n${part}\n\n${String(close)}`
  })
}

/** @param {string} path @param {string} text */
async function write(path, text) {
  writeFileSync(path, await formatted(path, text))
}

/** Keep the results of a full run, and write tables and plots anew. @param {Results} results */
export async function writeDocument(results) {
  await write(NUMBERS, JSON.stringify(results))
  writeFileSync('docs/performance-groups.svg', groupsPlot(results))
  writeFileSync('docs/performance-threads.svg', speedupPlot(results))
  const parts = {
    machine: results.machine,
    peaks: peakTable(results.peaks),
    cases: caseTable(results.rows),
    summary: list(summary(results.rows)),
    groups: groupTable(results.groups, 'direct'),
    planned: groupTable(results.groups, 'chosen'),
    threads: speedupTable(results.speedup),
    app: list(`${largePhotoText(results.photo)}\n${liveText(results.live)}`),
  }
  await write(PAGE, filled(readFileSync(PAGE, 'utf8'), parts))
}

/** Lines as a list. @param {string} lines */
function list(lines) {
  return lines
    .split('\n')
    .map((line) => `- ${line}`)
    .join('\n')
}

if (process.argv[1] === import.meta.filename) {
  /** @type {Results} */
  const results = JSON.parse(readFileSync(NUMBERS, 'utf8'))
  await writeDocument(results)
}
