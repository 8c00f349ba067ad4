import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { App, APP_URL, bytes, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'

const photo = { ...noisePhoto(47, 37, 3), name: 'Cat.png' }
const conv = randomConv(3, 4, { seed: 41 })
const bank = bankFile('kept', [conv])
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Projects' })
const card = (page: Page, name: string) => dialog(page).getByRole('article', { name, exact: true })

async function openList(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Projects' }).click()
  await expect(dialog(page)).toBeVisible()
}

test('projects are listed with a picture, renamed, copied, deleted and brought back', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.importFilters(bank, 4)
  await openList(page)
  await expect(card(page, 'Cat').locator('img')).toHaveCount(1)
  await expect(card(page, 'Cat')).toContainText('open')

  const name = card(page, 'Cat').getByRole('textbox')
  await name.fill('Edges of a cat')
  await name.press('Enter')
  await expect(card(page, 'Edges of a cat')).toBeVisible()

  await page.getByRole('button', { name: 'Duplicate Edges of a cat', exact: true }).click()
  await expect(card(page, 'Edges of a cat copy')).toBeVisible()
  await page.getByRole('button', { name: 'Delete Edges of a cat copy' }).click()
  await expect(card(page, 'Edges of a cat copy')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo delete' }).click()
  await expect(card(page, 'Edges of a cat copy')).toBeVisible()
  await expect(dialog(page)).toContainText(/used, the app included, of/)

  await page.getByRole('button', { name: 'New', exact: true }).click()
  await expect(dialog(page)).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Drop a photo' })).toBeVisible()
  await openList(page)
  await page.getByRole('button', { name: 'Open Edges of a cat copy' }).click()
  await expect(app.input).toContainText('(1, 3, 37, 47)')
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)

  await page.reload()
  await expect(app.input).toContainText('(1, 3, 37, 47)')
  await openList(page)
  await expect(dialog(page).getByRole('article')).toHaveCount(2)
})

test('the open project is deleted and brought back too', async ({ app, page }) => {
  await app.start(photo)
  await openList(page)
  await page.getByRole('button', { name: 'Delete Cat' }).click()
  await expect(dialog(page)).toContainText('Nothing is saved yet')
  await page.getByRole('button', { name: 'Undo delete' }).click()
  await page.getByRole('button', { name: 'Open Cat' }).click()
  await expect(app.input).toContainText('(1, 3, 37, 47)')
  await app.settled()
})

test('a project goes out as one file and comes back as another project', async ({ app, page, browser }) => {
  await app.start(photo)
  await app.importFilters(bank, 4)
  await openList(page)
  const download = await app.download(() => page.getByRole('button', { name: 'Export Cat' }).click())
  expect(download.suggestedFilename()).toBe('Cat.filterbank')
  const buffer = await bytes(download)

  const fresh = await browser.newPage()
  await fresh.goto(APP_URL)
  await openList(fresh)
  const file = { name: 'Cat.filterbank', mimeType: 'application/x-filterbank', buffer }
  await fresh.getByLabel('Import project').setInputFiles(file)
  await expect(dialog(fresh)).toHaveCount(0)
  const there = new App(fresh)
  await expect(there.input).toContainText('(1, 3, 37, 47)')
  await there.settled()
  expectConv2d(await there.exportNpy(), photo.tensor, conv.bank)
  await openList(fresh)
  await expect(card(fresh, 'Cat')).toContainText('open')

  const bad = { ...file, buffer: buffer.subarray(0, buffer.length >> 1) }
  await fresh.getByLabel('Import project').setInputFiles(bad)
  await expect(dialog(fresh).getByRole('alert')).toContainText('not a project of Filterbank, or damaged')
  await expect(dialog(fresh).getByRole('article')).toHaveCount(1)
  await fresh.close()
})

test('a project file of version 1 opens', async ({ app, page }) => {
  await page.goto(APP_URL)
  await openList(page)
  const buffer = readFileSync(new URL('../fixtures/documents/project-1.filterbank', import.meta.url))
  await page
    .getByLabel('Import project')
    .setInputFiles({ name: 'project-1.filterbank', mimeType: 'application/x-filterbank', buffer })
  await expect(app.input).toContainText('(1, 3, 24, 32)')
  await expect(app.map(3)).toHaveAccessibleName(/: west$/)
  await app.settled()
})
