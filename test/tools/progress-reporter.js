/** Milliseconds between two lines. */
const EVERY = 10_000

/**
 * A reporter of Vitest that says how far the tests have come, from time to time: on a slow machine a file alone can take
 * minutes, and who says nothing is taken to hang.
 */
export default class ProgressReporter {
  #passed = 0
  #failed = 0
  #said = performance.now()

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    if (test.result().state === 'failed') this.#failed += 1
    else this.#passed += 1
    if (performance.now() - this.#said < EVERY) return
    this.#said = performance.now()
    const { relativeModuleId } = test.module
    process.stdout.write(`   ${this.#passed} done, ${this.#failed} failed: ${relativeModuleId}\n`)
  }
}
