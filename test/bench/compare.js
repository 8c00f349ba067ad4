import { rowOf, median } from './results.js'
import { caseTable, peakTable, summary } from './tables.js'

/** How long the peak of the machine is looked for, before and after the cases. */
const PROBE_MS = 150

/**
 * The comparison with the peers: each number of threads in a page of its own, because the peers cannot change theirs.
 * @param {{ open: () => Promise<import('playwright-core').Page> }} browser
 * @param {readonly { name: string, title: string, macs: number }[]} cases
 * @param {import('./options.js').Options} options
 * @param {(text: string) => void} say
 * @returns {Promise<{ rows: import('./results.js').Row[], peaks: import('./tables.js').Peak[], failures: string[] }>}
 */
export async function compare(browser, cases, { pace, peers }, say) {
  const rows = []
  const peaks = []
  const failures = []
  for (const threads of await threadCounts(browser)) {
    const page = await browser.open()
    await page.evaluate((argument) => window.bench.open(argument), { threads, peers })
    const probe = () =>
      page.evaluate((argument) => window.bench.machinePeak(argument), { threads, ms: PROBE_MS })
    const before = await probe()
    const measured = []
    for (const item of cases) {
      try {
        const result = await page.evaluate((argument) => window.bench.measureCase(argument), {
          name: item.name,
          pace,
        })
        measured.push({ item, result })
        say(
          `${item.name} on ${threads}: ${Object.entries(result.rounds)
            .map(([who, { ms }]) => `${who} ${median(ms).toFixed(2)}`)
            .join(', ')}`,
        )
      } catch (error) {
        const failure = `${item.name} on ${threads}: ${error instanceof Error ? error.message : String(error)}`
        failures.push(failure)
        say(`FAILED ${failure}`)
      }
    }
    const peak = greater(before, await probe())
    peaks.push({ threads, ...peak })
    rows.push(...measured.map(({ item, result }) => rowOf(item, threads, result, peak.multiplyAdd)))
    await page.close()
  }
  return { rows, peaks, failures }
}

/** 1 and all. @param {{ open: () => Promise<import('playwright-core').Page> }} browser */
export async function threadCounts(browser) {
  const page = await browser.open()
  const all = await page.evaluate(() => navigator.hardwareConcurrency)
  await page.close()
  return [...new Set([1, all])]
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

/** @param {Awaited<ReturnType<typeof compare>>} comparison */
export function comparisonText({ rows, peaks, failures }) {
  return [
    peakTable(peaks),
    caseTable(rows),
    summary(rows),
    ...failures.map((failure) => `FAILED ${failure}`),
  ].join('\n\n')
}
