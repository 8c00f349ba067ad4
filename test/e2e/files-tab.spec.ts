import { bytes, expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

const photo = noisePhoto(48, 32, 11)

test('Files names what can be saved, saves it, and shows the file of the filters', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(bankFile('two maps', [randomConv(3, 2, { size: 3, seed: 12 })]), 2)
  await page.getByRole('tab', { name: 'Files' }).click()
  const panel = page.getByRole('tabpanel', { name: 'Files' })
  await expect(panel.getByText('two-maps.json')).toBeVisible()
  await expect(panel.getByText('float32 (1, 2, 32, 48)')).toBeVisible()

  const name = panel.getByRole('textbox', { name: 'Name of the filters' })
  await name.fill('Größe')
  await name.press('Enter')
  const saving = page.waitForEvent('download')
  await panel.getByRole('button', { name: 'Save filters as JSON' }).click()
  const file = await saving
  expect(file.suggestedFilename()).toBe('Größe.json')
  const text = (await bytes(file)).toString()
  await expect(panel.getByRole('region', { name: 'Text of Größe.json' })).toHaveText(text.trim())

  const mapsSaving = page.waitForEvent('download')
  await panel.getByRole('button', { name: 'Save maps as NumPy' }).click()
  const maps = await mapsSaving
  expect(maps.suggestedFilename()).toMatch(/-layer1\.npy$/)
  expect((await bytes(maps)).equals(await app.exportMaps('NumPy (.npy)'))).toBe(true)

  await app.page.getByRole('button', { name: 'Undo' }).click()
  await expect(name).toHaveValue('two maps')
})
