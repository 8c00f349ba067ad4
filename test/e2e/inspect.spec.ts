import type { Locator, Page } from '@playwright/test'
import type { FilterBank, PaddingMode } from '../../src/core/layers/layer.ts'
import { conv2dBound, referenceConv2d, type ReferenceTensor } from '../../src/core/layers/reference.ts'
import { expect, test, type App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { relu } from './support/reference.ts'

const photo = noisePhoto(45, 33, 5)
const first = randomConv(3, 8, { seed: 51 })
const second = randomConv(8, 8, { groups: 4, seed: 52 })
const file = bankFile('inspected', [first, { type: 'relu' }, second])

test.beforeEach(async ({ app }) => {
  await app.start(photo)
  await app.importFilters(file, 8)
  await app.page.getByRole('tab', { name: 'Inspect' }).click()
  await expect(pinOf(app.page)).toBeVisible()
})

const pinOf = (page: Page) => page.getByRole('application', { name: /^Pin in map/ })
const panelOf = (page: Page) => page.getByRole('tabpanel', { name: 'Inspect' })

/** What the drawer says of the value it looks at. */
async function shown(page: Page) {
  const panel = panelOf(page)
  const term = async (name: string) => {
    const text = await panel.locator(`dt:text-is("${name}") + dd`).innerText()
    return text.replaceAll('−', '-')
  }
  const [, channel = NaN, y = NaN, x = NaN] = (await term('Output')).match(/\d+/g)?.map(Number) ?? []
  return {
    place: [channel, y, x],
    sum: Number(await term('float64 sum')),
    value: Number(await term('map, float32')),
  }
}

async function clickAt(map: Locator, across: number, down: number): Promise<void> {
  await map.scrollIntoViewIfNeeded()
  const box = await map.locator('canvas').boundingBox()
  if (box === null) throw new Error('the map is not shown')
  await map.page().mouse.click(box.x + across * box.width, box.y + down * box.height)
}

function at(
  { shape, data }: ReferenceTensor | { shape: readonly number[]; data: Float64Array },
  place: number[],
) {
  const [channel = 0, y = 0, x = 0] = place
  const [, , height = 0, width = 0] = shape
  return data[(channel * height + y) * width + x] ?? NaN
}

/** The drawer's float64 sum is the reference's, the map's value is the exported one and within the bound. */
async function expectTrue(app: App, input: ReferenceTensor, bank: FilterBank, maps: { data: Float32Array }) {
  const { place, sum, value } = await shown(app.page)
  const reference = referenceConv2d(input, bank)
  const bound = conv2dBound(input, bank)
  const wanted = at(reference, place)
  expect(Math.abs(sum - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)))
  expect(Math.fround(value)).toBe(at({ shape: reference.shape, data: maps.data }, place))
  expect(Math.abs(value - sum)).toBeLessThanOrEqual(at({ shape: reference.shape, data: bound }, place) + 1e-9)
}

test('a pin is set by clicks, walked by keys, left by a hover; what it reads and does not read is named', async ({
  app,
  page,
}) => {
  await test.step('a click on a map pins a value; its sum is the reference’s and its value the map’s', async () => {
    await app.selectLayer(2)
    const input = relu(await app.exportNpy())
    await app.selectLayer(3)
    const maps = await app.exportNpy()
    for (const [across, down] of [
      [0.01, 0.01],
      [0.5, 0.4],
      [0.99, 0.99],
    ] as const) {
      await clickAt(app.map(5), across, down)
      await app.page.mouse.move(5, 5)
      expect((await shown(app.page)).place[0]).toBe(5)
      await expectTrue(app, input, second.bank, maps)
    }
    expect((await shown(app.page)).place).toEqual([5, 32, 44])
    await app.page.keyboard.press('ArrowLeft')
    expect((await shown(app.page)).place).toEqual([5, 32, 43])
  })

  await test.step('the keyboard walks the pin, with Shift by ten, and stays on the map', async () => {
    await clickAt(app.map(2), 0.5, 0.5)
    await page.mouse.move(5, 5)
    const pin = pinOf(page)
    const [channel = 0, y = 0, x = 0] = (await shown(page)).place
    expect(channel).toBe(2)
    await pin.focus()
    await pin.press('ArrowRight')
    await pin.press('ArrowDown')
    expect((await shown(page)).place).toEqual([2, y + 1, x + 1])
    await pin.press('Shift+ArrowLeft')
    await pin.press('Shift+ArrowUp')
    expect((await shown(page)).place).toEqual([2, y - 9, x - 9])
    for (let i = 0; i < 6; i++) await pin.press('Shift+ArrowLeft')
    expect((await shown(page)).place).toEqual([2, y - 9, 0])
    await pin.press('End')
    expect((await shown(page)).place).toEqual([2, y - 9, 44])
  })

  await test.step('hovering previews, leaving goes back to the pin', async () => {
    await clickAt(app.map(1), 0.5, 0.5)
    await page.mouse.move(5, 5)
    const pinned = (await shown(page)).place
    await app
      .map(6)
      .locator('canvas')
      .hover({ position: { x: 4, y: 4 } })
    await expect.poll(async () => (await shown(page)).place[0]).toBe(6)
    await page.mouse.move(5, 5)
    await expect.poll(async () => (await shown(page)).place).toEqual(pinned)
  })

  await test.step('channels outside the group are named with the reason, padding with what it reads', async () => {
    const panel = panelOf(page)
    await clickAt(app.map(5), 0.001, 0.001)
    await expect(panel).toContainText(
      'Not read: channels 0–3, 6 and 7. Filter 5 is in group 2 of 4, and sees only 4 and 5.',
    )
    await expect(panel).toContainText('5 cells lie outside the input. Padding reads them as 0.')
    await expect(panel.getByRole('group', { name: /^Channel / })).toHaveCount(2)
    await expect(panel).toContainText('⌊(33 + 2·1 − 1·(3 − 1) − 1) / 1⌋ + 1 = 33')
    await expect(panel).toContainText('A value sees 5 × 5 pixels of the photo')
  })

  await test.step('an input pixel tells how many outputs it feeds', async () => {
    await clickAt(app.map(5), 0.5, 0.5)
    await page.mouse.move(5, 5)
    const patch = panelOf(page).getByRole('img', { name: /^patch of channel 4/ })
    await patch.hover()
    await expect(panelOf(page)).toContainText('feeds 9 outputs')
  })

  await test.step('the sweep steps through the positions; it does not play where motion is reduced', async () => {
    await clickAt(app.map(0), 0.5, 0.5)
    await page.mouse.move(5, 5)
    const before = (await shown(page)).place
    const [, y = 0, x = 0] = before
    await page.getByRole('button', { name: 'One position on' }).click()
    expect((await shown(page)).place).toEqual([0, y, x + 1])
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await page.getByRole('button', { name: 'Play sweep' }).click()
    await expect.poll(async () => (await shown(page)).place).not.toEqual([0, y, x + 1])
    await page.getByRole('button', { name: 'Pause sweep' }).click()
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await expect(page.getByRole('button', { name: 'Play sweep' })).toBeDisabled()
    await expect(page.getByRole('button', { name: 'One position back' })).toBeEnabled()
  })

  await test.step('the Filter tab shows a part for each channel of the group, and its kernels can be chosen', async () => {
    await page.getByRole('tab', { name: 'Filter' }).click()
    const panel = page.getByRole('tabpanel', { name: 'Filter' })
    await app.map(5).click()
    const sum = panel.getByRole('group', { name: 'Sum of filter 5' })
    const parts = sum.getByRole('img', { name: /^Part of channel/ })
    await expect(parts).toHaveCount(2)
    const pictures = () =>
      parts
        .locator('canvas')
        .evaluateAll((all) =>
          all.map((each) => (each instanceof HTMLCanvasElement ? each.toDataURL().length : 0)),
        )
    await expect.poll(async () => Math.min(...(await pictures()))).toBeGreaterThan(500)
    await sum.getByRole('button', { name: 'Edit kernel 5, 1' }).click()
    await expect(app.weight(5, 1, 0, 0)).toBeVisible()
  })
})

test("every layer's arithmetic is the reference's, or told simply", async ({ app, page }) => {
  await test.step('every padding mode, stride and dilation: the sum at the corners is the reference’s', async () => {
    const modes: readonly PaddingMode[] = ['zeros', 'reflect', 'replicate', 'circular']
    for (const [i, paddingMode] of modes.entries()) {
      const { bank } = randomConv(3, 4, { seed: 60 + i, size: i % 2 === 0 ? 3 : 5 })
      const settings = {
        ...bank.params,
        paddingMode,
        padding: [3, 2],
        stride: [1 + (i % 2), 2],
        dilation: [2, 1 + (i % 2)],
      } as const
      const conv = { ...bank, params: settings }
      await app.importFilters(bankFile(`mode-${paddingMode}`, [{ type: 'conv2d', bank: conv }]), 4)
      const maps = await app.exportNpy()
      const pin = pinOf(app.page)
      for (const corner of [
        ['Home', 'Shift+ArrowUp'],
        ['End', 'Shift+ArrowDown'],
      ] as const) {
        await pin.focus()
        await pin.press(corner[0])
        for (let i = 0; i < 4; i++) await pin.press(corner[1])
        await expect(panelOf(app.page)).toContainText(/cells lie outside the input/)
        await expectTrue(app, photo.tensor, conv, maps)
      }
    }
  })

  await test.step('pooling and activations are told simply', async () => {
    const pools = bankFile('pools', [
      first,
      { type: 'relu' },
      {
        type: 'maxPool2d',
        kernelSize: [2, 2],
        stride: [2, 2],
        padding: [0, 0],
        dilation: [1, 1],
        ceilMode: false,
      },
    ])
    await app.importFilters(pools, 8)
    await expect(panelOf(page)).toContainText('The largest of 4 is')
    await expect(panelOf(page)).toContainText('largest value')
    await expect(panelOf(page)).not.toContainText('sum')
    await app.selectLayer(2)
    await expect(panelOf(page)).toContainText('max(0,')
  })
})
