import { setKernelSize } from '../../src/core/bank/bank.ts'
import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { changedChannels, expectConv2d, relu } from './support/reference.ts'

const photo = noisePhoto(45, 33, 20)
const first = randomConv(3, 8, { seed: 21 })
const second = randomConv(8, 12, { groups: 4, seed: 22 })
const file = bankFile('layers', [first, { type: 'relu' }, second])

test('layers are added and removed; those behind fit their new input', async ({ app, page }) => {
  await app.start(photo)
  await test.step('layers are added, fit what is before them, and are removed', async () => {
    await app.importFilters(file, 12)
    const before = await app.exportNpy()
    for (const [name, shape] of [
      ['MaxPool2d', [1, 12, 16, 22]],
      ['ChannelShuffle', [1, 12, 16, 22]],
      ['ReLU', [1, 12, 16, 22]],
      ['Conv2d', [1, 12, 16, 22]],
      ['Pad', [1, 12, 18, 24]],
      ['Upsample', [1, 12, 36, 48]],
      ['PixelUnshuffle', [1, 48, 18, 24]],
      ['PixelShuffle', [1, 12, 36, 48]],
      ['ConvTranspose2d', [1, 12, 72, 96]],
      ['GlobalAvgPool2d', [1, 12, 1, 1]],
    ] as const) {
      await app.layers.getByRole('button', { name: 'Add layer' }).click()
      await page.getByRole('menuitem', { name: new RegExp(`^${name}\\b`) }).click()
      await app.settled()
      expect((await app.exportNpy()).shape).toEqual(shape)
    }
    await expect(app.layer(7)).toHaveAccessibleName(/Conv2d 12 ?→ ?12/)
    for (const number of [13, 12, 11, 10, 9, 8, 7, 6, 5, 4]) {
      await app.selectLayer(number)
      await app.layers.getByRole('button', { name: new RegExp(`^Remove layer ${number}`) }).click()
    }
    await app.selectLayer(3)
    expect(changedChannels(before, await app.exportNpy())).toEqual([])
  })

  await test.step('removing a convolution makes the next fit its new input', async () => {
    await app.importFilters(file, 12)
    await app.selectLayer(1)
    await app.layers.getByRole('button', { name: /^Remove layer 1/ }).click()
    await app.selectLayer(2)
    await expect(app.layer(2)).toHaveAccessibleName(/Conv2d 3 ?→ ?12/)
    expect((await app.exportNpy()).shape).toEqual([1, 12, 33, 45])
  })
})

test("a bank's filters, kernels and groups are more or fewer", async ({ app, page }) => {
  await app.start(photo)
  await test.step('more and fewer filters keep the maps of those that stay', async () => {
    await app.importFilters(bankFile('dense', [first]), 8)
    const before = await app.exportNpy()
    const count = page.getByRole('spinbutton', { name: 'Out channels' })
    await count.fill('6')
    await count.press('Enter')
    await expect(app.map(6)).toHaveCount(0)
    await app.settled()
    const area = 33 * 45
    expect((await app.exportNpy()).data).toEqual(before.data.slice(0, 6 * area))
    await count.fill('9')
    await count.press('Enter')
    await expect(app.map(8)).toHaveCount(1)
    await app.settled()
    const grown = await app.exportNpy()
    expect(grown.shape).toEqual([1, 9, 33, 45])
    expect(grown.data.slice(0, 6 * area)).toEqual(before.data.slice(0, 6 * area))
  })

  await test.step('a larger kernel has the smaller one in its middle', async () => {
    await app.importFilters(bankFile('kernel', [first]), 8)
    const size = page.getByRole('textbox', { name: 'Kernel size' })
    await size.fill('5 x 5')
    await size.press('Enter')
    await expect(app.layer(1)).toHaveAccessibleName(/k5/)
    await app.settled()
    expectConv2d(await app.exportNpy(), photo.tensor, setKernelSize(first.bank, [5, 5]))
  })

  await test.step('groups change what each filter sees', async () => {
    await app.importFilters(file, 12)
    await app.selectLayer(2)
    const seen = await app.exportNpy()
    await app.selectLayer(3)
    expectConv2d(await app.exportNpy(), relu(seen), second.bank)
    const groups = page.getByRole('spinbutton', { name: 'Groups', exact: true })
    for (const [value, kernels] of [
      ['2', 4 * 12],
      ['1', 8 * 12],
    ] as const) {
      await groups.fill(value)
      await groups.press('Enter')
      await app.settled()
      await expect(app.bank).toContainText(`${kernels} kernels`)
      expect((await app.exportNpy()).shape).toEqual([1, 12, 33, 45])
    }
  })
})

test('colour map and range change the pictures, not the maps', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(file, 12)
  const before = await app.exportNpy()
  const looks = new Set<string>()
  for (const colors of ['Gray', 'Viridis', 'Signed']) {
    for (const range of ['Map', 'Layer']) {
      await app.maps.getByText(colors, { exact: true }).click()
      await app.maps.getByText(range, { exact: true }).click()
      await app.settled()
      looks.add((await app.pictures()).join())
    }
  }
  expect(looks.size).toBe(6)
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toHaveAttribute('title', /Import/)
})
