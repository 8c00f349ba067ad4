import type { Locator } from '@playwright/test'
import { presetById } from '../../src/core/presets/presets.ts'
import { setKernel } from '../../src/core/bank/bank.ts'
import { expect, test, type App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { expectNoHurdles } from './support/access.ts'
import { changedChannels, expectConv2d } from './support/reference.ts'

const photo = noisePhoto(45, 33, 40)
const conv = randomConv(3, 4, { size: 7, seed: 41 })
const file = bankFile('presets', [conv])

/** Whether a preset's kernel and its map of the photo are drawn, in more than one colour. */
async function isDrawn(preset: Locator): Promise<boolean> {
  return await preset.evaluate((row) =>
    [...row.querySelectorAll('canvas')].every((canvas) => {
      const { width, height } = canvas
      if (width === 0 || height === 0) return false
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
      context?.drawImage(canvas, 0, 0)
      return new Set(new Uint32Array(context?.getImageData(0, 0, width, height).data.buffer ?? [])).size > 1
    }),
  )
}

/** The dialog of all presets, open. */
async function presets(app: App) {
  await app.kernel.getByRole('button', { name: 'All presets' }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Presets' })
  await expect(dialog.getByRole('combobox', { name: 'Search presets' })).toBeFocused()
  return dialog
}

test('a preset is found, tuned by its sliders, put into kernel, filter and bank, as one step', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.importFilters(file, 4)
  const before = await app.exportNpy()
  await app.selectKernel(1, 2)
  const dialog = await presets(app)
  await page.keyboard.type('gabor')
  await expect(dialog.getByRole('option', { name: 'Sobel x' })).toHaveCount(0)
  await dialog.getByRole('option', { name: 'Gabor', exact: true }).click()
  await expect(dialog).toContainText(presetById('gabor').sentence)
  await dialog.getByRole('slider', { name: /^Wavelength/ }).fill('4')
  const phase = dialog.getByRole('slider', { name: /^Phase/ })
  await phase.focus()
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight')
  const angle = dialog
    .getByRole('textbox', { name: 'Angle' })
    .or(dialog.getByRole('spinbutton', { name: 'Angle' }))
  await angle.first().fill('30')
  await angle.first().press('Enter')
  await app.settled()
  const values = { wavelength: 4, phase: 3, angle: 30 }
  const kernel = presetById('gabor').make(7, 7, values)
  for (const [row, column] of [
    [0, 0],
    [3, 3],
    [2, 5],
  ] as const) {
    await expect
      .poll(async () => Math.fround(Number(await app.weight(1, 2, row, column).inputValue())))
      .toBe(kernel[row * 7 + column])
  }
  await dialog.getByText('Filter 1', { exact: true }).click()
  await dialog.getByText('Whole bank', { exact: true }).click()
  await dialog.getByText('Kernel [1, 2]', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await app.settled()
  const after = await app.exportNpy()
  expect(changedChannels(before, after)).toEqual([1])
  expectConv2d(after, photo.tensor, setKernel(conv.bank, 1, 2, kernel))
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await app.settled()
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
})

test('a bank preset fills the layer, Cancel takes it back, and a toast offers Undo', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.importFilters(file, 4)
  let dialog = await presets(app)
  await page.keyboard.type('dct bank')
  await page.keyboard.press('Enter')
  await expect(app.map(63)).toHaveCount(1)
  await expect(app.layer(1)).toHaveAccessibleName(/Conv2d 3 ?→ ?64 k8/)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(app.map(4)).toHaveCount(0)
  await expect(app.map(3)).toHaveCount(1)
  await presets(app)
  await page.keyboard.type('dct bank')
  await page.keyboard.press('Enter')
  await expect(app.layer(1)).toHaveAccessibleName(/64 k8/)
  await page.keyboard.press('Escape')
  await expect(app.layer(1)).toHaveAccessibleName(/Conv2d 3 ?→ ?4 k7/)
  await expect(page.getByRole('button', { name: 'Redo', exact: true })).toBeDisabled()

  dialog = await presets(app)
  await page.keyboard.type('colour opponents')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Done' }).click()
  const toast = page.getByRole('group', { name: 'Message' })
  await expect(toast).toContainText('in place of the whole bank')
  await toast.getByRole('button', { name: 'Undo' }).click()
  await expect(app.layer(1)).toHaveAccessibleName(/Conv2d 3 ?→ ?4 k7/)
  await app.settled()
})

test('a kernel and a filter are saved as presets of one’s own, and are there after a reload', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.importFilters(file, 4)
  await app.selectKernel(2, 0)
  const weight = await app.weight(2, 0, 6, 6).inputValue()
  let dialog = await presets(app)
  await dialog.getByRole('textbox', { name: 'Name of the preset' }).fill('my grain')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Name of the preset' }).fill('my filter')
  await dialog.getByRole('combobox', { name: 'What to save' }).selectOption('filter')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog.getByRole('option', { name: 'my filter' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()

  await page.reload()
  await app.start(photo)
  await app.importFilters(file, 4)
  await app.selectKernel(0, 1)
  dialog = await presets(app)
  await dialog.getByRole('option', { name: 'my grain' }).click()
  await expect(app.weight(0, 1, 6, 6)).toHaveValue(weight)
  await dialog.getByRole('option', { name: 'my filter' }).click()
  await dialog.getByRole('button', { name: 'Delete this preset' }).click()
  await expect(dialog.getByRole('option', { name: 'my filter' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await expect(dialog.getByRole('option', { name: 'my filter' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()

  // by name, without the dialog
  await app.selectKernel(3, 1)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Command' }).fill('kernel: my grain')
  await page.keyboard.press('Enter')
  await expect(app.weight(3, 1, 6, 6)).toHaveValue(weight)
  await app.settled()
})

test('a preset names the filter that it fills; a filter removed before a grouped layer changes no other map, and the message says what did', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.selectLayer(3)
  const before = await app.exportNpy()
  await app.selectLayer(1)
  await app.selectKernel(1, 0)
  const dialog = await presets(app)
  await page.keyboard.type('sharpen')
  await dialog.getByRole('option', { name: 'Sharpen', exact: true }).click()
  await dialog.getByText('Filter 1', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  const label = app.bank.getByRole('button', { name: /^1\s*Sharpen$/ })
  await label.click()
  await label.press('Delete')
  const toast = page.getByRole('group', { name: 'Message' })
  await expect(toast).toContainText(
    'Removed filter. Layer 3 now takes 7 channels, dense in place of 4 groups: each weight stays at its channel',
  )
  await app.selectLayer(3)
  await app.settled()
  const after = await app.exportNpy()
  // the first group read the filter that is gone
  const area = before.data.length / 16
  const largest = before.data.reduce(
    (most, value, i) => (i < 4 * area ? most : Math.max(most, Math.abs(value - (after.data[i] ?? NaN)))),
    0,
  )
  expect(largest).toBeLessThan(1e-5)
  await toast.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await app.selectLayer(3)
  await app.settled()
  expect((await app.exportNpy()).data).toEqual(before.data)
})

test('presets are seen by their kernels and maps, favourites come first and stay, and a name says when weights were changed', async ({
  app,
  page,
}) => {
  await app.start(photo)
  const { bank } = randomConv(3, 2, { seed: 42 })
  await app.importFilters(bankFile('unnamed', [{ type: 'conv2d', bank: { ...bank, names: ['', ''] } }]), 2)
  await app.selectKernel(1, 0)
  let dialog = await presets(app)
  const scharr = dialog.getByRole('option', { name: 'Scharr x', exact: true })
  await expect(scharr.locator('canvas')).toHaveCount(2)
  for (const preset of [scharr, dialog.getByRole('option', { name: 'Gabor bank' })]) {
    await expect.poll(() => isDrawn(preset)).toBe(true)
  }
  await scharr.click()
  const favourite = dialog.getByRole('button', { name: 'Favourite' })
  await expect(favourite).toHaveAttribute('aria-pressed', 'false')
  await favourite.press('Enter')
  await expect(favourite).toHaveAttribute('aria-pressed', 'true')
  const favourites = dialog.getByRole('group', { name: 'Favourites' })
  await expect(favourites.getByRole('option')).toHaveCount(1)
  await expect(favourites.getByRole('option', { name: 'Scharr x', exact: true })).toBeVisible()
  await expectNoHurdles(page, 'presets with a favourite', '[role="dialog"]')
  await dialog.getByText('Filter 1', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()

  const called = (name: string) => app.bank.getByRole('button', { name: `1 ${name}`, exact: true })
  await expect(called('Scharr x')).toBeVisible()
  await app.weight(1, 0, 0, 0).fill('7')
  await app.weight(1, 0, 0, 0).press('Enter')
  await expect(called('Scharr x, edited')).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(called('Scharr x')).toBeVisible()

  await page.reload()
  await app.start(photo)
  dialog = await presets(app)
  await expect(favourites.getByRole('option', { name: 'Scharr x' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await app.settled()
})
