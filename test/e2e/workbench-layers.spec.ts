import { READY_PIPELINES } from '../../src/core/presets/ready-pipelines.ts'
import { ADDABLE } from '../../src/ui/choices/new-layer.ts'
import { bytes, expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { changedChannels, expectConv2d, relu } from './support/reference.ts'

const photo = noisePhoto(45, 33, 50)
const first = randomConv(3, 8, { seed: 51 })
const second = randomConv(8, 12, { groups: 4, seed: 52 })
const file = bankFile('layers', [first, { type: 'relu' }, second])

test('a layer is bypassed in maps, code and files, and stays so in a link', async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.start(photo)
  await app.importFilters(file, 12)
  await app.selectLayer(1)
  const seen = await app.exportNpy()
  await app.layer(2).click()
  await page.keyboard.press('b')
  await expect(app.layer(2)).toHaveAccessibleName('Layer 2 ReLU, bypassed')
  await app.selectLayer(3)
  expectConv2d(await app.exportNpy(), { shape: [1, 8, 33, 45], data: seen.data }, second.bank)

  await page.getByRole('tab', { name: 'Code' }).click()
  const panel = page.getByRole('tabpanel', { name: 'Code' })
  await expect(panel).toContainText('Bypassed layer 2 is left out.')
  await expect(panel.getByRole('region', { name: 'PyTorch code' })).not.toContainText('ReLU')
  const download = await app.exportFilters()
  const { layers } = JSON.parse((await bytes(download)).toString()) as { layers: { type: string }[] }
  expect(layers.map(({ type }) => type)).toEqual(['conv2d', 'conv2d'])

  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByRole('group', { name: 'Message' })).toContainText(/copied/i)
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto(link)
  await expect(page.getByRole('group', { name: 'Message' })).toContainText('Opened the filters of the link')
  await expect(app.layer(2)).toHaveAccessibleName('Layer 2 ReLU, bypassed')
  await app.layer(2).click()
  await page.getByRole('button', { name: 'Switch on' }).click()
  await expect(app.layer(2)).toHaveAccessibleName('Layer 2 ReLU')
  await app.settled()
})

test('a bypassed Conv2d on which others depend is explained; on request they are fitted, or it is switched on again', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.importFilters(file, 12)
  const before = await app.exportNpy()
  await app.layer(1).click()
  await page.keyboard.press('b')
  const settings = page.getByRole('region', { name: 'Layer settings' })
  await expect(settings.getByRole('alert')).toContainText('Layer 3 Conv2d does not fit its input')
  await expect(settings.getByRole('alert')).toContainText('Layer 1, which made other channels, is bypassed')
  await settings.getByRole('button', { name: 'Fit the layers to one another' }).click()
  await expect(settings.getByRole('alert')).toHaveCount(0)
  await expect(app.layer(1)).toHaveAccessibleName(/bypassed$/)
  await expect(app.layer(3)).toHaveAccessibleName(/3 ?→ ?12/)
  await app.settled()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await settings.getByRole('button', { name: 'Switch layer 1 on' }).click()
  await expect(settings.getByRole('alert')).toHaveCount(0)
  await app.selectLayer(3)
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
})

test('a layer that does not fit is repaired on request', async ({ app, page }) => {
  const large = randomConv(3, 4, { size: 9, seed: 53 })
  const valid = {
    ...large,
    bank: { ...large.bank, params: { ...large.bank.params, padding: [0, 0] as const } },
  }
  await app.start(noisePhoto(14, 12, 54))
  await app.importFilters(bankFile('tight', [valid]), 4)
  await app.layer(1).click()
  await page.keyboard.press('Control+d')
  const settings = page.getByRole('region', { name: 'Layer settings' })
  await expect(settings.getByRole('alert')).toContainText('Layer 2 Conv2d does not fit its input')
  await settings.getByRole('button', { name: 'Padding 4 × 4' }).click()
  await expect(settings.getByRole('alert')).toHaveCount(0)
  await app.selectLayer(2)
  expect((await app.exportNpy()).shape).toEqual([1, 4, 4, 6])
})

test('layers of every kind are added; cards are moved by mouse and keys, duplicated, removed with Undo', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.importFilters(bankFile('one', [first]), 8)
  for (const { name } of ADDABLE) {
    await app.layers.getByRole('button', { name: 'Add layer' }).click()
    await page.getByRole('menuitem', { name: new RegExp(`^${name}\\b`) }).click()
  }
  await app.settled()
  await expect(app.layer(ADDABLE.length + 1)).toHaveAccessibleName(/Affine/)
  const before = await app.exportNpy()
  await app.layer(3).click()
  await expect(app.layer(3)).toHaveAccessibleName(/ReLU/)
  await page.keyboard.press('Alt+ArrowRight')
  await expect(app.layer(4)).toHaveAccessibleName('Layer 4 ReLU')
  await expect(app.layer(4)).toBeFocused()
  await page.keyboard.press('Control+d')
  await expect(app.layer(5)).toHaveAccessibleName('Layer 5 ReLU')
  await page.keyboard.press('Delete')
  const toast = page.getByRole('group', { name: 'Message' })
  await expect(toast).toContainText('Removed ReLU.')
  await toast.getByRole('button', { name: 'Undo' }).click()
  await expect(app.layer(5)).toHaveAccessibleName('Layer 5 ReLU')

  // dragged before the one on its left
  const [from, to] = [await app.layer(3).boundingBox(), await app.layer(2).boundingBox()]
  if (from === null || to === null) throw new Error('the cards are not on screen')
  await page.mouse.move(from.x + 30, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(from.x, from.y + 10)
  await page.mouse.move(to.x + 2, to.y + 10, { steps: 4 })
  await page.mouse.up()
  await expect(app.layer(2)).toHaveAccessibleName(/LeakyReLU/)

  // at the edge the strip scrolls to its end: there is the last place
  await page.setViewportSize({ width: 900, height: 900 })
  await app.layer(2).scrollIntoViewIfNeeded()
  const card = await app.layer(2).boundingBox()
  if (card === null) throw new Error('the card is not on screen')
  await page.mouse.move(card.x + 30, card.y + 10)
  await page.mouse.down()
  await page.mouse.move(895, card.y + 10, { steps: 2 })
  await expect(app.layers.locator('[data-drop="after"]'), 'marked behind the last').toHaveCount(1)
  await page.mouse.up()
  await expect(app.layer(ADDABLE.length + 2)).toHaveAccessibleName(/LeakyReLU/)
  for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await app.selectLayer(ADDABLE.length + 1)
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
})

test('every ready pipeline runs; a card shows its output and its shares; without a shuffle a group never sees the others', async ({
  app,
  page,
}) => {
  await app.start(photo)
  for (const { name } of READY_PIPELINES) {
    await app.layers.getByRole('button', { name: 'Ready pipelines' }).click()
    await page.getByRole('menuitem', { name: new RegExp(`^${name}\\b`) }).click()
    await app.settled()
    await expect(page.getByRole('group', { name: 'Message' })).toContainText(name)
    await expect(app.page.locator('main').getByRole('alert')).toHaveCount(0)
    await expect(app.layer(1)).toContainText(/\d+ × \d+ × \d+/)
    await expect(app.layer(1)).toHaveAttribute('title', /^\d+ % of the MACs; \d+ % of the time, /)
  }

  for (const [name, groups] of [
    ['Grouped bottleneck, no shuffle', [8, 9, 10, 11]],
    ['Grouped bottleneck with shuffle', Array.from({ length: 12 }, (_, i) => i)],
  ] as const) {
    await app.layers.getByRole('button', { name: 'Ready pipelines' }).click()
    await page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click()
    const last = await app.layers.getByRole('button', { name: /^Layer \d+ / }).count()
    await app.selectLayer(last)
    const before = await app.exportNpy()
    // blue, seen by filters 8 to 11 of the first layer, is doubled there
    await app.selectLayer(1)
    for (const filter of [8, 9, 10, 11]) {
      await app.selectKernel(filter, 0)
      await app.weight(filter, 0, 0, 0).focus()
      await page.keyboard.type('3')
      await page.keyboard.press('Enter')
    }
    await app.selectLayer(last)
    expect(changedChannels(before, await app.exportNpy()), name).toEqual(groups)
  }
})

test('the maps of a bypassed ReLU are those before it', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(file, 12)
  await app.selectLayer(2)
  const after = await app.exportNpy()
  await app.layer(2).click()
  await page.keyboard.press('b')
  await app.settled()
  const passed = await app.exportNpy()
  expect(relu(passed)).toEqual({ shape: after.shape, data: after.data })
})
