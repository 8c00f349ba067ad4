import { bytes, expect, test, type App } from './app.ts'
import { bankFile, noisePhoto, randomConv, readNpy } from './files.ts'
import { expectConv2d } from './reference.ts'

const photo = noisePhoto(700, 1000)
const layer = randomConv(3, 4, { size: 5 })

async function openDialog(app: App) {
  await app.page.getByRole('button', { name: 'Export maps' }).click()
  await app.page.getByRole('menuitem').filter({ hasText: 'At full resolution' }).click()
  return app.page.getByRole('dialog', { name: 'Export at full resolution' })
}

test.beforeEach(async ({ app, page }) => {
  await app.start(photo)
  await page.getByRole('combobox', { name: 'Working resolution' }).selectOption('256')
  await app.importFilters(bankFile('full', [layer]), 4)
})

test('maps of the whole photo, band by band, are those of the reference while the screen stays small', async ({
  app,
}) => {
  await expect(app.input).toContainText('(1, 3, 256, 179)')
  const dialog = await openDialog(app)
  await dialog.getByLabel('NumPy (.npy)').check()
  await dialog.getByLabel('All 4').check()
  const file = await app.download(() => dialog.getByRole('button', { name: 'Export' }).click())
  const maps = readNpy(await bytes(file))
  expect(maps.shape).toEqual([1, 4, 1000, 700])
  expectConv2d(maps, photo.tensor, layer.bank)
  await expect(dialog).toHaveCount(0)
  await expect(app.input).toContainText('(1, 3, 256, 179)')
})

test('PNG of 8 and 16 bits and a colour picture of three maps have the size of the photo', async ({
  app,
}) => {
  for (const [kind, depth, color] of [
    ['PNG, 8 bit', 8, 2],
    ['PNG, 16 bit', 16, 0],
    ['RGB picture', 8, 2],
  ] as const) {
    const dialog = await openDialog(app)
    await dialog.getByLabel(kind).check()
    const file = await app.download(() => dialog.getByRole('button', { name: 'Export' }).click())
    const png = await bytes(file)
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]).toEqual([700, 1000, depth, color])
    await expect(dialog).toHaveCount(0)
  }
})

test('padding that wraps around, and does not fit, is refused with the numbers', async ({ app, page }) => {
  const wrapped = randomConv(3, 64, { size: 3 })
  const bank = { ...wrapped.bank, params: { ...wrapped.bank.params, paddingMode: 'circular' as const } }
  await app.importFilters(bankFile('wrapped', [{ ...wrapped, bank }]), 64)
  const dialog = await openDialog(app)
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByRole('alert')).toHaveText(/Circular padding.*\d+ MB.*\d+ MB/)
  expect(page.url()).toContain('http')
})

test('a cancelled export leaves nothing behind', async ({ app, page }) => {
  const before = page.workers().length
  let downloads = 0
  page.on('download', () => downloads++)
  const dialog = await openDialog(app)
  await dialog.getByLabel('All 4').check()
  await dialog.getByRole('button', { name: 'Export' }).click()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog.getByRole('button', { name: 'Export' })).toBeVisible()
  await expect.poll(() => page.workers().length).toBe(before)
  expect(downloads).toBe(0)
})
