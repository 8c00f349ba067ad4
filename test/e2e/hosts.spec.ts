import { expect, test, type Page } from '@playwright/test'
import { App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'
import { StaticHost, type Fault } from './support/static-host.ts'

/*
 * Hosts that go wrong: what they answer ends in a plain message, or the app works all the same.
 */

const host = new StaticHost('dist', '/')
test.beforeEach(() => host.start())
test.afterEach(async () => {
  host.fault = () => null
  host.compresses = false
  await host.stop()
})

const photo = noisePhoto(31, 27, 3)
const conv = randomConv(3, 4, { seed: 61 })

/** Errors that nobody handles. */
function faultsOf(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  return faults
}

async function mainJob(page: Page): Promise<void> {
  const app = new App(page)
  await app.openImage(photo)
  // without the scripts of workers the page itself reads
  await app.offerFilters(bankFile('hosts', [conv]))
  await app.imported(4)
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
}

const NOT_STARTED = 'Filterbank has not started yet: part of it is still on its way, could not be loaded'
for (const [what, file, fault, words] of [
  ['is missing', /^assets\/index-.*js$/, 'missing', NOT_STARTED],
  ['is a page of the host', /^assets\/index-.*js$/, 'page', NOT_STARTED],
  ['has another type', /\.js$/, { type: 'text/plain' }, NOT_STARTED],
  [
    'has no styles',
    /\.css$/,
    { type: 'text/plain' },
    'Filterbank cannot start: its styles are missing. Reload the page',
  ],
] as const satisfies readonly (readonly [string, RegExp, Fault, string])[]) {
  test(`a page whose script ${what} says so instead of staying blank`, async ({ page }) => {
    const faults = faultsOf(page)
    host.fault = (path) => (file.test(path) ? fault : null)
    await page.goto(host.url)
    await expect(page.getByText(/Filterbank /)).toBeVisible()
    await expect(page.getByText(/Filterbank /)).toContainText(words)
    expect(faults).toEqual([])
  })
}

test('without the scripts of workers the page computes and decodes; a part that does not come says so and is tried again', async ({
  page,
}) => {
  const faults = faultsOf(page)
  host.fault = (path) => (/assets\/(conv|decode)-.{8}\.js/.test(path) ? 'page' : null)
  await page.goto(host.url)
  await mainJob(page)
  await expect(page.getByRole('status')).toContainText('no workers')
  host.fault = (path) => (/assets\/(CostTab|copy-link|keeper)/.test(path) ? 'missing' : null)
  await page.getByRole('button', { name: 'Copy link' }).click()
  const message = page.getByRole('group', { name: 'Message' })
  await expect(message).toHaveText(/^A part of Filterbank could not be loaded\. Try again, or reload/)
  await page.getByRole('tab', { name: 'Cost' }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'This part could not be loaded' })
  await expect(alert).toBeVisible()
  host.fault = () => null
  await alert.getByRole('button', { name: 'Try again' }).click()
  // Chromium 150 keeps what failed until the page is loaded anew, 156 does not.
  page.on('dialog', (dialog) => void dialog.accept())
  const anew = alert.getByRole('button', { name: 'Reload' })
  await expect(async () => {
    if (await anew.isVisible()) await anew.click()
    expect(await alert.count()).toBe(0)
  }).toPass()
  await page.getByRole('tab', { name: 'Cost' }).click()
  await expect(page.getByRole('tabpanel', { name: 'Cost' })).toBeVisible()
  await expect(alert).toHaveCount(0)
  expect(faults).toEqual([])
})

test.describe('with its service worker', () => {
  test.use({ serviceWorkers: 'allow' })

  test('a host that compresses and renames types is as good as any', async ({ page }) => {
    const faults = faultsOf(page)
    host.compresses = true
    const odd = /\.(webmanifest|jpg|png|svg)$/
    host.fault = (path) => (odd.test(path) ? { type: 'application/octet-stream' } : null)
    await page.goto(host.url)
    await expect(page.getByRole('status')).toContainText('Offline ready')
    await host.stop()
    await page.reload()
    await mainJob(page)
    await host.start()
    expect(faults).toEqual([])
  })

  test('a storage without room for its files is told of, and the app works', async ({ page }) => {
    const faults = faultsOf(page)
    const session = await page.context().newCDPSession(page)
    const { origin } = new URL(host.url)
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 100_000 })
    await page.goto(host.url)
    await mainJob(page)
    await page.getByRole('button', { name: 'About this run' }).hover()
    await expect(page.getByRole('tooltip')).toContainText(
      'Not available offline: not all files could be fetched and kept',
    )
    expect(faults).toEqual([])
  })
})
