import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import { arrangeFilters } from '../../src/core/bank/rewire.ts'
import { bytes, expect, test, type App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv, readNpy } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'

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

test('16 bits hold every value of the full-size map, however few of them the preview shows; a range that is set says what it clips', async ({
  app,
  page,
}) => {
  const name = 'stars_4096x2731.png'
  const buffer = readFileSync(new URL(`../fixtures/life/${name}`, import.meta.url))
  await app.offerImage({ name, mimeType: 'image/png', buffer })
  await expect(app.input).toContainText('(1, 3, 171, 256)')
  const red = randomConv(3, 1, { size: 1 })
  const weight = { ...red.bank.weight, data: Float32Array.of(1, 0, 0) }
  await app.importFilters(bankFile('red', [{ ...red, bank: { ...red.bank, weight, bias: null } }]), 1)
  const save = async (kind: string) => {
    const dialog = await openDialog(app)
    await dialog.getByLabel(kind).check()
    return await bytes(await app.download(() => dialog.getByRole('button', { name: 'Export' }).click()))
  }
  const { data: values } = readNpy(await save('NumPy (.npy)'))
  const levels = grayLevels(await save('PNG, 16 bit'))
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)] as const,
    [Infinity, -Infinity] as readonly [number, number],
  )
  const stars = values.filter((value) => value > 0.15)
  expect(stars).toHaveLength(1999)
  const furthest = levels.reduce(
    (most, level, i) => Math.max(most, Math.abs(level / 65_535 - ((values[i] ?? NaN) - low) / (high - low))),
    0,
  )
  expect(furthest).toBeLessThanOrEqual(0.51 / 65_535)
  await expect(page.getByText('lie beyond the range')).toHaveCount(0)

  await app.maps.getByRole('radiogroup', { name: 'Range' }).getByText('Fixed').click()
  for (const [end, value] of [
    ['High', '0.5'],
    ['Low', '0'],
  ] as const) {
    await app.maps.getByLabel(`${end} end of the range`).fill(value)
    await app.maps.getByLabel(`${end} end of the range`).press('Enter')
  }
  await app.settled()
  const beyond = values.filter((value) => value > 0.5).length.toLocaleString('en')
  const clipped = await save('PNG, 16 bit')
  await expect(page.getByText(`${beyond} of 11,186,176 values lie beyond the range`)).toBeVisible()
  const half = grayLevels(clipped)
  expect(half.filter((level, i) => level === 65_535 && (values[i] ?? 0) < 0.499)).toHaveLength(0)
})

test('padding that wraps around meets itself at the seams', async ({ app }) => {
  const params = { ...layer.bank.params, paddingMode: 'circular' as const }
  const wrapped = { ...layer, bank: { ...layer.bank, params } }
  await app.importFilters(bankFile('wrapped', [wrapped]), 4)
  const dialog = await openDialog(app)
  await dialog.getByLabel('NumPy (.npy)').check()
  const file = await app.download(() => dialog.getByRole('button', { name: 'Export' }).click())
  const only = arrangeFilters(wrapped.bank, [0])
  expectConv2d(readNpy(await bytes(file)), photo.tensor, only)
})

test('several maps as PNG come as a ZIP', async ({ app }) => {
  const dialog = await openDialog(app)
  await dialog.getByLabel('All 4').check()
  const file = await app.download(() => dialog.getByRole('button', { name: 'Export' }).click())
  expect(file.suggestedFilename()).toMatch(/-layer1-full\.zip$/)
  const entries = Object.entries(unzipSync(await bytes(file)))
  expect(entries.map(([name]) => name.replace(/^.*-/, ''))).toEqual([0, 1, 2, 3].map((c) => `map${c}.png`))
  for (const [, png] of entries) expect(Buffer.from(png).readUInt32BE(20)).toBe(1000)
})

test('a file for which the browser has no room is refused with the numbers', async ({ app, page }) => {
  await page.evaluate(() => {
    navigator.storage.estimate = () => Promise.resolve({ quota: 9_000_000, usage: 1_000_000 })
  })
  const dialog = await openDialog(app)
  await dialog.getByLabel('NumPy (.npy)').check()
  await dialog.getByLabel('All 4').check()
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByRole('alert')).toHaveText(/takes 12 MB.*room for 8 MB/)
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
  await expect.poll(() => exportsKept(page)).toEqual([])
  expect(downloads).toBe(0)
})

test('what a crash left of an export is gone after the next start', async ({ app, page }) => {
  await page.evaluate(async () => {
    const exports = await (
      await navigator.storage.getDirectory()
    ).getDirectoryHandle('exports', { create: true })
    const folder = await exports.getDirectoryHandle('left-over', { create: true })
    await folder.getFileHandle('0', { create: true })
  })
  expect(await exportsKept(page)).toEqual(['left-over'])
  await page.reload()
  await app.settled()
  await expect.poll(() => exportsKept(page)).toEqual([])
})

/** The samples of a PNG of 16-bit gray as this app writes it: each row as differences from the sample before. */
function grayLevels(png: Buffer): Uint16Array {
  const width = png.readUInt32BE(16)
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const rows = inflateSync(Buffer.concat(parts))
  const levels = new Uint16Array(width * png.readUInt32BE(20))
  for (let i = 0; i < levels.length; i++) {
    const [y, x] = [Math.floor(i / width), i % width]
    const at = y * (2 * width + 1) + 1 + 2 * x
    const before = x === 0 ? 0 : (levels[i - 1] ?? 0)
    const high = ((rows[at] ?? 0) + (before >>> 8)) & 0xff
    levels[i] = (high << 8) | (((rows[at + 1] ?? 0) + before) & 0xff)
  }
  return levels
}

/** Names of what lies in the folder of exports. */
async function exportsKept(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const exports = await root.getDirectoryHandle('exports', { create: true })
    const names: string[] = []
    for await (const name of exports.keys()) names.push(name)
    return names
  })
}
