import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { expectNoHurdles } from './support/access.ts'
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

test('a link opened again leads to the project made of it; where that was edited, what to do is asked', async ({
  app,
  page,
}) => {
  const list = () => page.getByRole('button', { name: 'Projects' }).click()
  const cards = dialog(page).getByRole('article')
  const again = page.getByRole('group', { name: 'A link opened again' })
  await app.start(photo)
  await app.importFilters(bankFile('linked', [conv, { type: 'relu' }]), 4)
  await list()
  await dialog(page).getByRole('textbox').fill('Whiskers')
  await page.keyboard.press('Enter')
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  const link = await copyLink(page)
  await expect(message(page)).toContainText('Link copied: name, layers')
  const follow = async () => {
    await page.evaluate((address) => (location.href = address), link)
    await expect(page).toHaveURL(APP_URL)
  }
  await app.importFilters(bankFile('mine', [randomConv(3, 6)]), 6)

  await test.step('its name is kept, and the second time there is no twin', async () => {
    await follow()
    await expect(message(page)).toContainText('Opened the filters of the link')
    await follow()
    await expect(message(page)).toContainText('Opened the project that was made of this link before')
    await list()
    await expect(cards).toHaveCount(2)
    await expect(page.getByRole('article', { name: 'Whiskers', exact: true })).toHaveCount(2)
    await dialog(page).getByRole('button', { name: 'Close' }).click()
  })

  await test.step('edited, it is gone on with, or the link is opened anew', async () => {
    await saved(page, async () => {
      await page.getByRole('button', { name: /^Layer 2 ReLU/ }).press('Delete')
      await expect(app.layer(2)).toHaveCount(0)
    })
    await follow()
    await expect(again).toContainText('“Whiskers” was made of this link, and is edited since')
    await expectNoHurdles(page, 'what to do with a link')
    await again.getByRole('button', { name: 'Go on with it' }).click()
    await expect(again).toHaveCount(0)
    await expect(app.layer(2)).toHaveCount(0)
    await follow()
    await again.getByRole('button', { name: 'Open the link anew' }).click()
    await expect(app.layer(2)).toBeVisible()
  })

  await test.step('found by its name, it is reverted to its link, which Undo takes back', async () => {
    await page.getByRole('button', { name: /^Layer 2 ReLU/ }).press('Delete')
    await expect(app.layer(2)).toHaveCount(0)
    await list()
    await dialog(page).getByRole('button', { name: 'Duplicate Whiskers', exact: true }).first().click()
    await expect(cards).toHaveCount(4)
    await dialog(page).getByRole('searchbox', { name: 'Search projects' }).fill('copy')
    await expect(cards).toHaveCount(1)
    await dialog(page).getByRole('searchbox').fill('')
    await expectNoHurdles(page, 'projects', 'dialog')
    await dialog(page)
      .getByRole('group', { name: 'Revert Whiskers' })
      .getByRole('button', { name: 'to its link' })
      .click()
    await expect(dialog(page)).toHaveCount(0)
    await expect(app.layer(2)).toBeVisible()
    await message(page).getByRole('button', { name: 'Undo' }).click()
    await expect(app.layer(2)).toHaveCount(0)
  })
})
