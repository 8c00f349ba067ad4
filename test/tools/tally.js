/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === 'object' && value !== null
}

/** @param {unknown} value */
function list(value) {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** @param {Record<string, unknown>} record @param {string} key */
function count(record, key) {
  const value = record[key]
  if (typeof value !== 'number') throw new Error(`the report has no number ${key}`)
  return value
}

/**
 * Sums of Vitest's JSON report. A file that failed outside of its tests (it did not load, a hook threw) counts as one
 * failure: its tests never ran.
 * @param {unknown} report
 * @returns {Tally}
 * @throws Error if it is no such report
 */
export function vitestTally(report) {
  if (!isRecord(report)) throw new Error('the report is no object')
  const broken = list(report['testResults']).filter(
    (file) =>
      file['status'] === 'failed' &&
      !list(file['assertionResults']).some((test) => test['status'] === 'failed'),
  )
  return {
    passed: count(report, 'numPassedTests'),
    failed: count(report, 'numFailedTests') + broken.length,
    skipped: count(report, 'numPendingTests') + count(report, 'numTodoTests'),
  }
}

/**
 * Sums of Playwright's JSON report. A test that passed only when repeated counts as failed, and so does each error
 * outside of the tests.
 * @param {unknown} report
 * @returns {Tally}
 * @throws Error if it is no such report
 */
export function playwrightTally(report) {
  const stats = isRecord(report) ? report['stats'] : undefined
  if (!isRecord(report) || !isRecord(stats)) throw new Error('the report has no stats')
  return {
    passed: count(stats, 'expected'),
    failed: count(stats, 'unexpected') + count(stats, 'flaky') + list(report['errors']).length,
    skipped: count(stats, 'skipped'),
  }
}

/**
 * The tally of one runner, made honest: a runner that ended badly without a failed test, or that ran nothing, failed.
 * @param {Tally | null} tally null if it left no report
 * @param {number} code its exit code
 * @param {boolean} [some] only some tests were asked for: a runner without any did well
 * @returns {Tally}
 */
export function honestTally(tally, code, some = false) {
  const { passed, failed, skipped } = tally ?? { passed: 0, failed: 0, skipped: 0 }
  const silent = failed === 0 && (code !== 0 || (passed === 0 && !some))
  return { passed, failed: silent ? 1 : failed, skipped }
}

/**
 * `N passed, N failed`, with `, N skipped` if some were.
 * @param {readonly Tally[]} tallies
 * @returns {string}
 */
export function summary(tallies) {
  const sum = (/** @type {keyof Tally} */ key) => tallies.reduce((total, tally) => total + tally[key], 0)
  const skipped = sum('skipped')
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
