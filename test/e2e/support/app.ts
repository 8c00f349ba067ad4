import { readFile } from 'node:fs/promises'
import { expect, test as base, type Download, type Locator, type Page, type Worker } from '@playwright/test'
import { readNpy, type TestFile, type TestPhoto } from './files.ts'

/** Addresses of the servers that `serve.ts` started: at the first the sample of a first visit is small. */
export const APP_URL = process.env['APP_URL'] ?? ''
export const FIRST_VISIT_URL = process.env['FIRST_VISIT_URL'] ?? ''
export const PLAIN_HOST_URL = process.env['PLAIN_HOST_URL'] ?? ''

/** The app as a person meets it: everything is found by role and name. */
export class App {
  readonly input: Locator
  readonly layers: Locator
  readonly bank: Locator
  readonly kernel: Locator
  readonly maps: Locator
  /** How maps are computed, and how long the last run took. */
  readonly status: Locator

  constructor(readonly page: Page) {
    const region = (name: string) => page.getByRole('region', { name, exact: true })
    this.input = region('Input')
    this.layers = region('Layers')
    this.bank = region('Filter bank')
    this.kernel = region('Kernel')
    this.maps = region('Feature maps')
    this.status = page.getByRole('banner').getByRole('status')
  }

  /** Load the page and open a photo in it. */
  async start(photo: TestPhoto, url = APP_URL): Promise<void> {
    await this.page.goto(url)
    await this.openImage(photo)
  }

  /** Give a file to Open image, without waiting for what comes of it. */
  async offerImage(file: TestFile): Promise<void> {
    await this.page.getByLabel('Open image', { exact: true }).setInputFiles(file)
  }

  async openImage(photo: TestPhoto): Promise<void> {
    await this.offerImage(photo)
    await expect(this.input).toContainText(`(${photo.tensor.shape.join(', ')})`)
    await this.settled()
  }

  /** Give a file to Import filters, without waiting for what comes of it. */
  async offerFilters(file: TestFile): Promise<void> {
    await this.page.getByLabel('Import filters', { exact: true }).setInputFiles(file)
  }

  /** Import a bank whose last layer makes `channels` maps. */
  async importFilters(file: TestFile, channels: number): Promise<void> {
    await this.#whileRead(() => this.offerFilters(file))
    await this.imported(channels)
  }

  /** Wait for the `channels` maps of a bank that is imported on a first visit. */
  async imported(channels: number): Promise<void> {
    await expect(this.maps).toContainText(new RegExp(`\\b${channels} maps\\b`))
    // The maps of a first visit may be as many.
    await expect(this.maps).not.toContainText('Edge energy')
    await this.settled()
  }

  /**
   * Wait for the end of the worker that reads a file: what is on the screen already may look like what is to come. Where the
   * status says that there are no workers, the page reads.
   */
  async #whileRead(offer: () => Promise<void>): Promise<void> {
    let heard: (worker: Worker) => void = () => undefined
    const isRead = new Promise<unknown>((resolve) => (heard = (worker) => worker.once('close', resolve)))
    this.page.on('worker', heard)
    const by = await this.status.innerText()
    await offer()
    if (!by.includes('no workers')) await isRead
    this.page.off('worker', heard)
  }

  /** Wait until the newest change is on the screen. */
  async settled(): Promise<void> {
    await expect(this.maps).toHaveAttribute('aria-busy', 'false')
  }

  /** Select a layer, counted from 1. */
  async selectLayer(number: number): Promise<void> {
    await this.layer(number).click()
    await this.settled()
  }

  layer(number: number): Locator {
    return this.layers.getByRole('button', { name: new RegExp(`^Layer ${number} `) })
  }

  /** A map of the selected layer. */
  map(channel: number): Locator {
    return this.maps.getByLabel(new RegExp(`^feature map ${channel} of layer \\d+(:|$)`))
  }

  /** A weight of the selected kernel. */
  weight(filter: number, channel: number, row: number, column: number): Locator {
    const name = `filter ${filter}, channel ${channel}, row ${row}, column ${column}`
    return this.kernel.getByRole('spinbutton', { name, exact: true })
  }

  async selectKernel(filter: number, channel: number): Promise<void> {
    await this.bank.getByRole('button', { name: `kernel: filter ${filter}, channel ${channel}` }).click()
    await expect(this.weight(filter, channel, 0, 0)).toBeVisible()
  }

  /** The maps of the selected layer, as saved by Export maps. */
  async exportNpy(): Promise<{ shape: number[]; data: Float32Array }> {
    return readNpy(await this.exportMaps('NumPy (.npy)'))
  }

  /** Bytes of the file saved by one of the choices of Export maps. */
  async exportMaps(choice: 'NumPy (.npy)' | 'PNG'): Promise<Buffer> {
    await this.page.getByRole('button', { name: 'Export maps' }).click()
    const item = this.page.getByRole('menuitem').filter({ hasText: choice })
    return await bytes(await this.download(() => item.click()))
  }

  /** The layers, as saved by one of the choices of Export filters. */
  async exportFilters(choice = 'Filterbank (.json)'): Promise<Download> {
    await this.page.getByRole('button', { name: 'Export filters' }).click()
    return await this.download(() => this.page.getByRole('menuitem', { name: choice }).click())
  }

  async download(act: () => Promise<void>): Promise<Download> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), act()])
    return download
  }

  /** What the maps of the selected layer look like: the pixels of each, in order, as a data URL. */
  async pictures(): Promise<string[]> {
    return await this.maps.getByLabel(/^feature map/).evaluateAll((maps) =>
      maps.map((map) => {
        const canvas = map.querySelector('canvas')
        if (canvas === null) throw new Error('a map without a picture')
        return canvas.toDataURL()
      }),
    )
  }
}

/** Said by Playwright itself where service workers are blocked. */
const BLOCKED = 'Service Worker registration blocked by Playwright'

/** Content of a file that was saved. */
export async function bytes(download: Download): Promise<Buffer> {
  return await readFile(await download.path())
}

/**
 * Every test holds the app to this as well: no request leaves the origin, the security policy is never violated, and
 * nothing is thrown or complained of on the console (where Chromium writes violations of the policy, those of workers too).
 */
export const test = base.extend<{ app: App }>({
  app: async ({ page, context }, use) => {
    const faults: string[] = []
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      const home = [APP_URL, FIRST_VISIT_URL, PLAIN_HOST_URL].some((url) => new URL(url).origin === origin)
      if (!home && !['blob:', 'data:'].includes(protocol)) faults.push(`request to ${request.url()}`)
    })
    context.on('console', (message) => {
      if (message.text() === BLOCKED) return
      if (['error', 'warning'].includes(message.type()))
        faults.push(`console: ${message.text()} (${message.location().url})`)
    })
    context.on('weberror', (error) => faults.push(`uncaught: ${error.error().message}`))
    await use(new App(page))
    expect(faults).toEqual([])
  },
})

export { expect }
