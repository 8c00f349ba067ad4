import type { Locator } from '@playwright/test'
import { expect, test, type App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { changedChannels, expectConv2d } from './support/reference.ts'

const photo = noisePhoto(45, 33, 30)
const conv = randomConv(3, 6, { seed: 31 })
const [, , KERNEL_H, KERNEL_W] = conv.bank.weight.shape
const AREA = KERNEL_H * KERNEL_W
const SHIFT = [0, 1, 2, 3, 4, 5, 6, 7, 8]

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

/** The weights of the selected kernel, as its cells hold them. */
async function weights({ kernel }: App): Promise<number[]> {
  const cells = kernel.getByRole('spinbutton', { name: /, row \d+, column \d+$/ })
  return await cells.evaluateAll((inputs) =>
    inputs.map((input) => Number(input instanceof HTMLInputElement ? input.value : NaN)),
  )
}

/** Choose from an open menu, submenu after submenu. */
async function choose(app: App, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const item = app.page.getByRole('menuitem', { name: new RegExp(`^${name}`) })
    await item.press('Enter')
  }
}

function names({ bank }: App): Locator {
  return bank.getByRole('button', { name: /^\d+\s*\D/ }).filter({ hasNotText: /kernel/ })
}

test('a drag on a cell scrubs the weight and is one step to undo', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(bankFile('drag', [conv]), 6)
  const before = await app.exportNpy()
  await app.selectKernel(2, 1)
  const cell = app.weight(2, 1, 1, 1)
  const value = Number(await cell.inputValue())
  const box = await cell.boundingBox()
  if (box === null) throw new Error('the cell is not on screen')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (const by of [10, 25, 60, 50]) await page.mouse.move(x + by, y)
  await page.mouse.up()
  await expect(cell).toHaveValue(String(Math.round(value * 100 + 50) / 100))
  await app.settled()
  expect(changedChannels(before, await app.exportNpy())).toEqual([2])
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(cell).toHaveValue(String(value))
  await app.settled()
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
})

test('kernels are copied as tables, JSON, Python, NumPy and PyTorch, and pasted from them', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await app.importFilters(bankFile('paste', [conv]), 6)
  await app.selectKernel(0, 0)
  const source = await weights(app)
  const looks = {
    TSV: /\t/,
    CSV: /^[^[]*,/,
    JSON: /^\[\[/,
    Python: /^\[\[/,
    NumPy: /^np\.array\(/,
    PyTorch: /^torch\.tensor\(/,
  }
  for (const [format, look] of Object.entries(looks)) {
    await app.selectKernel(0, 0)
    await app.kernel.getByRole('button', { name: 'More kernel tools' }).click()
    await choose(app, 'Copy as', format)
    await expect(page.getByRole('group', { name: 'Message' })).toContainText(`as ${format}`)
    const text = await page.evaluate(() => navigator.clipboard.readText())
    expect(text, format).toMatch(look)
    await app.selectKernel(3, 2)
    await app.weight(3, 2, 0, 0).focus()
    await page.keyboard.press('Control+v')
    await expect.poll(() => weights(app), format).toEqual(source)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    expect(await weights(app)).not.toEqual(source)
  }

  // the kernel under the focus is copied and pasted as a whole, without a menu
  const copied = await weights(app)
  await app.bank.getByRole('button', { name: 'kernel: filter 3, channel 2' }).focus()
  await page.keyboard.press('Control+c')
  await page.keyboard.press('ArrowUp')
  await expect(app.weight(2, 2, 0, 0)).toBeVisible()
  expect(await weights(app)).not.toEqual(copied)
  await page.keyboard.press('Control+v')
  await expect.poll(() => weights(app)).toEqual(copied)

  // by the dialog, where there are no keys; what does not fit says so and changes nothing
  await app.kernel.getByRole('button', { name: 'More kernel tools' }).click()
  await choose(app, 'Paste numbers')
  const dialog = page.getByRole('dialog', { name: 'Paste numbers' })
  await dialog.getByRole('textbox').fill('1 2 3\n4 five 6')
  await expect(dialog).toContainText('“five” is not a number')
  await expect(dialog.getByRole('button', { name: 'Fill' })).toBeDisabled()
  await dialog.getByRole('textbox').fill('[[1, 2, 3], [4, 5, 6], [7, 8, 9]]')
  await expect(dialog).toContainText('Reads 3 × 3 numbers')
  await dialog.getByRole('button', { name: 'Fill' }).click()
  await expect.poll(() => weights(app)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('kernels and filters are turned, scaled, normalised, randomised, and edited as one', async ({
  app,
  page,
}) => {
  const flat = { ...conv, bank: { ...conv.bank, weight: { ...conv.bank.weight, data: counting() } } }
  await app.start(photo)
  await app.importFilters(bankFile('tools', [flat]), 6)
  await app.selectKernel(1, 0)
  const tools = app.kernel.getByRole('group', { name: 'Kernel tools' })
  await tools.getByRole('button', { name: 'Rotate by 90°' }).click()
  expect(await weights(app)).toEqual([6, 3, 0, 7, 4, 1, 8, 5, 2])
  await tools.getByRole('button', { name: 'Flip left and right' }).click()
  expect(await weights(app)).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8])
  await expect(app.kernel).toContainText('sum 36.000')
  await tools.getByRole('button', { name: 'Normalise the sum to 1' }).click()
  await expect(app.kernel).toContainText('sum 1.000')
  await tools.getByRole('button', { name: 'More kernel tools' }).click()
  await choose(app, 'Scale', 'Scale by …')
  await page.getByRole('textbox', { name: /^Multiply all weights of kernel \[1, 0\]/ }).fill('−36')
  await page.keyboard.press('Enter')
  await expect.poll(() => weights(app)).toEqual([0, -3, -6, -1, -4, -7, -2, -5, -8])
  await app.selectKernel(1, 1)
  expect(await weights(app)).toEqual(SHIFT)

  // of the whole filter, from its menu
  await app.bank.getByRole('button', { name: 'Filter 1: actions' }).click()
  await choose(app, 'Turn and flip', 'Rotate by 180°')
  await expect.poll(() => weights(app)).toEqual(SHIFT.toReversed())
  await app.selectKernel(1, 2)
  expect(await weights(app)).toEqual(SHIFT.toReversed())
  await app.bank.getByRole('button', { name: 'Filter 1: actions' }).click()
  await choose(app, 'Randomise')
  const toast = page.getByRole('group', { name: 'Message' })
  await expect(toast).toContainText('Random weights, seed 1, in the filter.')
  const random = await weights(app)
  expect(Math.max(...random.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(3 * AREA))
  await toast.getByRole('button', { name: 'Undo' }).click()
  expect(await weights(app)).toEqual(SHIFT.toReversed())

  // linked kernels are one
  await app.kernel.getByRole('button', { name: 'Link kernels' }).click()
  await app.weight(1, 2, 0, 0).focus()
  await page.keyboard.type('0.5')
  await page.keyboard.press('Enter')
  for (const channel of [0, 1, 2]) {
    await app.selectKernel(1, channel)
    await expect(app.weight(1, channel, 0, 0)).toHaveValue('0.5')
  }
  await app.settled()
})

test('filters are added, duplicated, moved, renamed and removed, one or many', async ({ app, page }) => {
  const named = { ...conv, bank: { ...conv.bank, names: ['a', 'b', 'c', 'd', 'e', 'f'] } }
  await app.start(photo)
  await app.importFilters(bankFile('list', [named]), 6)
  const before = await app.exportNpy()
  const list = () =>
    names(app).evaluateAll((labels) =>
      labels.map((label) => label.textContent.replace(/[\d\s]/g, '')).join(''),
    )
  const label = (name: string) => app.bank.getByRole('button', { name: new RegExp(`^\\d+\\s*${name}$`) })
  expect(await list()).toBe('abcdef')
  await label('b').click()
  await label('d').click({ modifiers: ['Shift'] })
  await label('f').click({ modifiers: ['Control'] })
  await page.keyboard.press('Control+d')
  await expect(app.map(9)).toHaveCount(1)
  expect(await list()).toBe('abbccddeff')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(app.map(6)).toHaveCount(0)

  // by keyboard: pick two, move them down past one, remove them
  await label('b').click()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(list).toBe('adbcef')
  await app.settled()
  const moved = await app.exportNpy()
  const area = 33 * 45
  expect(moved.data.slice(area, 2 * area)).toEqual(before.data.slice(3 * area, 4 * area))
  await label('b').press('Delete')
  await expect.poll(list).toBe('adef')
  const toast = page.getByRole('group', { name: 'Message' })
  await expect(toast).toContainText('Removed 2 filters.')
  await toast.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(list).toBe('adbcef')

  await label('e').press('F2')
  await page.getByRole('textbox', { name: 'name of filter 4' }).fill('edge')
  await page.keyboard.press('Enter')
  await expect(label('edge')).toBeFocused()
  await app.bank.getByRole('button', { name: 'Add filter' }).click()
  await expect(app.map(6)).toHaveCount(1)

  // dragged by the mouse to the top
  const [from, to] = [await label('c').boundingBox(), await label('a').boundingBox()]
  if (from === null || to === null) throw new Error('the filters are not on screen')
  await page.mouse.move(from.x + 60, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + 60, from.y - 20)
  await page.mouse.move(to.x + 60, to.y + 2, { steps: 4 })
  await page.mouse.up()
  await expect.poll(list).toMatch(/^cadb/)
  await app.settled()
})

test('kernels of any size, even and not square, are edited', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(bankFile('sizes', [conv]), 6)
  const size = page.getByRole('textbox', { name: 'Kernel size' })
  for (const [text, count] of [
    ['1', 1],
    ['2 x 4', 8],
    ['5 x 3', 15],
    ['15', 225],
  ] as const) {
    await size.fill(text)
    await size.press('Enter')
    await app.selectKernel(4, 1)
    await expect(app.kernel.getByRole('spinbutton')).toHaveCount(count)
    await app.weight(4, 1, 0, 0).focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Shift+ArrowUp')
    await app.settled()
    await expect(app.page.locator('main').getByRole('alert')).toHaveCount(0)
  }
  const turn = app.kernel.getByRole('button', { name: 'Rotate by 90°' })
  await expect(turn).toBeVisible()
  await size.fill('2 x 3')
  await size.press('Enter')
  await expect(turn).toHaveCount(0)
})

test('of 256 filters only those in view are drawn; a dragged one scrolls them', async ({ app, page }) => {
  const large = randomConv(3, 256, { size: 15, seed: 33 })
  await app.start(noisePhoto(40, 30, 34))
  await app.importFilters(bankFile('large', [large]), 256)
  const drawn = () =>
    app.bank
      .getByRole('group', { name: /^filter \d+/ })
      .locator('canvas')
      .count()
  expect(await drawn()).toBeLessThan(80)
  await app.selectKernel(255, 2)
  expect(await drawn()).toBeLessThan(80)
  await app.weight(255, 2, 14, 14).focus()
  await page.keyboard.type('0.25')
  await page.keyboard.press('Enter')
  await app.settled()
  const data = large.bank.weight.data.slice()
  data[data.length - 1] = 0.25
  const weight = { ...large.bank.weight, data }
  const maps = await app.exportNpy()
  expectConv2d(maps, noisePhoto(40, 30, 34).tensor, { ...large.bank, weight })

  // the pointer rests below the list; Escape ends it all, letting go drops where the list has come to
  const first = app.bank.getByRole('button', { name: /^0\s*f0$/ })
  const scrolled = async () => -((await app.bank.boundingBox())?.y ?? NaN)
  const dragAway = async (far: number) => {
    await app.selectKernel(0, 0)
    const box = await first.boundingBox()
    if (box === null) throw new Error('the filter is not on screen')
    await page.mouse.move(box.x + 60, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + 60, 898, { steps: 2 })
    await expect.poll(scrolled).toBeGreaterThan(far)
  }
  await dragAway(100)
  await page.keyboard.press('Escape')
  const stopped = await scrolled()
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  expect(await scrolled()).toBe(stopped)
  await page.mouse.up()
  await dragAway(700)
  await page.mouse.up()
  const moved = app.bank.getByRole('button', { name: /^\d+\s*f0$/ })
  await expect(moved).toHaveAccessibleName(/^[1-9]\d/)
  await expect(moved).toBeInViewport()
  await app.settled()
})

/** Every kernel counts from 0 to 8. */
function counting(): Float32Array {
  return conv.bank.weight.data.map((_, i) => i % AREA)
}
