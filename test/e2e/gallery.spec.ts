import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

const photo = noisePhoto(97, 61)

test.beforeEach(async ({ app }) => {
  await app.start(photo)
  await app.importFilters(bankFile('groups', [randomConv(3, 12, { groups: 3 })]), 12)
})

test('maps are shown in colours, over a range, from a side of zero', async ({ app }) => {
  await test.step('a fixed range starts as what is seen, stays through edits and says what it clips', async () => {
    await app.maps.getByRole('radiogroup', { name: 'Range' }).getByText('Fixed').click()
    const low = app.maps.getByLabel('Low end of the range')
    const high = app.maps.getByLabel('High end of the range')
    await low.fill('-0.01')
    await low.press('Enter')
    await high.fill('0.01')
    await high.press('Enter')
    await app.settled()
    await expect(app.maps).toContainText(/clipped (9\d|100)\.\d %/)
    await high.fill('100')
    await high.press('Enter')
    await low.fill('-100')
    await low.press('Enter')
    await app.settled()
    await expect(app.maps).toContainText('clipped 0.0 %')
    await high.fill('-200')
    await high.press('Enter')
    await expect(high).toHaveJSProperty(
      'validationMessage',
      'The low end of the range lies above the high end.',
    )
    await high.press('Escape')
    await expect(high).toHaveValue('100')
  })

  await test.step('each colour map, range and side of zero is a different picture of the same values', async () => {
    await app.maps.getByRole('radiogroup', { name: 'Range' }).getByText('Map', { exact: true }).click()
    const seen: string[] = []
    for (const name of ['Gray', 'Viridis', 'Magma', 'Signed']) {
      await app.maps.getByRole('radiogroup', { name: 'Colour map' }).getByText(name).click()
      for (const shown of ['±v', '|v|', '≥0']) {
        await app.maps.getByRole('radiogroup', { name: 'Values' }).getByText(shown).click()
        await app.settled()
        seen.push((await app.pictures())[0] ?? '')
      }
    }
    expect(new Set(seen).size).toBe(12)
  })
})

test('the maps are a grid that lights what belongs together', async ({ app, page }) => {
  await test.step('the maps are a grid: arrows go through it, focus lights the filter', async () => {
    const grid = app.maps.getByRole('grid', { name: 'Maps of layer 1' })
    await expect(grid.getByRole('gridcell')).toHaveCount(12)
    await app.map(0).focus()
    await page.keyboard.press('ArrowRight')
    await expect(app.map(1)).toBeFocused()
    await expect(app.map(1)).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('PageDown')
    await expect(app.map(4)).toBeFocused()
    await expect(app.bank.getByRole('group', { name: /^filter 4/ })).toHaveClass(/lit/)
    await app.bank.getByRole('group', { name: /^filter 9/ }).hover()
    await expect(app.map(9)).toHaveClass(/lit/)
  })

  await test.step('a map lights its channels, its filter and its group; a kernel its map; a channel the maps of its group', async () => {
    const lit = async () =>
      await app.maps
        .getByLabel(/^feature map/)
        .evaluateAll((maps) => maps.flatMap((map, i) => (map.classList.contains('lit') ? [i] : [])))
    const heads = app.bank.getByTitle(/^channel \d/)
    await app.map(6).hover()
    await expect(heads.nth(1)).toHaveClass(/lit/)
    await expect(heads.nth(0)).not.toHaveClass(/lit/)
    await expect(app.bank.getByRole('group', { name: /^filter 6/ })).toHaveClass(/lit/)
    await expect(app.bank.locator('.block.lit')).toHaveCount(1)
    await page.mouse.move(0, 0)
    await app.bank.getByRole('button', { name: 'kernel: filter 0, channel 0' }).focus()
    await expect.poll(lit).toEqual([0])
    await heads.nth(2).hover()
    await expect.poll(lit).toEqual([8, 9, 10, 11])
  })
})

test('of 256 maps only those in view have tiles, and the selected one; keys lead to all of them', async ({
  app,
  page,
}) => {
  await app.importFilters(bankFile('many', [randomConv(3, 256)]), 256)
  const tiles = app.maps.getByLabel(/^feature map /)
  await expect(app.map(12)).toHaveCount(1)
  expect(await tiles.count()).toBeLessThan(160)
  const row = app.maps.getByRole('row').first().locator('> canvas')
  const alpha = await row.evaluate(
    (canvas: HTMLCanvasElement) => canvas.getContext('2d')?.getImageData(20, 20, 1, 1).data[3],
  )
  expect(alpha).toBe(255)
  const grid = app.maps.getByRole('grid')
  const rows = Number(await grid.getAttribute('aria-rowcount'))
  expect(rows).toBe(Math.ceil(256 / Number(await grid.getAttribute('aria-colcount'))))
  await expect(app.map(255)).toHaveCount(0)
  await app.map(0).focus()
  for (let i = 1; i < rows; i++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await expect(app.map(255)).toBeFocused()
  await expect(app.map(255)).toBeInViewport()
  await expect(app.maps.getByRole('row').last()).toHaveAttribute('aria-rowindex', String(rows))
  await expect(app.map(0)).toHaveCount(0)
  await app.settled()
  await expect
    .poll(() => app.map(255).evaluate((tile) => tile.querySelector('canvas')?.width))
    .toBeGreaterThan(1)
})
