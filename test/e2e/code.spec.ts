import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

const photo = noisePhoto(45, 33, 10)
const small = bankFile('small', [randomConv(3, 4, { seed: 101 }), { type: 'relu' }])
const large = bankFile('large', [randomConv(3, 64, { seed: 102 })])

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

test('the code, as modules, as functions and for other libraries, is copied as it stands', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.importFilters(small, 4)
  await page.getByRole('tab', { name: 'Code' }).click()
  const panel = page.getByRole('tabpanel', { name: 'Code' })
  const code = panel.getByRole('region', { name: 'PyTorch code' })
  await expect(code).toContainText('nn.Conv2d(3, 4, kernel_size=3, padding=1)')
  await expect(code).toContainText('# (1, 4, 33, 45)')
  const forms = panel.getByRole('combobox', { name: 'Library' })
  await forms.selectOption('NumPy')
  await expect(panel.getByRole('region', { name: 'NumPy code' })).toContainText(
    'x = conv2d(x, weight1, bias1',
  )
  await forms.selectOption('ONNX Runtime')
  await expect(panel).toContainText('It reads small.onnx')
  await forms.selectOption('PyTorch, F.conv2d')
  await expect(code).toContainText('F.conv2d(')
  await panel.getByRole('button', { name: 'Copy code' }).click()
  await expect(panel.getByRole('button', { name: 'Copied' })).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe(await code.evaluate((node) => node.textContent))
  expect(copied).toContain('import torch')
})

test('weights of large layers are read from the exported file, which is named', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(large, 64)
  await page.getByRole('tab', { name: 'Code' }).click()
  const panel = page.getByRole('tabpanel', { name: 'Code' })
  await expect(panel).toContainText('It reads large.json')
  await expect(panel.getByRole('region', { name: 'PyTorch code' })).toContainText('with open("large.json"')
})
