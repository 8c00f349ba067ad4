import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { APP_URL, expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv, stripedPhoto, type TestFile } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'
import { saved } from './support/saved.ts'

const conv = randomConv(3, 4, { seed: 11 })
const bank = bankFile('opening', [conv])

test('a photo is dropped anywhere on the window', async ({ app, page }) => {
  const photo = noisePhoto(41, 29, 12)
  await page.goto(APP_URL)
  await drop(page, photo)
  await expect(app.input).toContainText('(1, 3, 29, 41)')
  await drop(page, bank)
  await expect(app.map(3)).toHaveAccessibleName(/: f3$/)
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
})

test('a photo is pasted', async ({ app, page, context }) => {
  const photo = noisePhoto(41, 29, 13)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(APP_URL)
  await page.evaluate(async (base64) => {
    const png = new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
  }, photo.buffer.toString('base64'))
  await page.keyboard.press('ControlOrMeta+V')
  await expect(app.input).toContainText('(1, 3, 29, 41)')
  await app.importFilters(bank, 4)
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
})

test('a photo lying on its side is turned as its EXIF orientation says', async ({ app }) => {
  await app.start(noisePhoto(20, 20))
  await app.importFilters(bank, 4)
  const upright = await mapsOf('orientation-1.jpg')
  const turned = await mapsOf('orientation-6.jpg')
  expect(turned.shape).toEqual(upright.shape)
  // Both are lossy files of one picture: their maps are alike, not the same.
  const difference = turned.data.reduce(
    (sum, value, i) => sum + Math.abs(value - (upright.data[i] ?? NaN)),
    0,
  )
  expect(difference / turned.data.length).toBeLessThan(0.05)

  async function mapsOf(name: string) {
    const buffer = readFileSync(new URL(`../fixtures/images/${name}`, import.meta.url))
    await app.offerImage({ name, mimeType: 'image/jpeg', buffer })
    await expect(app.input).toContainText(name)
    await app.settled()
    return await app.exportNpy()
  }
})

test('large photos are reduced to the working resolution, small ones never enlarged', async ({
  app,
  page,
}) => {
  await page.goto(APP_URL)
  await app.offerImage(noisePhoto(1500, 30))
  await expect(app.input).toContainText('(1, 3, 20, 1024)')
  const resolution = page.getByRole('combobox', { name: 'Working resolution' })
  await resolution.selectOption('256')
  await expect(app.input).toContainText('(1, 3, 5, 256)')
  await resolution.selectOption('0')
  await expect(app.input).toContainText('(1, 3, 30, 1500)')
  await app.settled()
  await app.offerImage(noisePhoto(100, 50))
  await expect(app.input).toContainText('(1, 3, 50, 100)')
  await app.settled()
})

test('a photo of 12 megapixels at full resolution, and how far it is', async ({ app, page }) => {
  const conv = randomConv(3, 8)
  await app.start(noisePhoto(40, 30))
  await app.importFilters(bankFile('three-to-eight', [conv]), 8)
  await page.getByRole('combobox', { name: 'Working resolution' }).selectOption('0')
  await app.offerImage(stripedPhoto(4000, 3000))
  await expect(page.getByRole('status')).toContainText(/opening|%/)
  await expect(app.input).toContainText('(1, 3, 3000, 4000)')
  await app.settled()
  await expect(page.getByRole('status')).toContainText(/ ms| s$/)
  expect(new Set(await app.pictures()).size).toBe(8)
  // Decoding it anew is shown as that: never as the end of the last run.
  const said = await page.getByRole('status').evaluateHandle((status) => {
    const texts: string[] = []
    new MutationObserver(() => texts.push(status.textContent)).observe(status, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    return texts
  })
  await page.getByRole('combobox', { name: 'Working resolution' }).selectOption('4096')
  await expect(app.maps).toHaveAttribute('aria-busy', 'true')
  await app.settled()
  const texts = await said.jsonValue()
  const decoding = texts.findIndex((text) => text.includes('decoding the photo'))
  expect(decoding).toBeGreaterThanOrEqual(0)
  expect(texts.slice(0, decoding).filter((text) => text.includes('%'))).toEqual([])
})

test('a photo that was opened stays, whatever becomes of its file', async ({ app, page }, info) => {
  const [card, red] = [noisePhoto(60, 40, 21), noisePhoto(300, 44, 22)]
  const paths = [info.outputPath('card.png'), info.outputPath('red.png')] as const
  await page.goto(APP_URL)
  for (const [i, { buffer, tensor }] of [card, red].entries()) {
    writeFileSync(paths[i] ?? '', buffer)
    await page.getByLabel('Open image', { exact: true }).setInputFiles(paths[i] ?? '')
    await expect(app.input).toContainText(`(${tensor.shape.join(', ')})`)
  }
  await app.importFilters(bank, 4)
  for (const path of paths) rmSync(path)
  await page.getByRole('combobox', { name: 'Working resolution' }).selectOption('256')
  await expect(app.input).toContainText('(1, 3, 38, 256)')
  for (const what of ['resolution', 'filters', 'photo'])
    await test.step(`undo ${what}`, () => page.getByRole('button', { name: 'Undo', exact: true }).click())
  await expect(app.input).toContainText('card.png')
  await saved(page, () => app.importFilters(bank, 4))
  expectConv2d(await app.exportNpy(), card.tensor, conv.bank)
  await expect(page.getByRole('alert')).toHaveCount(0)
  // Saved with its project: a window that keeps nothing on the disk has it too.
  await page.reload()
  await expect(app.input).toContainText('card.png')
  await app.settled()
  expectConv2d(await app.exportNpy(), card.tensor, conv.bank)
})

async function drop(page: Page, file: TestFile): Promise<void> {
  const { name, mimeType, buffer } = file
  const data = await page.evaluateHandle(
    ({ name, mimeType, base64 }) => {
      const transfer = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
      transfer.items.add(new File([bytes], name, { type: mimeType }))
      return transfer
    },
    { name, mimeType, base64: buffer.toString('base64') },
  )
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', event, { dataTransfer: data })
  }
}

test('each setting of the input says in a line what it does, and is a step that undo takes back', async ({
  app,
  page,
}) => {
  await app.start(noisePhoto(400, 300))
  const { input } = app
  const radio = (name: string) => input.getByRole('radio', { name })
  await input.getByText('−1 … 1').click()
  await expect(input).toContainText('(value / 255 − 0.5) / 0.5')
  await input.getByText('Linear').click()
  await expect(input).toContainText('Proportional to light')
  await expect(input).toContainText('Matte: shows through transparent pixels')
  await input.getByLabel('Matte').fill('#336699')
  await page.getByRole('combobox', { name: 'Working resolution' }).selectOption('256')
  await expect(input).toContainText('400 × 300 averaged to 256 × 192')
  const undo = page.getByRole('button', { name: 'Undo', exact: true })
  await undo.click()
  await expect(input).toContainText('All 400 × 300 pixels')
  await undo.click()
  await expect(input.getByLabel('Matte')).toHaveValue('#ffffff')
  await undo.click()
  await expect(radio('sRGB')).toBeChecked()
  await undo.click()
  await expect(radio('0 … 1')).toBeChecked()
})
