import { expect, test } from 'vitest'
import { honestTally, playwrightTally, summary, vitestTally } from '../../tools/tally.js'

const vitestReport = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }

test("Vitest's report: a file that did not load counts as a failure", () => {
  const testResults = [
    { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
    { status: 'failed', assertionResults: [] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ]
  expect(vitestTally({ ...vitestReport, testResults })).toEqual({ passed: 3, failed: 2, skipped: 3 })
})

test("Playwright's report: what passed only when repeated, and errors outside of tests, count as failures", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
  expect(playwrightTally({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 3, skipped: 2 })
})

test('what is no report is refused', () => {
  expect(() => vitestTally({})).toThrow(/numPassedTests/)
  expect(() => vitestTally(null)).toThrow(/no object/)
  expect(() => playwrightTally({})).toThrow(/no stats/)
})

test('a runner that crashed, ran nothing or left no report failed', () => {
  const good = { passed: 2, failed: 0, skipped: 1 }
  expect(honestTally(good, 0)).toEqual(good)
  expect(honestTally(good, 1)).toEqual({ ...good, failed: 1 })
  expect(honestTally({ passed: 0, failed: 0, skipped: 4 }, 0)).toEqual({ passed: 0, failed: 1, skipped: 4 })
  expect(honestTally(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(honestTally({ passed: 1, failed: 3, skipped: 0 }, 1).failed).toBe(3)
})

test('a runner that ran nothing did well only where some tests were asked for, and it ended well', () => {
  const nothing = { passed: 0, failed: 0, skipped: 0 }
  expect(honestTally(nothing, 0, true)).toEqual(nothing)
  expect(honestTally(nothing, 1, true).failed).toBe(1)
})

test('the summary adds up, and speaks of skipped tests only if there are some', () => {
  const tallies = [
    { passed: 2, failed: 0, skipped: 0 },
    { passed: 3, failed: 1, skipped: 0 },
  ]
  expect(summary(tallies)).toBe('5 passed, 1 failed')
  expect(summary([...tallies, { passed: 0, failed: 0, skipped: 4 }])).toBe('5 passed, 1 failed, 4 skipped')
})
