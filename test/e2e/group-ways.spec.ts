import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

test('groups that do not fit are mended by one click, in sight beside a large kernel', async ({
  app,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await app.start(noisePhoto(40, 30, 4))
  await app.importFilters(
    bankFile('ways', [randomConv(3, 8, { size: 3, seed: 1 }), randomConv(8, 8, { size: 15, seed: 2 })]),
    8,
  )
  const groups = page.getByRole('spinbutton', { name: 'Groups', exact: true })
  await groups.fill('3')
  await groups.press('Enter')
  const ways = page.getByRole('group', { name: 'Ways to make the groups fit' })
  const more = ways.getByRole('button', { name: 'Use 9 filters and 9 channels before' })
  for (const control of [groups, ways]) await expect(control).toBeInViewport({ ratio: 1 })
  await more.click()
  await app.settled()
  await expect(groups).toHaveValue('3')
  const count = page.getByRole('spinbutton', { name: 'Out channels' })
  await expect(count).toHaveValue('9')
  await count.press('ArrowUp')
  await expect(count).toHaveValue('12')
})
