import { framedTensor } from '../fixtures/framed.ts'
import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'

const photo = noisePhoto(300, 200)
const conv = randomConv(3, 4, { seed: 33 })

test('a crop is dragged on the photo, taken back and undone, and an exact size is that of the maps', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.importFilters(bankFile('crop', [conv]), 4)
  await app.input.getByRole('button', { name: 'Crop and size' }).click()
  const corner = app.input.getByRole('button', { name: 'Resize the crop, bottom right' })
  const frame = app.input.getByRole('button', { name: 'Move the crop' })

  async function drag(end: () => Promise<void>) {
    await corner.scrollIntoViewIfNeeded()
    const { x, y, width, height } = (await corner.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width / 2 - 60, y + height / 2 - 40, { steps: 5 })
    await expect(frame).toBeVisible()
    await end()
  }

  await drag(async () => {
    await page.keyboard.press('Escape')
    await page.mouse.up()
  })
  await expect(frame).toHaveCount(0)
  await expect(app.input).toContainText('(1, 3, 200, 300)')

  await drag(() => page.mouse.up())
  const dragged = /(\d+) × (\d+) at 0, 0/.exec((await frame.getAttribute('aria-label')) ?? '')
  const [width, height] = [Number(dragged?.[1]), Number(dragged?.[2])]
  expect(width).toBeGreaterThan(150)
  expect(width).toBeLessThan(290)
  await expect(app.input).toContainText(`(1, 3, ${height}, ${width})`)
  await page.getByRole('button', { name: /^Undo/ }).first().click()
  await expect(app.input).toContainText('(1, 3, 200, 300)')
  await page.getByRole('button', { name: /^Redo/ }).first().click()
  await frame.focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('ArrowDown')
  await expect(frame).toHaveAccessibleName(`Move the crop, ${width} × ${height} at 10, 1`)

  const crop = { x: 10, y: 1, width, height }
  await app.settled()
  const cropped = await app.exportNpy()
  const plain = { range: '0..1', light: 'srgb', matte: '#ffffff' } as const
  expectConv2d(cropped, framedTensor(photo.tensor, { ...plain, crop }), conv.bank)

  await app.input
    .getByRole('combobox', { name: 'Exact size' })
    .selectOption('224 × 224, centre crop, as in ImageNet')
  await expect(app.input).toContainText('(1, 3, 224, 224)')
  await app.settled()
  const size = { width: 224, height: 224, shorter: 256 }
  const exact = await app.exportNpy()
  expect(exact.shape).toEqual([1, 4, 224, 224])
  expectConv2d(exact, framedTensor(photo.tensor, { ...plain, crop, size }), conv.bank)
})
