import { readFile } from 'node:fs/promises'
import { takeConvs } from '../../src/formats/models/model-reader.ts'
import type { FilterBank } from '../../src/core/layers/layer.ts'
import { weightsFile } from '../fixtures/model-files.ts'
import { bytes, expect, test } from './support/app.ts'
import { noisePhoto } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'

const photo = noisePhoto(45, 33, 9)
const SHAPES = {
  'conv1.weight': [4, 3, 3, 3],
  'conv1.bias': [4],
  'conv2.weight': [6, 4, 3, 3],
  'conv2.bias': [6],
}

test('layers of a trained model are listed, chosen by keyboard, taken as one step, saved and read back', async ({
  app,
  page,
}) => {
  const buffer = Buffer.from(weightsFile(SHAPES))
  await app.start(photo)
  const before = await app.pictures()
  const dialog = page.getByRole('dialog', { name: 'Choose layers' })

  const options = dialog.getByRole('listbox').getByRole('option')

  await test.step('a click chooses one, and its maps are exactly those of its weights', async () => {
    await app.offerFilters({ name: 'two_convs.safetensors', mimeType: '', buffer })
    await expect(options).toHaveCount(2)
    await dialog.getByRole('option', { name: 'conv1, Conv2d 3→4 3×3, groups 1', exact: true }).click()
    await dialog.getByRole('button', { name: 'Take', exact: true }).click()
    await expect(dialog).toHaveCount(0)
    await expect(app.map(3)).toHaveCount(1)
    await expect(app.map(4)).toHaveCount(0)
    await app.settled()
    expectConv2d(await app.exportNpy(), photo.tensor, await conv1(buffer))
  })

  await test.step('Undo brings back what was there', async () => {
    await page.keyboard.press('ControlOrMeta+z')
    await app.settled()
    expect(await app.pictures()).toEqual(before)
  })

  await test.step('both are taken by keyboard alone', async () => {
    await app.offerFilters({ name: 'two_convs.safetensors', mimeType: '', buffer })
    await expect(options.first()).toBeFocused()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(app.layer(3)).toHaveAccessibleName(/Conv2d 4 ?→ ?6/)
    await app.settled()
  })

  await test.step('what was saved as safetensors opens again at once, with the same maps', async () => {
    const maps = await app.exportNpy()
    const saved = await bytes(await app.exportFilters('safetensors'))
    await page.keyboard.press('ControlOrMeta+z')
    await app.offerFilters({ name: 'saved.bin', mimeType: '', buffer: saved })
    await expect(app.layer(3)).toHaveAccessibleName(/Conv2d 4 ?→ ?6/)
    await app.settled()
    expect(await app.exportNpy()).toEqual(maps)
  })
})

test('the chain of an ONNX model is taken, exported, and opens again as it was', async ({ app, page }) => {
  const buffer = await readFile('test/fixtures/formats/onnx/net.onnx')
  const dialog = page.getByRole('dialog', { name: 'Choose layers' })
  await app.start(photo)
  await app.offerFilters({ name: 'net.onnx', mimeType: '', buffer })
  await expect(dialog).toContainText('The chain from the input')
  await dialog.getByRole('button', { name: 'Take chain' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('group', { name: 'Message' })).toContainText('from net.onnx')
  await app.settled()
  const maps = await app.exportNpy()
  const saved = await bytes(await app.exportFilters('ONNX (.onnx)'))
  await page.keyboard.press('ControlOrMeta+z')
  await app.settled()
  expect((await app.exportNpy()).shape).not.toEqual(maps.shape)
  await app.offerFilters({ name: 'again.onnx', mimeType: '', buffer: saved })
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toHaveAttribute('title', /Import net/)
  await app.settled()
  expect(await app.exportNpy()).toEqual(maps)
})

/** Its Conv2d as the dialog takes it: stride 1, size-keeping. */
async function conv1(buffer: Buffer): Promise<FilterBank> {
  const params = {
    stride: [1, 1],
    padding: [1, 1],
    paddingMode: 'zeros',
    dilation: [1, 1],
    groups: 1,
  } as const
  const { layers } = await takeConvs(new Blob([Uint8Array.from(buffer)]), [
    { name: 'conv1', params, batchNorm: 'leave' },
  ])
  const [layer] = layers
  if (layer?.type !== 'conv2d') throw new Error('no Conv2d')
  return layer.bank
}
