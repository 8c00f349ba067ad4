import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import type { Locator, Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import { arrangeFilters } from '../../src/core/bank/rewire.ts'
import { joinedBytes } from '../../src/formats/bytes.ts'
import { findOrientation } from '../../src/formats/exif-orientation.ts'
import { exifOf, type Exif } from '../../src/formats/pictures/exif.ts'
import { pngChunksOf } from '../../src/formats/pictures/metadata.ts'
import { numberOf, readDirectory } from '../../src/formats/pictures/tiff-entries.ts'
import { PngStream } from '../../src/formats/pictures/png-stream.ts'
import { bytes, expect, test, type App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv, readNpy, type TestFile } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'

const photo = noisePhoto(700, 1000)
const layer = randomConv(3, 4, { size: 5 })

async function openDialog(app: App) {
  await app.page.getByRole('button', { name: 'Export maps' }).click()
  await app.page.getByRole('menuitem').filter({ hasText: 'At full resolution' }).click()
  return app.page.getByRole('dialog', { name: 'Export at full resolution' })
}

const form = (dialog: Locator) => dialog.getByRole('combobox', { name: 'Form' })
const NPY = 'NumPy (.npy), float32'

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
  await form(dialog).selectOption(NPY)
  await dialog.getByLabel('All 4').check()
  const file = await app.download(() => dialog.getByRole('button', { name: 'Export' }).click())
  const maps = readNpy(await bytes(file))
  expect(maps.shape).toEqual([1, 4, 1000, 700])
  expectConv2d(maps, photo.tensor, layer.bank)
  await expect(dialog).toHaveCount(0)
  await expect(app.input).toContainText('(1, 3, 256, 179)')
})

test('a photo sharpened by one kernel is saved as a colour picture in every form, with what its camera said of it', async ({
  app,
  page,
}) => {
  const [width, height] = [120, 80]
  const taken = cameraPhoto(width, height)
  await app.offerImage(taken)
  await expect(app.input).toContainText(`(1, 3, ${height}, ${width})`)
  await app.settled()
  const sharp = [0, -0.2, 0, -0.2, 1.8, -0.2, 0, -0.2, 0]
  const weight = { shape: [3, 1, 3, 3], data: Float32Array.from([...sharp, ...sharp, ...sharp]) } as const
  const params = { ...layer.bank.params, groups: 3, paddingMode: 'replicate', padding: [1, 1] } as const
  const bank = { ...layer.bank, weight, bias: null, params, names: ['R', 'G', 'B'] }
  await app.importFilters(bankFile('sharp', [{ type: 'conv2d', bank }]), 3)
  const expected = (await app.exportNpy()).data
  await setRange(app, '0', '1')

  const saved = mkdtempSync(join(tmpdir(), 'filterbank-forms-'))
  try {
    for (const [label, ending, depth, most] of [
      ['PNG, 8 bit', 'png', 8, 1],
      ['PNG, 16 bit', 'png', 16, 1 / 256],
      ['JPEG', 'jpg', 8, 24],
      ['WebP', 'webp', 8, 24],
      ['TIFF, 16 bit', 'tif', 16, 1 / 256],
    ] as const) {
      const dialog = await openDialog(app)
      await dialog.getByLabel('Three as one colour picture').check()
      await form(dialog).selectOption(label)
      await dialog.getByLabel('Keep the photo’s camera, date and exposure (EXIF)').check()
      const file = await app.download(() => dialog.getByRole('button', { name: 'Export' }).click())
      await expect(dialog).toHaveCount(0)
      expect(file.suggestedFilename()).toBe(`camera-layer1-full-rgb-0-1-2.${ending}`)
      const made = await bytes(file)
      expect(exifOf(made), label).toEqual({ ...EXIF, gps: [] })
      expect(findOrientation(made)?.orientation ?? 1, label).toBe(1)
      const path = join(saved, `${depth}.${ending}`)
      writeFileSync(path, made)
      // another program's eyes, where it is there
      const levels = readLevels(path, depth)
      if (levels === null) continue
      const apart = levels.map((level, i) => {
        const [pixel, c] = [Math.floor(i / 3), i % 3]
        const value = Math.min(1, Math.max(0, expected[c * width * height + pixel] ?? NaN))
        return Math.abs(level - 255 * value)
      })
      expect(levels).toHaveLength(3 * width * height)
      expect(
        apart.reduce((a, b) => Math.max(a, b)),
        label,
      ).toBeLessThanOrEqual(most)
    }
  } finally {
    rmSync(saved, { recursive: true, force: true })
  }
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('values as they are, in a TIFF of floats', async ({ app }) => {
  const dialog = await openDialog(app)
  await form(dialog).selectOption('TIFF, float32')
  const tiff = await bytes(await app.download(() => dialog.getByRole('button', { name: 'Export' }).click()))
  const entries = new Map(readDirectory(tiff, 8, true).map((entry) => [entry.tag, numberOf(entry)]))
  expect([entries.get(256), entries.get(257), entries.get(277)]).toEqual([700, 1000, 1])
  // one strip after another to the end
  const data = new Float32Array(new Uint8Array(tiff.subarray(-4 * 700 * 1000)).buffer)
  expectConv2d({ shape: [1, 1, 1000, 700], data }, photo.tensor, arrangeFilters(layer.bank, [0]))
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
    await form(dialog).selectOption(kind)
    return await bytes(await app.download(() => dialog.getByRole('button', { name: 'Export' }).click()))
  }
  const { data: values } = readNpy(await save(NPY))
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

  await setRange(app, '0', '0.5')
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
  await form(dialog).selectOption(NPY)
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
  await form(dialog).selectOption(NPY)
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

/** One range for all maps, from now on. */
async function setRange(app: App, low: string, high: string): Promise<void> {
  await app.maps.getByRole('radiogroup', { name: 'Range' }).getByText('Fixed').click()
  for (const [end, value] of [
    ['High', high],
    ['Low', low],
  ] as const) {
    await app.maps.getByLabel(`${end} end of the range`).fill(value)
    await app.maps.getByLabel(`${end} end of the range`).press('Enter')
  }
  await app.settled()
}

const text = (letters: string) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0))
/** Camera, exposure and place of a photo. */
const EXIF: Exif = {
  image: [{ tag: 0x0110, type: 2, bytes: text('Camera 1\0') }],
  photo: [{ tag: 0x829a, type: 5, bytes: Uint8Array.of(1, 0, 0, 0, 250, 0, 0, 0) }],
  gps: [{ tag: 1, type: 2, bytes: text('N\0') }],
}

/** A photo in soft colours, as a PNG that says how it was taken. */
function cameraPhoto(width: number, height: number): TestFile {
  const parts: Uint8Array[] = []
  const size = { width, height }
  const more = pngChunksOf({ exif: EXIF, profile: null }, size)
  const stream = new PngStream(size, 'rgb', 8, (part) => parts.push(part), more)
  const level = (x: number, y: number, c: number) =>
    128 + 90 * Math.sin(x / (9 + c)) * Math.cos(y / (7 + 2 * c))
  const pixels = new Uint8Array(3 * width * height)
  stream.add(pixels.map((_, i) => level(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3)))
  stream.end()
  return { name: 'camera.png', mimeType: 'image/png', buffer: Buffer.from(joinedBytes(parts)) }
}

/** Red, green and blue of a picture, 0..255, as ImageMagick reads it; null where that is not installed. */
function readLevels(path: string, depth: 8 | 16): number[] | null {
  const args = [path, '-depth', String(depth), '-endian', 'LSB', 'rgb:-']
  const { stdout, error, stderr } = spawnSync('convert', args, { maxBuffer: 2 ** 28 })
  if (error !== undefined) return null
  if (stdout.length === 0) throw new Error(stderr.toString())
  if (depth === 8) return [...stdout]
  return Array.from(new Uint16Array(new Uint8Array(stdout).buffer), (word) => word / 257)
}

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
