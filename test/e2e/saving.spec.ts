import { expect, type Page } from '@playwright/test'
import { APP_URL, App, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'
import { modified, saved } from './support/saved.ts'

const photo = noisePhoto(47, 37, 3)
const conv = randomConv(3, 4, { seed: 41 })
const bank = bankFile('kept', [conv])
const elsewhere = (page: Page) => page.getByRole('group', { name: 'Open in another tab' })

test('what was open comes back after a reload, and in a new tab: photo, filters, view', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await saved(page, () => app.importFilters(bank, 4))
  await saved(page, () => page.getByText('Viridis', { exact: true }).click())
  await page.reload()
  await expect(app.input).toContainText('(1, 3, 37, 47)')
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
  await expect(page.getByRole('radio', { name: 'Viridis' })).toBeChecked()
  await page.goto('about:blank')
  await page.close()
  const next = new App(await app.page.context().newPage())
  await next.page.goto(APP_URL)
  await expect(next.input).toContainText('(1, 3, 37, 47)')
  await expect(next.map(3)).toHaveCount(1)
  await expect(next.map(4)).toHaveCount(0)

  // Browsers write this seconds later: after a crash it is not there, or names another project.
  await next.page.evaluate(() => localStorage.clear())
  await next.page.close()
  const later = new App(await app.page.context().newPage())
  await later.page.goto(APP_URL)
  await expect(later.input).toContainText('(1, 3, 37, 47)')
})

test('a first visit that nobody touched leaves nothing behind', async ({ app, page }) => {
  await page.goto(APP_URL)
  await app.settled()
  await page.getByRole('button', { name: 'Projects' }).click()
  await expect(page.getByRole('dialog', { name: 'Projects' })).toContainText('Nothing is saved yet')
})

test('a second tab is told, saves nothing, and can take over', async ({ app, page, context }) => {
  await app.start(photo)
  await saved(page, () => app.importFilters(bank, 4))
  const second = await context.newPage()
  const other = new App(second)
  await second.goto(APP_URL)
  await expect(elsewhere(second)).toContainText('open in another tab')
  await expect(elsewhere(page)).toHaveCount(0)
  await other.settled()

  // What both do: the first is saved, the second is not.
  await saved(page, () => app.importFilters(bankFile('first', [randomConv(3, 5)]), 5))
  const before = await modified(page)
  await other.importFilters(bankFile('second', [randomConv(3, 6)]), 6)
  expect(await modified(page)).toBe(before)

  await elsewhere(second).getByRole('button', { name: 'Take over' }).click()
  await expect(elsewhere(second)).toHaveCount(0)
  await expect(elsewhere(page)).toContainText('open in another tab')
  await expect(other.map(4), 'what the first tab saved').toHaveCount(1)
  await expect(other.map(5)).toHaveCount(0)
  await other.settled()
  const message = second.getByRole('group', { name: 'Message' })
  await saved(second, () => message.getByRole('button', { name: 'Undo' }).click())
  await expect(other.map(5), 'what the second tab had').toHaveCount(1)

  await saved(page, () => elsewhere(page).getByRole('button', { name: 'Save a copy' }).click())
  await expect(elsewhere(page)).toHaveCount(0)
  await page.getByRole('button', { name: 'Projects' }).click()
  await expect(page.getByRole('dialog', { name: 'Projects' }).getByRole('article')).toHaveCount(2)
})

test('a photo that undo brings back is kept, although it was dropped meanwhile', async ({ app, page }) => {
  await app.start(photo)
  await saved(page, () => app.importFilters(bank, 4))
  await page.reload() // now the photo's bytes come from the storage
  await expect(app.input).toContainText('(1, 3, 37, 47)')
  await app.settled()
  await saved(page, () => app.openImage(noisePhoto(21, 22)))
  await saved(page, () => page.getByRole('button', { name: 'Undo', exact: true }).click())
  await page.reload()
  await expect(app.input).toContainText('(1, 3, 37, 47)')
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
})
