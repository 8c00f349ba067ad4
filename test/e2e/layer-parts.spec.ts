import { expect } from '@playwright/test'
import { APP_URL, App, test } from './support/app.ts'
import { expectNoHurdles } from './support/access.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const photo = noisePhoto(24, 18, 71)
const conv = randomConv(3, 4, { seed: 72 })

test('layers and filters go from one tab into another; of many layers all are in sight, and Add layer is', async ({
  app,
  page,
  context,
}) => {
  await app.start(photo)
  await app.importFilters(bankFile('from', [conv, { type: 'relu' }]), 4)
  const message = (of: App) => of.page.getByRole('group', { name: 'Message' })
  await app.layer(1).click()
  await page.keyboard.press('Control+c')
  await expect(message(app)).toContainText('Copied layer 1 Conv2d')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('"format": "filterbank/1"')

  const other = new App(await context.newPage())
  await test.step('a layer is pasted behind the selected one, as one step', async () => {
    await other.start(photo, `${APP_URL}?`)
    await other.importFilters(bankFile('to', [randomConv(3, 3, { seed: 73 })]), 3)
    await other.layer(1).focus()
    await other.page.keyboard.press('Control+v')
    await expect(message(other)).toContainText('Pasted Conv2d.')
    await expect(other.layer(2)).toHaveAccessibleName(/3 ?→ ?4/)
    await other.settled()
    await expect(other.map(3)).toHaveCount(1)
  })

  await test.step('a filter joins those of a layer; a field keeps its own copy and paste', async () => {
    await app.bank.getByRole('button', { name: /^2 / }).click()
    await page.keyboard.press('Control+c')
    await expect(message(app)).toContainText('Copied filter 2')
    await other.bank.getByRole('button', { name: /^3 / }).click()
    await other.page.keyboard.press('Control+v')
    await expect(message(other)).toContainText('Pasted a filter.')
    await expect(other.layer(2)).toHaveAccessibleName(/3 ?→ ?5/)
    await other.bank.getByRole('button', { name: /^4 / }).press('F2')
    await other.page.keyboard.press('Control+a')
    await other.page.keyboard.press('Control+c')
    await other.page.keyboard.press('Control+v')
    await other.page.keyboard.press('Escape')
    await expect(other.layer(2)).toHaveAccessibleName(/3 ?→ ?5/)
  })

  await test.step('from five layers on all are in one line', async () => {
    await page.setViewportSize({ width: 1280, height: 720 })
    const all = page.getByRole('toolbar', { name: 'All layers' })
    await expect(all).toHaveCount(0)
    const layers = Array.from({ length: 24 }, () => ({ type: 'relu' }) as const)
    await app.importFilters(bankFile('many', [conv, ...layers]), 4)
    await expect(all.getByRole('button')).toHaveCount(25)
    await expect(app.layers.getByRole('button', { name: 'Add layer' })).toBeInViewport({ ratio: 1 })
    await expect(all.getByRole('button', { name: /^25 ReLU, 4 × 18 × 24/ })).toBeInViewport({ ratio: 1 })
    await all.getByRole('button', { name: /^25 ReLU/ }).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await expect(app.layer(2)).toHaveAttribute('aria-pressed', 'true')
    await expect(app.layer(2)).toBeInViewport({ ratio: 1 })
    await app.settled()
    await expectNoHurdles(page, 'many layers')
  })
})
