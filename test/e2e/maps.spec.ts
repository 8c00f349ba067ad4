import { unzipSync } from 'fflate'
import { bytes, expect, PLAIN_HOST_URL, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { expectConv2d, relu } from './support/reference.ts'

const photo = noisePhoto(97, 61)
const first = randomConv(3, 8, { seed: 2 })
const second = randomConv(8, 16, { groups: 4, seed: 3 })
const file = bankFile('two-convolutions', [first, { type: 'relu' }, second])

test('exported maps of an imported bank are those of the reference, layer by layer', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(file, 16)
  await expect(app.layer(3)).toHaveAttribute('aria-pressed', 'true')
  const last = await app.exportNpy()
  await app.selectLayer(1)
  const early = await app.exportNpy()
  expectConv2d(early, photo.tensor, first.bank)
  expectConv2d(last, relu(early), second.bank)
})

test('a host that sets no headers: the same maps, by copies, and the status says so', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(file, 16)
  const isolated = await app.exportNpy()
  await app.start(photo, PLAIN_HOST_URL)
  expect(await app.page.evaluate(() => crossOriginIsolated)).toBe(false)
  await expect(app.page.getByRole('status').filter({ hasText: 'copying' })).toBeVisible()
  await app.importFilters(file, 16)
  expect(Buffer.from((await app.exportNpy()).data.buffer)).toEqual(Buffer.from(isolated.data.buffer))
})

test('every map has a picture of its own, named by filter and layer', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(bankFile('names', [randomConv(3, 5)]), 5)
  for (let channel = 0; channel < 5; channel++) {
    await expect(app.map(channel)).toHaveAccessibleName(`feature map ${channel} of layer 1: f${channel}`)
  }
  const pictures = await app.pictures()
  expect(pictures).toHaveLength(5)
  expect(new Set(pictures).size).toBe(5)
})

test('pictures are exported as they are seen: a file for one map, a ZIP for several', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(bankFile('one', [randomConv(3, 1)]), 1)
  const one = await app.exportMaps('PNG')
  expect(one.subarray(1, 4).toString('latin1')).toBe('PNG')
  expect([one.readUInt32BE(16), one.readUInt32BE(20)]).toEqual([97, 61])
  await app.importFilters(bankFile('three', [randomConv(3, 3)]), 3)
  const files = Object.values(unzipSync(await app.exportMaps('PNG')))
  expect(files).toHaveLength(3)
  for (const content of files) expect(Buffer.from(content).subarray(1, 4).toString('latin1')).toBe('PNG')
})

test('exported filters are the imported ones', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(file, 16)
  const download = await app.exportFilters()
  expect(inFloat32((await bytes(download)).toString())).toEqual(inFloat32(file.buffer.toString()))
})

/** JSON with its numbers as float32 holds them: a bank may be written in as few digits as that needs. */
function inFloat32(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => (typeof value === 'number' ? Math.fround(value) : value))
}
