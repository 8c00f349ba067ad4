import { median, ratioOf } from './results.js'
import { markdownTable, short } from './tables.js'

/**
 * @typedef {{ open: () => Promise<import('playwright-core').Page> }} Browser
 * @typedef {import('./rounds.ts').Pace} Pace
 */

/**
 * A number of groups beside dense.
 * @typedef {object} GroupRow
 * @property {number} groups
 * @property {number} threads
 * @property {'chosen' | 'direct'} algorithms which the planner chose, or the direct sum for all
 * @property {number} ms the whole call
 * @property {number} kernel_ms
 * @property {number} over_share kernel_ms over that of dense divided by groups: 1 if grouped costs exactly its share
 * @property {number} macs_per_value multiply-adds for each value of input and output
 * @property {string} algorithm
 */

/**
 * Time grouped convolutions beside dense: all numbers of groups in every round.
 * @param {Browser} browser
 * @param {readonly { name: string, groups: number, macs: number, values: number }[]} cases dense first
 * @param {readonly number[]} threadCounts
 * @param {Pace} pace
 * @returns {Promise<GroupRow[]>}
 */
export async function measureGroups(browser, cases, threadCounts, pace) {
  /** @type {GroupRow[]} */
  const rows = []
  for (const threads of threadCounts) {
    const page = await browser.open()
    await page.evaluate((argument) => window.bench.open(argument), { threads, peers: false })
    for (const algorithms of /** @type {const} */ (['chosen', 'direct'])) {
      const { rounds, algorithms: names } = await page.evaluate(
        (argument) => window.bench.measureTogether(argument),
        {
          names: cases.map(({ name }) => name),
          direct: algorithms === 'direct',
          pace,
        },
      )
      const dense = rounds[cases[0]?.name ?? '']
      for (const { name, groups, macs, values } of cases) {
        const own = rounds[name]
        if (own === undefined || dense === undefined) throw new Error(`${name} was not measured`)
        rows.push({
          groups,
          threads,
          algorithms,
          ms: median(own.ms),
          kernel_ms: median(own.kernelMs),
          over_share: groups * ratioOf(own.kernelMs, dense.kernelMs),
          macs_per_value: macs / values,
          algorithm: names[name] ?? '',
        })
      }
    }
    await page.close()
  }
  return rows
}

/** @param {readonly GroupRow[]} rows @param {GroupRow['algorithms']} algorithms */
export function groupTable(rows, algorithms) {
  const head = [
    'threads',
    'groups',
    'ms',
    'kernel ms',
    'over dense/groups',
    'within 1.5',
    'MACs per value',
    'algorithm',
  ]
  return markdownTable(
    head,
    rows
      .filter((row) => row.algorithms === algorithms)
      .map((row) => [
        String(row.threads),
        String(row.groups),
        short(row.ms),
        short(row.kernel_ms),
        row.over_share.toFixed(2),
        row.over_share <= 1.5 ? 'yes' : 'no',
        short(row.macs_per_value),
        row.algorithm,
      ]),
  )
}

/**
 * How much faster more workers are.
 * @typedef {object} SpeedupRow
 * @property {string} case
 * @property {number} threads
 * @property {number} ms the whole call
 * @property {number} speedup over 1 worker, median of the rounds' ratios
 */

/**
 * Time pools of 1 to `most` workers against each other.
 * @param {Browser} browser
 * @param {readonly string[]} names of cases
 * @param {number} most workers
 * @param {Pace} pace
 * @returns {Promise<SpeedupRow[]>}
 */
export async function measureSpeedup(browser, names, most, pace) {
  /** @type {SpeedupRow[]} */
  const rows = []
  const page = await browser.open()
  const threads = Array.from({ length: most }, (_, i) => i + 1)
  for (const name of names) {
    const { rounds } = await page.evaluate((argument) => window.bench.measureThreads(argument), {
      name,
      threads,
      pace,
    })
    const alone = rounds['1']?.ms ?? []
    for (const count of threads) {
      const { ms } = rounds[count] ?? { ms: [] }
      rows.push({ case: name, threads: count, ms: median(ms), speedup: ratioOf(alone, ms) })
    }
  }
  await page.close()
  return rows
}

/** @param {readonly SpeedupRow[]} rows */
export function speedupTable(rows) {
  const counts = [...new Set(rows.map(({ threads }) => threads))]
  const names = [...new Set(rows.map((row) => row.case))]
  /** @param {string} name @param {number} threads */
  const find = (name, threads) => rows.find((row) => row.case === name && row.threads === threads)
  return markdownTable(
    ['case', ...counts.map((count) => `${count} ms`), ...counts.slice(1).map((count) => `${count} over 1`)],
    names.map((name) => [
      name,
      ...counts.map((count) => short(find(name, count)?.ms)),
      ...counts.slice(1).map((count) => (find(name, count)?.speedup ?? NaN).toFixed(2)),
    ]),
  )
}
