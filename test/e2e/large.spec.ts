import type { Locator, Page } from '@playwright/test'
import { bytes, expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv, readNpy } from './support/files.ts'

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

test('a map is seen large: looked at in every way, read, edited, left by Escape', async ({ app, page }) => {
  await test.step('a map is seen large by keyboard, editing goes on, Escape leads back', async () => {
    const large = page.getByRole('region', { name: 'Large map' })
    await expect(large.getByRole('heading', { name: /^1 f1/ })).toBeVisible()
    await expect(app.maps).toHaveCount(0)
    const before = await look(large)
    await app.weight(1, 0, 0, 0).fill('9')
    await app.weight(1, 0, 0, 0).press('Enter')
    await expect.poll(() => look(large)).not.toBe(before)
    await page.keyboard.press('Escape')
    await expect(app.maps).toBeVisible()
    await app.map(1).press('Enter')
    await expect(large).toHaveAttribute('aria-busy', 'false')
  })

  await test.step('the border between photo and map moves by keys and by dragging', async () => {
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

  await test.step('zooming shows other pictures of the map; each way of looking is one of its own', async () => {
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

  await test.step('readings follow what is shown: values of one map, of three, of a difference', async () => {
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

/** Pixels of a PNG, as the browser decodes it. */
async function pixelsOf(page: Page, png: Buffer): Promise<{ size: number[]; pixels: number[] }> {
  return await page.evaluate(async (base64) => {
    const binary = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const { width, height, ...bitmap } = await createImageBitmap(
      new Blob([binary], { type: 'image/png' }),
    ).then((image) => ({ width: image.width, height: image.height, image }))
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context?.drawImage(bitmap.image, 0, 0)
    return { size: [width, height], pixels: [...(context?.getImageData(0, 0, width, height).data ?? [])] }
  }, png.toString('base64'))
}

/** Means of red, green and blue, 0..1. */
function meansOf(pixels: readonly number[]): number[] {
  return [0, 1, 2].map((c) => {
    const levels = pixels.filter((_, i) => i % 4 === c)
    return levels.reduce((sum, level) => sum + level, 0) / levels.length / 255
  })
}

/** The same of what a canvas shows, where it shows something. */
async function seenMeans(picture: Locator): Promise<number[]> {
  return await picture.evaluate((canvas: HTMLCanvasElement) => {
    // A copy is read: Chromium warns of a canvas that is read time and again.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')
    if (copy === null) throw new Error('no canvas to read from')
    copy.drawImage(canvas, 0, 0)
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height)
    const sums: [number, number, number, number] = [0, 0, 0, 0]
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] !== 255) continue
      for (const c of [0, 1, 2, 3] as const) sums[c] += data[i + c] ?? 0
    }
    const [red, green, blue, alpha] = sums
    return alpha === 0 ? [] : [red / alpha, green / alpha, blue / alpha]
  })
}

test('three maps as a colour picture keep their colours, over the chosen range; what is seen is saved, at full size too', async ({
  app,
  page,
}) => {
  const tints = [0.9, 0.5, 0.3]
  const tint = randomConv(3, 3, { size: 1 })
  const weight = {
    shape: [3, 3, 1, 1] as const,
    data: Float32Array.from(
      [0, 1, 2].flatMap((to) => [0, 1, 2].map((from) => (from === to ? (tints[to] ?? 0) : 0))),
    ),
  }
  await page.keyboard.press('Escape')
  await app.importFilters(bankFile('tint', [{ ...tint, bank: { ...tint.bank, weight, bias: null } }]), 3)
  const { data } = await app.exportNpy()
  const area = data.length / 3
  const means = [0, 1, 2].map(
    (c) => data.subarray(c * area, (c + 1) * area).reduce((sum, v) => sum + v, 0) / area,
  )
  await app.map(0).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const large = page.getByRole('region', { name: 'Large map' })
  await large.getByRole('radiogroup', { name: 'View' }).getByText('RGB').click()
  await large.getByRole('radiogroup', { name: 'Range' }).getByText('Fixed').click()
  for (const [end, value] of [
    ['High', '1'],
    ['Low', '0'],
  ] as const) {
    await large.getByLabel(`${end} end of the range`).fill(value)
    await large.getByLabel(`${end} end of the range`).press('Enter')
  }
  const near = (found: readonly number[]) =>
    found.length === 3 && found.every((mean, c) => Math.abs(mean - (means[c] ?? 0)) < 0.004)
  await expect.poll(async () => near(await seenMeans(large.locator('canvas.map')))).toBe(true)

  const png = await pixelsOf(page, await app.exportMaps('PNG'))
  expect(png.size).toEqual([97, 61])
  expect(meansOf(png.pixels).map((mean, c) => Math.abs(mean - (means[c] ?? 0)) < 0.004)).toEqual([
    true,
    true,
    true,
  ])

  await page.getByRole('button', { name: 'Export maps' }).click()
  await page.getByRole('menuitem').filter({ hasText: 'At full resolution' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export at full resolution' })
  await expect(dialog.getByLabel('Three as one colour picture')).toBeChecked()
  const file = await app.download(() => dialog.getByRole('button', { name: 'Export' }).click())
  const full = await pixelsOf(page, await bytes(file))
  const furthest = full.pixels.reduce(
    (most, level, i) => Math.max(most, Math.abs(level - (png.pixels[i] ?? NaN))),
    0,
  )
  expect(furthest).toBeLessThanOrEqual(1)

  await large.getByRole('radiogroup', { name: 'View' }).getByText('A − B').click()
  await large.getByLabel('Minus map').selectOption('2')
  await page.getByRole('button', { name: 'Export maps' }).click()
  const difference = await app.download(() => page.getByRole('menuitem').filter({ hasText: 'PNG' }).click())
  expect(difference.suggestedFilename()).toMatch(/-map1-minus-2\.png$/)
  expect((await pixelsOf(page, await bytes(difference))).size).toEqual([97, 61])

  await page.keyboard.press('Escape')
  const tile = app.maps.getByRole('button', { name: 'Maps 0, 1, 2 as red, green and blue' })
  await expect.poll(async () => near(await seenMeans(tile.locator('canvas')))).toBe(true)
  await tile.click()
  await expect(large.getByRole('radio', { name: 'RGB' })).toBeChecked()
})

test('without layers the channels of the photo are the maps: they obey the look, open large and are saved', async ({
  app,
  page,
}) => {
  await page.keyboard.press('Escape')
  await app.layer(1).focus()
  await page.keyboard.press('Delete')
  await app.settled()
  await expect(app.layers.getByRole('button', { name: /^Layer / })).toHaveCount(0)
  await expect(app.map(2)).toHaveAttribute('title', /^2 B {2}0\.0 … 1\.0, mean 0\.\d+/)
  const gray = await app.pictures()
  expect(gray).toHaveLength(3)
  const look = page.getByRole('region', { name: 'Feature maps' })
  await look.getByRole('radiogroup', { name: 'Colour map' }).getByText('Viridis').click()
  await expect.poll(app.pictures.bind(app)).not.toEqual(gray)
  await app.settled()
  const viridis = await app.pictures()
  await look.getByRole('radiogroup', { name: 'Range' }).getByText('Fixed').click()
  await look.getByLabel('High end of the range').fill('4')
  await look.getByLabel('High end of the range').press('Enter')
  await expect.poll(app.pictures.bind(app)).not.toEqual(viridis)

  const { shape, data } = await app.exportNpy()
  expect(shape).toEqual([1, 3, 61, 97])
  expect(data).toEqual(photo.tensor.data)
  await page.getByRole('button', { name: 'Export maps' }).click()
  await page.getByRole('menuitem').filter({ hasText: 'At full resolution' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export at full resolution' })
  await dialog.getByRole('combobox', { name: 'Form' }).selectOption('NumPy (.npy), float32')
  await dialog.getByLabel('All 3').check()
  const file = await app.download(() => dialog.getByRole('button', { name: 'Export' }).click())
  expect(file.suggestedFilename()).toMatch(/-input-full\.npy$/)
  expect(readNpy(await bytes(file)).data).toEqual(photo.tensor.data)
  await app.map(0).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const large = page.getByRole('region', { name: 'Large map' })
  await expect(large.getByRole('heading', { name: /^1 G/ })).toBeVisible()
  await expect(large.getByRole('complementary', { name: 'Readings' })).toContainText(/max\s+1\.000/)
  await expect
    .poll(async () => (await seenMeans(large.locator('canvas.map'))).some((mean) => mean > 0))
    .toBe(true)
})
