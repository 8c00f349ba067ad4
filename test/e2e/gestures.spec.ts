import type { Locator } from '@playwright/test'
import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { changedChannels } from './support/reference.ts'

const photo = noisePhoto(45, 33, 71)

test('what goes back to where it began leaves no step, and Escape takes it back', async ({ app, page }) => {
  const grouped = randomConv(8, 16, { groups: 4, seed: 72 })
  await app.start(photo)
  await app.importFilters(bankFile('gestures', [randomConv(3, 8), { type: 'relu' }, grouped]), 16)
  const before = await app.exportNpy()
  const undo = page.getByRole('button', { name: 'Undo', exact: true })
  const untouched = async () => {
    await expect(undo).toHaveAttribute('title', /Import/)
    await app.settled()
    expect(changedChannels(before, await app.exportNpy())).toEqual([])
  }
  const middle = async (what: Locator) => {
    const box = await what.boundingBox()
    if (box === null) throw new Error('not on screen')
    return { ...box, x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }

  // a weight: Escape in the middle of a drag, whatever the pointer does then; Escape after steps
  await app.selectKernel(2, 1)
  const cell = app.weight(2, 1, 1, 1)
  const value = await cell.inputValue()
  const { x, y } = await middle(cell)
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (const by of [10, 40]) await page.mouse.move(x + by, y)
  await expect(cell).not.toHaveValue(value)
  await page.keyboard.press('Escape')
  await expect(cell).toHaveValue(value)
  await page.mouse.move(x + 90, y)
  await page.mouse.up()
  await expect(cell).toHaveValue(value)
  for (const key of ['Shift+ArrowUp', 'Shift+ArrowUp', 'Alt+ArrowDown']) await page.keyboard.press(key)
  await expect(cell).not.toHaveValue(value)
  await page.keyboard.press('Escape')
  await expect(cell).toHaveValue(value)
  await untouched()

  // the groups: one drag there and back, one that Escape takes back, and both keys
  const slider = page.getByRole('slider', { name: 'Valid groups' })
  const groups = page.getByRole('spinbutton', { name: 'Groups', exact: true })
  const at = await middle(slider)
  const place = (index: number) => at.x - at.width / 2 + 7 + ((at.width - 14) * index) / 3
  await page.mouse.move(place(2), at.y)
  await page.mouse.down()
  await page.mouse.move(place(3), at.y, { steps: 4 })
  await expect(groups).toHaveValue('8')
  await page.mouse.move(place(2), at.y, { steps: 4 })
  await page.mouse.up()
  await expect(groups).toHaveValue('4')
  await untouched()
  await page.mouse.move(place(2), at.y)
  await page.mouse.down()
  await page.mouse.move(place(0), at.y, { steps: 4 })
  await expect(groups).toHaveValue('1')
  await page.keyboard.press('Escape')
  await expect(groups).toHaveValue('4')
  await page.mouse.move(place(1), at.y, { steps: 4 })
  await page.mouse.up()
  await expect(groups).toHaveValue('4')
  await untouched()
  await app.bank.getByRole('button', { name: 'kernel: filter 2, channel 1' }).focus()
  await page.keyboard.press(']')
  await expect(groups).toHaveValue('8')
  await page.keyboard.press('[')
  await untouched()

  // what was refused is gone after Escape: the next setting comes alone
  await groups.fill('3')
  await groups.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'does not divide' })).toBeVisible()
  await groups.press('Escape')
  await expect(page.getByRole('alert').filter({ hasText: 'does not divide' })).toHaveCount(0)
  await expect(groups).toHaveValue('4')
  const filters = page.getByRole('spinbutton', { name: 'Out channels' })
  await filters.fill('15')
  await filters.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be cut' })).toBeVisible()
  await filters.press('Escape')
  await expect(filters).toHaveValue('16')
  for (let i = 0; i < 2; i++) await filters.press('ArrowDown')
  await expect(app.layer(3)).toHaveAccessibleName(/8→8.*g4/)
  await filters.press('Escape')
  await expect(filters).toHaveValue('16')
  await untouched()

  // Delete after an undone Add takes the filter that was selected, and as many in the other groups
  await app.selectKernel(5, 0)
  await page.keyboard.press('Insert')
  await expect(app.layer(3)).toHaveAccessibleName(/8→20/)
  await page.keyboard.press('Control+z')
  await expect(app.layer(3)).toHaveAccessibleName(/8→16/)
  await app.bank.getByRole('button', { name: /^5\s*f5$/ }).focus()
  await page.keyboard.press('Delete')
  await expect(app.layer(3)).toHaveAccessibleName(/8→12/)
  await page.keyboard.press('Control+z')
  await untouched()
})
