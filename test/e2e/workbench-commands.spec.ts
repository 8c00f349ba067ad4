import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { changedChannels } from './support/reference.ts'

const photo = noisePhoto(45, 33, 60)
const first = randomConv(3, 8, { seed: 61 })
const second = randomConv(8, 12, { groups: 4, seed: 62 })
const file = bankFile('commands', [first, { type: 'relu' }, second])

test('every change of the document is undone and done again, one step each', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(file, 12)
  const before = await app.exportNpy()
  await app.selectKernel(0, 0)
  const changes: readonly (() => Promise<void>)[] = [
    () => page.keyboard.press('r'),
    () => page.keyboard.press('n'),
    () => page.keyboard.press('['),
    async () => {
      await page.getByRole('checkbox', { name: 'Bias' }).press('Space')
    },
    () => app.layers.getByRole('button', { name: /^Remove layer 3/ }).click(),
    async () => {
      await app.page.getByText('ImageNet', { exact: true }).click()
    },
  ]
  await app.bank.getByRole('button', { name: 'kernel: filter 0, channel 0' }).focus()
  for (const change of changes) await change()
  await app.settled()
  const after = await app.exportNpy()
  for (let i = 0; i < changes.length; i++) await page.keyboard.press('Control+z')
  await app.selectLayer(3)
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
  for (let i = 0; i < changes.length; i++) await page.keyboard.press('Control+Shift+z')
  await expect(page.getByRole('button', { name: 'Redo', exact: true })).toBeDisabled()
  await app.settled()
  expect((await app.exportNpy()).shape).toEqual(after.shape)
})

test('the palette finds and does every kind of action', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(file, 12)
  const command = async (text: string, option = new RegExp(`^${text}`, 'i')) => {
    await page.keyboard.press('Control+k')
    const search = page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox')
    await expect(search).toBeFocused()
    await search.fill(text)
    await expect(page.getByRole('option', { name: option }).first()).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Commands' })).toHaveCount(0)
  }
  await command('select layer 1')
  await expect(app.layer(1)).toHaveAttribute('aria-pressed', 'true')
  await command('stride: 2')
  await expect(page.getByLabel('Stride', { exact: true })).toHaveValue('2')
  await command('padding mode: reflect')
  await command('bias: off')
  await expect(page.getByRole('checkbox', { name: 'Bias' })).not.toBeChecked()
  await command('dilation …')
  await expect(page.getByLabel('Dilation', { exact: true })).toBeFocused()
  for (let i = 0; i < 3; i++) await command('undo')
  await expect(page.getByLabel('Stride', { exact: true })).toHaveValue('1')
  await command('kernel: sobel x')
  await expect(app.kernel.getByRole('button', { name: 'Preset', exact: true })).toContainText('Sobel x')
  await command('add filter')
  await expect(app.layer(1)).toHaveAccessibleName(/3 ?→ ?9/)
  await command('rename filter')
  await page.getByRole('textbox', { name: /^name of filter/ }).press('Escape')
  await command('undo')
  await expect(app.layer(1)).toHaveAccessibleName(/3 ?→ ?8/)
  await command('add maxpool2d')
  await expect(app.layer(2)).toHaveAccessibleName(/MaxPool2d/)
  await command('bypass layer')
  await expect(app.layer(2)).toHaveAccessibleName(/bypassed/)
  await command('remove layer')
  await expect(app.layer(2)).toHaveAccessibleName('Layer 2 ReLU')
  await command('working resolution: 256')
  await command('colour map: viridis')
  await expect(app.maps.getByRole('radio', { name: 'Viridis' })).toBeChecked()
  await command('range: layer')
  await expect(app.maps.getByRole('radio', { name: 'Layer' })).toBeChecked()
  await command('range: fixed')
  await expect(app.maps.getByRole('spinbutton', { name: 'High end of the range' })).toHaveValue(
    /^0\.\d+$|^\d/,
  )
  await command('large map: rgb')
  await expect(page.getByRole('radio', { name: 'RGB', exact: true })).toBeChecked()
  await page.getByRole('button', { name: 'Close large map' }).click()
  await command('select layer 1')
  await command('bank: colour opponents')
  await expect(app.layer(1)).toHaveAccessibleName(/3 ?→ ?3 /)
  await command('undo')
  await expect(app.layer(1)).toHaveAccessibleName(/3 ?→ ?8/)
  await command('cost: formulas')
  await expect(page.getByRole('tab', { name: 'Cost' })).toHaveAttribute('aria-selected', 'true')
  await command('projects')
  await page.getByRole('dialog', { name: 'Projects' }).press('Escape')
  await command('keyboard')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await page.keyboard.type('no such thing')
  await expect(page.getByText('Nothing is called that.')).toBeVisible()
  await page.keyboard.press('Escape')
  await app.settled()
})

test('the key map opens with ?, lists what keys do, and gives the focus back', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(file, 12)
  const kernel = app.bank.getByRole('button', { name: 'kernel: filter 0, channel 0' })
  await kernel.focus()
  await page.keyboard.press('?')
  const map = page.getByRole('dialog', { name: 'Keyboard' })
  for (const part of ['Everywhere', 'Layers', 'Filter bank', 'Weights', 'Feature maps', 'Inspect']) {
    await expect(map.getByRole('heading', { name: part, exact: true })).toBeVisible()
  }
  await expect(map.getByRole('definition').filter({ hasText: 'All commands' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(map).toHaveCount(0)
  await expect(kernel).toBeFocused()
})
