import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { changedChannels } from './support/reference.ts'

const photo = noisePhoto(45, 33, 9)
const file = bankFile('compared', [
  randomConv(3, 8, { seed: 91 }),
  { type: 'relu' },
  randomConv(8, 8, { groups: 2, seed: 92 }),
])

test('a kept pipeline stands beside the edited one, and is brought back', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(file, 8)
  const before = await app.exportNpy()
  await page.getByRole('tab', { name: 'Cost' }).click()
  const panel = page.getByRole('tabpanel', { name: 'Cost' })
  await panel.getByText('A / B', { exact: true }).click()
  await panel.getByRole('button', { name: 'Keep as A' }).click()
  const table = panel.getByRole('table', { name: 'Costs of A and B' })
  const cells = async (name: string) =>
    (await table.getByRole('row', { name: new RegExp(`^${name}`) }).innerText()).split('\t').slice(1)
  const [weights, bias] = [8 * 3 * 9 + 8 * 4 * 9, 16]
  expect(await cells('Parameters')).toEqual([String(weights + bias), String(weights + bias), '1 ×', '0'])
  await expect(panel.getByRole('figure').filter({ hasText: 'B − A' })).toContainText('equal everywhere')

  const groups = page.getByRole('spinbutton', { name: 'Groups', exact: true })
  await groups.fill('4')
  await groups.press('Enter')
  await app.settled()
  const fewer = weights - 8 * 2 * 9
  expect(await cells('Parameters')).toEqual([
    String(weights + bias),
    String(fewer + bias),
    `${Number(((fewer + bias) / (weights + bias)).toPrecision(2))} ×`,
    '−144',
  ])
  await expect(panel.getByRole('figure').filter({ hasText: 'B − A' })).toContainText(/at most \S+, rms/)
  await panel.getByRole('button', { name: 'Measure A and B' }).click()
  await expect(table.getByRole('row', { name: /^ms, median/ })).toContainText('×')
  await expect(panel.getByRole('button', { name: 'Measure A and B' })).toBeVisible()

  await panel.getByRole('button', { name: 'Copy A to B' }).click()
  await app.settled()
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await app.settled()
  await panel.getByRole('button', { name: 'Copy B to A' }).click()
  expect((await cells('Parameters'))[2]).toBe('1 ×')
})
