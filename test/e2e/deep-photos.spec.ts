import { readFileSync } from 'node:fs'
import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'
import { seededRandom } from '../../src/core/random.ts'
import { tiffFile } from '../fixtures/small-tiffs.ts'

const conv = randomConv(3, 4, { seed: 21 })

test('a TIFF of 16 bits and a HEIC of 10 keep their bits in the maps', async ({ app }) => {
  await app.start(noisePhoto(20, 20))
  await app.importFilters(bankFile('deep', [conv]), 4)
  const [width, height] = [31, 17]
  const random = seededRandom(4)
  const values = Array.from({ length: 3 * width * height }, () => Math.floor(65_536 * random()))
  const bytes = tiffFile({
    width,
    height,
    samples: 3,
    bits: 16,
    format: 1,
    values,
    compression: 5,
    predictor: 2,
  })
  const data = new Float32Array(values.length)
  values.forEach((value, i) => {
    data[(i % 3) * width * height + Math.floor(i / 3)] = value / 65_535
  })
  const tensor = { shape: [1, 3, height, width] as const, data }
  await app.openImage({ name: 'deep.tif', mimeType: 'image/tiff', buffer: Buffer.from(bytes), tensor })
  await expect(app.input.getByRole('note')).toHaveText('16 bits kept')
  expectConv2d(await app.exportNpy(), tensor, conv.bank)

  const [heic, png] = [await mapsOf('ten.heic', '10 bits kept'), await mapsOf('deep.png', '16 bits kept')]
  expect(heic.shape).toEqual(png.shape)
  const difference = heic.data.map((value, i) => Math.abs(value - (png.data[i] ?? NaN)))
  expect(Math.max(...difference)).toBeLessThan(0.05)

  async function mapsOf(name: string, note: string) {
    const buffer = readFileSync(new URL(`../fixtures/images/${name}`, import.meta.url))
    await app.offerImage({ name, mimeType: '', buffer })
    await expect(app.input).toContainText(name)
    await expect(app.input.getByRole('note')).toHaveText(note)
    await app.settled()
    return await app.exportNpy()
  }
})
