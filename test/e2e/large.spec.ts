import type { Locator } from '@playwright/test'
import { expect, test } from './app.ts'
import { bankFile, noisePhoto, randomConv } from './files.ts'

const photo = noisePhoto(97, 61)
const look = (large: Locator) => large.locator('canvas.map').evaluate((c: HTMLCanvasElement) => c.toDataURL())

test.beforeEach(async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(bankFile('large', [randomConv(3, 4)]), 4)
  await app.map(0).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Large map' })).toHaveAttribute('aria-busy', 'false')
})

test('a map is seen large by keyboard, editing goes on, Escape leads back', async ({ app, page }) => {
  const large = page.getByRole('region', { name: 'Large map' })
  await expect(large.getByRole('heading', { name: /^1 f1/ })).toBeVisible()
  await expect(app.maps).toHaveCount(0)
  const before = await look(large)
  await app.weight(1, 0, 0, 0).fill('9')
  await app.weight(1, 0, 0, 0).press('Enter')
  await expect.poll(() => look(large)).not.toBe(before)
  await page.keyboard.press('Escape')
  await expect(app.maps).toBeVisible()
})

test('the border between photo and map moves by keys and by dragging', async ({ page }) => {
  const border = page.getByRole('slider', { name: 'Border between photo and map' })
  await border.focus()
  await page.keyboard.press('ArrowRight')
  await expect(border).toHaveAttribute('aria-valuenow', '52')
  await page.keyboard.press('Home')
  await expect(border).toHaveAttribute('aria-valuenow', '0')
  const stage = await page.getByRole('application').boundingBox()
  const from = await border.boundingBox()
  if (stage === null || from === null) throw new Error('nothing to drag')
  await page.mouse.move(stage.x + 5, stage.y + stage.height / 2)
  await page.mouse.down()
  await page.mouse.move(stage.x + stage.width / 4, stage.y + stage.height / 2)
  await page.mouse.up()
  await expect(border).toHaveAttribute('aria-valuenow', '25')
})

test('zooming shows other pictures of the map; each way of looking is one of its own', async ({ page }) => {
  const large = page.getByRole('region', { name: 'Large map' })
  const seen = [await look(large)]
  await page.getByRole('application').focus()
  for (const key of ['1', '+', 'ArrowRight']) {
    await page.keyboard.press(key)
    await expect.poll(() => look(large)).not.toBe(seen.at(-1))
    seen.push(await look(large))
  }
  for (const view of ['RGB', 'A − B']) {
    await large.getByRole('radiogroup', { name: 'View' }).getByText(view).click()
    await expect.poll(() => look(large)).not.toBe(seen.at(-1))
    seen.push(await look(large))
  }
  expect(new Set(seen).size).toBe(seen.length)
})

test('readings follow what is shown: values of one map, of three, of a difference', async ({ app, page }) => {
  const large = page.getByRole('region', { name: 'Large map' })
  const readings = large.getByRole('complementary', { name: 'Readings' })
  await page.getByRole('application').hover()
  await expect(readings).toContainText(/y \d+, x \d+/)
  await expect(readings.getByRole('img', { name: "Histogram of the map's values" })).toBeVisible()
  const view = large.getByRole('radiogroup', { name: 'View' })
  await view.getByText('RGB').click()
  await expect(readings).toContainText(/Red: 0 f0.*Green: 1 f1.*Blue: 2 f2/s)
  await view.getByText('A − B').click()
  await large.getByLabel('Minus map').selectOption('1')
  await expect(readings).toContainText(/A − B\s+0\.0000/)
  await large.getByLabel('Minus map').selectOption('2')
  await expect(readings).toContainText(/mean\s+(?!0\.000)/)
  await expect(readings.getByRole('img', { name: "Histogram of the map's values" })).toBeVisible()
  await view.getByText('Map', { exact: true }).click()
  await readings.getByRole('button', { name: /channel 2|B/ }).click()
  await expect(app.weight(1, 2, 0, 0)).toBeVisible()
})

test('zoomed in, each value stands in its square', async ({ page }) => {
  const large = page.getByRole('region', { name: 'Large map' })
  const texts = () => page.evaluate(() => Reflect.get(globalThis, 'texts') as unknown)
  await page.evaluate(() => {
    const seen: string[] = []
    Reflect.set(globalThis, 'texts', seen)
    const fillText: unknown = Reflect.get(CanvasRenderingContext2D.prototype, 'fillText')
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
      seen.push(text)
      if (typeof fillText === 'function') Reflect.apply(fillText, this, [text, x, y])
    }
  })
  for (let i = 0; i < 8; i++) await large.getByRole('button', { name: 'Zoom in' }).click()
  const middle = await large.getByText('value here').locator('strong').innerText()
  await expect.poll(texts).toContain(Number(middle.replace('−', '-')).toFixed(2).replace('-', '−'))
})
