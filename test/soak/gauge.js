const MB = 2 ** 20

/**
 * What the app holds at a moment: MB of JavaScript, of all its memory with that of its workers, of storage; counts of the rest.
 * @typedef {Readonly<Record<'heap' | 'memory' | 'stored' | 'nodes' | 'listeners' | 'workers', number>>} Reading
 */

/** Measures a page. */
export class Gauge {
  #page
  #session

  /**
   * @param {import('playwright-core').Page} page
   * @param {import('playwright-core').CDPSession} session
   */
  constructor(page, session) {
    this.#page = page
    this.#session = session
  }

  /** @param {import('playwright-core').Page} page that is cross-origin isolated */
  static async on(page) {
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    return new Gauge(page, session)
  }

  /**
   * What is left when everything that is not held has gone.
   * @returns {Promise<Reading>}
   */
  async read() {
    for (let i = 0; i < 2; i++) await this.#session.send('HeapProfiler.collectGarbage')
    const { metrics } = await this.#session.send('Performance.getMetrics')
    const metric = (/** @type {string} */ name) => metrics.find((each) => each.name === name)?.value ?? NaN
    const { memory, stored } = await this.#page.evaluate(async () => {
      const measuring = /** @type {{ measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }} */ (
        /** @type {unknown} */ (performance)
      )
      const { bytes } = await measuring.measureUserAgentSpecificMemory()
      return { memory: bytes, stored: (await navigator.storage.estimate()).usage ?? NaN }
    })
    const rounded = (/** @type {number} */ bytes) => Math.round((bytes / MB) * 10) / 10
    return {
      heap: rounded(metric('JSHeapUsedSize')),
      memory: rounded(memory),
      stored: rounded(stored),
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
      workers: this.#page.workers().length,
    }
  }
}
