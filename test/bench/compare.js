import { median, rowOf } from './results.js'

/** How long the peak of the machine is looked for, before and after the cases. */
const PROBE_MS = 200

/**
 * @typedef {{ open: () => Promise<import('playwright-core').Page> }} Browser
 */

/**
 * The comparison with the peers: each number of threads in a page of its own, because the peers cannot change theirs.
 * @param {Browser} browser
 * @param {readonly { name: string, title: string, macs: number }[]} cases
 * @param {readonly number[]} counts numbers of threads
 * @param {Pick<import('./options.js').Options, 'pace' | 'peers'>} options
 * @param {(text: string) => void} say
 * @returns {Promise<{ rows: import('./results.js').Row[], peaks: import('./tables.js').Peak[], failures: string[] }>}
 */
export async function compare(browser, cases, counts, { pace, peers }, say) {
  const rows = []
  const peaks = []
  const failures = []
  for (const threads of counts) {
    const page = await browser.open()
    await page.evaluate((argument) => window.bench.open(argument), { threads, peers })
    const probe = () =>
      page.evaluate((argument) => window.bench.machinePeak(argument), { threads, ms: PROBE_MS })
    const before = await probe()
    const measured = []
    for (const item of cases) {
      const label = `${item.name} on ${threads}`
      try {
        const { name } = item
        const result = await page.evaluate((argument) => window.bench.measureCase(argument), { name, pace })
        measured.push({ item, result })
        say(`${label}: ${timesText(result)}`)
      } catch (error) {
        const [message] = (error instanceof Error ? error.message : String(error)).split('\n')
        failures.push(`${label}: ${message ?? ''}`)
        say(`FAILED ${label}: ${message ?? ''}`)
      }
    }
    const peak = greater(before, await probe())
    peaks.push({ threads, ...peak })
    rows.push(
      ...measured.map(({ item, result }) =>
        rowOf(item, threads, result, Math.max(peak.multiplyAdd, peak.mulAdd)),
      ),
    )
    await page.close()
  }
  return { rows, peaks, failures }
}

/** 1 and all that the browser has. @param {Browser} browser */
export async function threadCounts(browser) {
  const page = await browser.open()
  const all = await page.evaluate(() => navigator.hardwareConcurrency)
  await page.close()
  return [...new Set([1, all])]
}

/** @param {import('./page/main.ts').CaseRounds} result */
function timesText({ rounds }) {
  return Object.entries(rounds)
    .map(([who, { ms }]) => `${who} ${median(ms).toFixed(2)}`)
    .join(', ')
}

/**
 * @param {import('./page/peak.ts').MachinePeak} a
 * @param {import('./page/peak.ts').MachinePeak} b
 */
function greater(a, b) {
  return {
    multiplyAdd: Math.max(a.multiplyAdd, b.multiplyAdd),
    mulAdd: Math.max(a.mulAdd, b.mulAdd),
    fill: Math.max(a.fill, b.fill),
    copy: Math.max(a.copy, b.copy),
  }
}
