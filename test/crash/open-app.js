/** The built app in a page, as far as updates are concerned. */
export class OpenApp {
  #page
  #kernel

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.#page = page
    this.#kernel = page.getByRole('region', { name: 'Kernel', exact: true }).getByRole('spinbutton').first()
  }

  /**
   * Wait until it is open, works and is kept for offline use.
   * @returns {Promise<number>} its version
   */
  async ready() {
    // The first visit is loaded twice: the service worker adds headers.
    await this.#page.waitForFunction(() => globalThis.crossOriginIsolated)
    await this.#page.getByRole('banner').getByRole('status').getByText('Offline ready').waitFor()
    await this.#page.locator('[aria-label="Feature maps"][aria-busy="false"]').waitFor()
    return await this.#version()
  }

  async weight() {
    return Number(await this.#kernel.getAttribute('aria-valuenow'))
  }

  /** Type a weight and wait until it is kept. @param {number} weight */
  async keepWeight(weight) {
    await this.#kernel.focus()
    await this.#page.keyboard.type(String(weight))
    await this.#page.keyboard.press('Enter')
    await this.#page.waitForTimeout(3000)
  }

  /** Let the browser look for a new version and begin to fetch it. */
  async beginUpdate() {
    await this.#page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration()
      await registration?.update()
    })
  }

  /** End the service worker as the browser may at any time. */
  async killServiceWorker() {
    const session = await this.#page.context().newCDPSession(this.#page)
    await session.send('ServiceWorker.enable')
    await session.send('ServiceWorker.stopAllWorkers')
    await session.detach()
  }

  /** Open what is loaded when it is needed. */
  async loadsParts() {
    await this.#page.getByRole('button', { name: 'Projects' }).click()
    await this.#page.getByRole('dialog', { name: 'Projects' }).getByRole('article').first().waitFor()
    await this.#page.keyboard.press('Escape')
  }

  /** Bring an update to its end, as a person does. @param {number} version */
  async updateTo(version) {
    if ((await this.ready()) === version) return
    await this.beginUpdate()
    await this.#page
      .getByRole('group', { name: 'New version' })
      .getByRole('button', { name: 'Update' })
      .click()
    await this.#page.waitForFunction(
      (wanted) => document.documentElement.dataset['version'] === wanted,
      String(version),
    )
    await this.ready()
  }

  async #version() {
    return Number(await this.#page.evaluate(() => document.documentElement.dataset['version']))
  }
}
