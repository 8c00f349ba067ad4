import { PRESETS } from '../../src/core/presets/presets.ts'
import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { changedChannels, expectConv2d, relu } from './support/reference.ts'

const photo = noisePhoto(67, 53, 5)
const first = randomConv(3, 8, { seed: 6 })
const second = randomConv(8, 16, { groups: 4, seed: 7 })
const file = bankFile('edits', [first, { type: 'relu' }, second])

test('one weight changed by keyboard changes its filter and what follows from it, nothing else', async ({
  app,
}) => {
  await app.start(photo)
  await app.importFilters(file, 16)
  const lastBefore = await app.exportNpy()
  await app.selectLayer(1)
  const firstBefore = await app.exportNpy()
  await app.selectKernel(5, 2)
  await app.weight(5, 2, 0, 0).focus()
  await app.page.keyboard.press('ArrowRight')
  await app.page.keyboard.press('ArrowDown')
  await app.page.keyboard.type('0.75')
  await app.page.keyboard.press('Enter')
  await app.settled()
  const firstAfter = await app.exportNpy()
  await app.selectLayer(3)
  const lastAfter = await app.exportNpy()

  expect(changedChannels(firstBefore, firstAfter)).toEqual([5])
  // Channel 5 is the second of group 2, whose filters are 8 to 11.
  expect(changedChannels(lastBefore, lastAfter)).toEqual([8, 9, 10, 11])
  const weight = { ...first.bank.weight, data: first.bank.weight.data.slice() }
  weight.data[(5 * 3 + 2) * 9 + 4] = 0.75
  expectConv2d(firstAfter, photo.tensor, { ...first.bank, weight })
  expectConv2d(lastAfter, relu(firstAfter), second.bank)
})

test('steps of a weight by keys arrive, one or many', async ({ app }) => {
  await app.start(photo)
  await test.step('shift and alt with up and down step a weight', async () => {
    await app.importFilters(bankFile('zeros', [flat(0)]), 2)
    await app.selectKernel(1, 0)
    const weight = app.weight(1, 0, 0, 0)
    await weight.focus()
    for (const [keys, value] of [
      ['Shift+ArrowUp', '0.1'],
      ['Shift+ArrowUp', '0.2'],
      ['Alt+ArrowUp', '0.21'],
      ['Alt+ArrowDown', '0.2'],
      ['Shift+ArrowDown', '0.1'],
    ] as const) {
      await app.page.keyboard.press(keys)
      await expect(weight).toHaveValue(value)
    }
    await app.settled()
    expectConv2d(await app.exportNpy(), photo.tensor, stepped())
  })

  await test.step('the newest of many quick edits wins', async () => {
    await app.importFilters(bankFile('quick', [flat(0)]), 2)
    await app.selectKernel(1, 0)
    await app.weight(1, 0, 0, 0).focus()
    for (let i = 0; i < 40; i++) await app.page.keyboard.press(i % 2 === 0 ? 'Shift+ArrowUp' : 'Alt+ArrowUp')
    for (let i = 0; i < 20; i++) await app.page.keyboard.press('Alt+ArrowDown')
    for (let i = 0; i < 19; i++) await app.page.keyboard.press('Shift+ArrowDown')
    await app.settled()
    expectConv2d(await app.exportNpy(), photo.tensor, stepped())
  })
})

test('undo and redo bring weights, layers and maps back', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(file, 16)
  const [undo, redo] = ['Undo', 'Redo'].map((name) => app.page.getByRole('button', { name, exact: true }))
  const before = await app.exportNpy()
  await app.selectKernel(9, 1)
  await app.weight(9, 1, 2, 2).focus()
  await app.page.keyboard.type('1e39')
  await app.page.keyboard.press('Enter')
  await expect(app.kernel).toContainText('“1e39” is too large')
  await app.page.keyboard.press('Escape')
  await app.page.keyboard.type('-1.5')
  await app.page.keyboard.press('Enter')
  await app.settled()
  const after = await app.exportNpy()
  expect(changedChannels(before, after)).toEqual([9])

  await undo?.click()
  await app.settled()
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
  // A step at its bound is no edit: what was undone can still be done again.
  await app.page.getByRole('textbox', { name: 'Stride', exact: true }).press('ArrowDown')
  await redo?.click()
  await app.settled()
  expect(changedChannels(after, await app.exportNpy())).toEqual([])

  // Undone past the import, the default pipeline is back; one step forward, the imported one.
  await undo?.click()
  await undo?.click()
  await app.settled()
  await expect(app.maps.getByText('Contrast').first()).toBeVisible()
  await redo?.click()
  await app.settled()
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
})

test('every preset draws a map, and each another one', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(bankFile('presets', [flat(0)]), 2)
  await app.selectKernel(0, 0)
  const seen = new Map<string, string>()
  expect(PRESETS.length).toBeGreaterThanOrEqual(10)
  for (const preset of PRESETS) {
    await app.kernel.getByRole('button', { name: 'Preset', exact: true }).click()
    await app.page
      .getByRole('menuitem', { name: new RegExp(`^${preset.name}\\b`) })
      .first()
      .click()
    await app.settled()
    await expect(app.kernel.getByRole('button', { name: 'Preset', exact: true })).toContainText(preset.name)
    const [picture = ''] = await app.pictures()
    expect(seen.get(picture), `${preset.name} looks the same`).toBeUndefined()
    seen.set(picture, preset.name)
  }
})

test('an edit of another filter, made while one is computed, leaves both applied', async ({ app, page }) => {
  const large = noisePhoto(1024, 700, 9)
  const conv = randomConv(3, 8, { size: 7, seed: 10 })
  await app.start(large)
  await app.importFilters(bankFile('two-edits', [conv]), 8)
  const before = await app.exportNpy()
  await app.selectKernel(1, 0)
  await app.weight(1, 0, 3, 3).focus()
  await page.keyboard.press('Shift+ArrowUp')
  await app.selectKernel(6, 2)
  await app.weight(6, 2, 3, 3).focus()
  await page.keyboard.press('Shift+ArrowUp')
  await app.settled()
  expect(changedChannels(before, await app.exportNpy())).toEqual([1, 6])
})

/** Two filters whose weights are all this value; kernel 3 x 3. */
function flat(value: number) {
  const conv = randomConv(3, 2)
  const { weight } = conv.bank
  const bank = {
    ...conv.bank,
    bias: new Float32Array(2),
    weight: { ...weight, data: weight.data.map(() => value) },
  }
  return { ...conv, bank }
}

/** `flat(0)` with weight [1, 0, 0, 0] at 0.1. */
function stepped() {
  const { bank } = flat(0)
  const data = bank.weight.data.slice()
  data[3 * 9] = 0.1
  return { ...bank, weight: { ...bank.weight, data } }
}
