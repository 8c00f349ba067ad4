import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

test('arithmetic is typed into a cell; a pasted matrix of another size resizes the kernels and shows its factor', async ({
  app,
  page,
}) => {
  await app.start(noisePhoto(40, 30, 5))
  await app.importFilters(bankFile('numbers', [randomConv(3, 4, { size: 5, seed: 3 })]), 4)
  await app.selectKernel(1, 2)
  const cell = app.weight(1, 2, 0, 0)
  await cell.fill('-sqrt(2)/2')
  await cell.press('Enter')
  await expect.poll(async () => Math.fround(Number(await cell.inputValue()))).toBe(Math.fround(-Math.SQRT1_2))

  await app.kernel.getByRole('button', { name: 'More kernel tools' }).click()
  await page.getByRole('menuitem', { name: /^Paste numbers/ }).click()
  const paste = page.getByRole('dialog', { name: 'Paste numbers' })
  await paste.getByRole('textbox').fill('np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16')
  await paste.getByRole('button', { name: 'Fill' }).click()
  const dialog = page.getByRole('dialog', { name: 'Numbers of another size' })
  await expect(dialog.getByRole('button', { name: /^Fit in the middle/ })).toBeVisible()
  await dialog.getByRole('button', { name: /^Resize kernels to 3 × 3/ }).click()
  await app.settled()
  await expect(app.weight(1, 2, 1, 1)).toHaveValue('0.25')
  await expect(app.kernel.getByRole('button', { name: 'Copy 1/16 × [1 2 1; 2 4 2; 1 2 1]' })).toBeVisible()
})
