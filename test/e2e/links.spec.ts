import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { APP_URL, App, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'
import { saved } from './support/saved.ts'

const photo = { ...noisePhoto(47, 37, 3), name: 'Cat.png' }
const conv = randomConv(3, 4, { seed: 51 })
const message = (page: Page) => page.getByRole('group', { name: 'Message' })
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Projects' })

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

async function copyLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(message(page)).toContainText(/Link copied.* characters/)
  return await page.evaluate(() => navigator.clipboard.readText())
}

test('a link holds layers, filters and view; who opens it without a photo sees them on a sample', async ({
  app,
  page,
  browser,
}) => {
  await app.start(photo)
  await app.importFilters(bankFile('linked', [conv, { type: 'relu' }]), 4)
  await app.selectLayer(1)
  await page.getByText('Viridis', { exact: true }).click()
  const link = await copyLink(page)
  expect(link.startsWith(`${APP_URL}#filterbank=1.`)).toBe(true)

  const other = new App(await browser.newPage())
  await other.page.goto(link)
  await expect(other.input).toContainText('Still life')
  await expect(other.layer(2)).toBeVisible()
  await expect(other.page.getByRole('radio', { name: 'Viridis' })).toBeChecked()
  await expect(other.map(3)).toHaveAccessibleName(/layer 1/)
  await other.settled()
  expect(other.page.url(), 'a reload opens nothing twice').toBe(APP_URL)
  await other.page.close()
})

test('opening a link is an undoable step, and the saved project stays as it was', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(bankFile('linked', [conv]), 4)
  const link = await copyLink(page)
  // The page is left at once: what was not saved by then would not come back.
  await saved(page, () => app.importFilters(bankFile('mine', [randomConv(3, 6)]), 6))
  await page.goto('about:blank')
  await page.goto(link)
  await expect(app.map(3)).toHaveCount(1)
  await expect(app.map(4)).toHaveCount(0)
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(app.map(5)).toHaveCount(1)
  await page.getByRole('button', { name: 'Redo', exact: true }).click()
  await expect(app.map(4)).toHaveCount(0)
  await app.settled()

  await page.getByRole('button', { name: 'Projects' }).click()
  await expect(dialog(page).getByRole('article')).toHaveCount(2)
  const closed = dialog(page).getByRole('article').filter({ hasNotText: 'open' })
  await closed.getByRole('button', { name: /^Open/ }).click()
  await expect(app.map(5)).toHaveCount(1)
})

test('a link is opened while the app is open, and one that is too long says so', async ({ app, page }) => {
  await app.start(photo)
  await test.step('a link that is followed while the app is open opens too', async () => {
    await app.importFilters(bankFile('linked', [conv]), 4)
    const link = await copyLink(page)
    await app.importFilters(bankFile('mine', [randomConv(3, 6)]), 6)
    await page.evaluate((address) => (location.href = address), link)
    await expect(app.map(4)).toHaveCount(0)
    await app.settled()
    expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
  })

  await test.step('filters that make too long a link say so, with the numbers', async () => {
    await app.importFilters(bankFile('large', [randomConv(3, 64, { size: 11 })]), 64)
    await page.getByRole('button', { name: 'Copy link' }).click()
    await expect(message(page)).toContainText(/a link of \d+ characters, and a link holds 32000/)
  })
})

test('a link of version 1 opens; a hostile hash gets a clear message', async ({ app, page }) => {
  await test.step('a hostile hash gets a clear message, at the start and while the app is open', async () => {
    for (const [hash, why] of [
      ['1.%3Cimg%20src=x%3E', 'is damaged or was cut short'],
      ['9.abc', 'is of another version of Filterbank'],
      [`1.${'A'.repeat(40_000)}`, 'has 40014 characters, more than 32000'],
    ]) {
      await page.goto(`${APP_URL}#filterbank=${hash ?? ''}`)
      await expect(message(page)).toContainText(`The link cannot be opened: the link ${why ?? ''}`)
      await app.settled()
      await expect(page.getByRole('button', { name: 'Redo', exact: true })).toBeDisabled()
      await message(page).getByRole('button', { name: 'Dismiss' }).click()
    }
  })

  await test.step('a link of version 1 opens', async () => {
    const hash = readFileSync(new URL('../fixtures/documents/link-1.txt', import.meta.url), 'utf8').trim()
    await page.goto('about:blank')
    await page.goto(`${APP_URL}${hash}`)
    await expect(app.map(3)).toHaveAccessibleName(/: west$/)
    await app.settled()
  })
})
