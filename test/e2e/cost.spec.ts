import type { Page } from '@playwright/test'
import { bytes, expect, test, type App } from './support/app.ts'
import { expectNoHurdles } from './support/access.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

const photo = noisePhoto(45, 33, 7)
const first = randomConv(3, 8, { seed: 71 })
const second = randomConv(8, 12, { groups: 4, seed: 72 })
const file = bankFile('costs', [first, { type: 'relu' }, second])
/** 64 -> 64 3x3 behind a layer that makes 64 channels. */
const wide = bankFile('wide', [
  randomConv(3, 64, { size: 1, seed: 73 }),
  randomConv(64, 64, { groups: 4, seed: 74 }),
])

const panelOf = (page: Page) => page.getByRole('tabpanel', { name: 'Cost' })
const partOf = (page: Page, name: string) => panelOf(page).getByText(name, { exact: true }).click()

async function openCost(app: App, bank = file, channels = 12): Promise<void> {
  await app.importFilters(bank, channels)
  await app.page.getByRole('tab', { name: 'Cost' }).click()
  await expect(panelOf(app.page).getByRole('radio', { name: 'Variants' })).toBeChecked()
}

test('the variants’ costs are those of the formulas, biases apart, and a row chooses its groups', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await openCost(app)
  const table = panelOf(page).getByRole('table', { name: 'Cost of Layer 3, 8→12, k3' })
  const row = (name: RegExp) => table.getByRole('row', { name })
  const area = 33 * 45
  for (const [name, weights, macs] of [
    [/^Dense g 1 /, 12 * 8 * 9, area * 12 * 8 * 9],
    [/^Grouped g 2 /, 12 * 4 * 9, area * 12 * 4 * 9],
    [/^Grouped g 4 /, 12 * 2 * 9, area * 12 * 2 * 9],
    [/^Depthwise \+ 1 × 1 /, 8 * 9 + 12 * 8, area * (8 * 9 + 12 * 8)],
    [/^Same cost, more filters g 4, 8→48 /, 48 * 2 * 9, area * 48 * 2 * 9],
  ] as const) {
    const thin = (value: number) => String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, '\u2009')
    await expect(row(name)).toContainText(thin(weights))
    await expect(row(name)).toContainText(macs < 1e6 ? thin(macs) : `${(macs / 1e6).toFixed(1)} M`)
  }
  await expect(row(/^Grouped g 3/)).toHaveCount(0)
  await expect(row(/^Grouped g 4 /)).toHaveAttribute('aria-current', 'true')
  await row(/^Grouped g 2 /)
    .getByRole('button')
    .click()
  await app.settled()
  await expect(app.bank).toContainText(`${4 * 12} kernels`)
  await expect(row(/^Grouped g 2 /)).toHaveAttribute('aria-current', 'true')
})

test('layers and their total, formulas and other tools’ conventions', async ({ app, page }) => {
  await app.start(photo)
  await openCost(app)
  await partOf(page, 'Layers')
  const total = panelOf(page).getByRole('row', { name: /^Total/ })
  await expect(total).toContainText(`${8 * 3 * 9 + 12 * 2 * 9} + 20`)
  await partOf(page, 'Formulas')
  await expect(panelOf(page)).toContainText('= 12 · 8 / 4 · 3 · 3')
  for (const tool of ['ptflops', 'fvcore', 'torchinfo']) await expect(panelOf(page)).toContainText(tool)
})

test('64 → 64 3x3 measured with groups 1 to 64: times, plot, table, CSV and PNG', async ({ app, page }) => {
  await app.start(photo)
  await openCost(app, wide, 64)
  const panel = panelOf(page)
  await panel.getByRole('button', { name: 'Measure', exact: true }).click()
  await expect(panel.getByRole('progressbar', { name: 'Measure' })).toBeVisible()
  await expect(panel.getByRole('button', { name: 'Measure again' })).toBeVisible()
  const groups = [1, 2, 4, 8, 16, 32, 64]
  for (const g of groups) {
    await expect(
      panel.getByRole('row', { name: new RegExp(`^(Dense|Grouped|Depthwise) g ${g} `) }),
    ).toContainText(' … ')
  }
  await expect(panel.getByRole('row', { name: /^Same cost, wider/ })).toContainText(' … ')
  const plot = panel.getByRole('figure', { name: 'Time over groups' })
  await expect(plot.getByRole('img', { name: /every number of groups/ }).locator('svg')).toBeVisible()
  await plot.getByRole('button', { name: 'Time over groups as a table' }).click()
  await expect(plot.getByRole('row')).toHaveCount(1 + groups.length)
  const save = async (item: string) => {
    await plot.getByRole('button', { name: 'Save Time over groups' }).click()
    return await bytes(await app.download(() => page.getByRole('menuitem', { name: item }).click()))
  }
  const csv = (await save('CSV')).toString().trim().split('\r\n')
  expect(csv[0]).toBe('groups,"ms, median",from,to,ideal ms')
  expect(csv.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(groups)
  for (const line of csv.slice(1)) {
    const [, median = NaN, from = NaN, to = NaN] = line.split(',').map(Number)
    expect(median > 0 && from <= median && median <= to).toBe(true)
  }
  await plot.getByRole('button', { name: 'Time over groups as a table' }).click()
  expect((await save('PNG')).subarray(1, 4).toString('latin1')).toBe('PNG')

  await partOf(page, 'Roofline')
  await expect(
    panel
      .getByRole('figure', { name: /^Roofline/ })
      .locator('svg')
      .first(),
  ).toBeVisible()
  await expect(panel.getByRole('row', { name: /^Depthwise g 64/ })).toContainText(/of 64 ×/)
  await expect(panel).toContainText('Peak: multiply-adds in registers')
})

test('measuring is called off half-way, and the app goes on', async ({ app, page }) => {
  await app.start(noisePhoto(500, 400, 8))
  await openCost(app, wide, 64)
  const panel = panelOf(page)
  await panel.getByRole('button', { name: 'Measure', exact: true }).click()
  await expect(panel.getByRole('row', { name: /^Dense g 1 / })).toContainText(/one run|…/)
  await panel.getByRole('button', { name: 'Cancel' }).click()
  await expect(panel.getByRole('button', { name: 'Measure again' })).toBeVisible()
  await expect(panel.getByRole('progressbar')).toHaveCount(0)
  await panel
    .getByRole('row', { name: /^Grouped g 8 / })
    .getByRole('button')
    .click()
  await app.settled()
  await expect(app.bank).toContainText(`${64 * 8} kernels`)
  await expect(panel.getByRole('alert')).toHaveCount(0)
})

test('grouped is block-diagonal dense: no difference over all values', async ({ app, page }) => {
  await app.start(photo)
  await openCost(app)
  await partOf(page, 'Blocks')
  const panel = panelOf(page)
  await expect(
    panel.getByRole('img', {
      name: '12 filters by 8 input channels: 24 kernels in 4 blocks, 72 of zeros outside',
    }),
  ).toBeVisible()
  await panel.getByRole('button', { name: 'Run both and compare' }).click()
  await expect(panel).toContainText('Largest difference 0 over 17\u2009820 values.')
  const pictures = panel.getByRole('img', { name: /^Map \d+, / }).locator('canvas')
  const [grouped, dense] = await pictures.evaluateAll((all) =>
    all.map((each) => (each instanceof HTMLCanvasElement ? each.toDataURL() : '')),
  )
  expect(grouped?.length).toBeGreaterThan(1000)
  expect(dense).toBe(grouped)
})

test('the timeline tells which worker computed which channels and rows; speed-up over workers', async ({
  app,
  page,
}) => {
  await app.start(photo)
  await openCost(app)
  await partOf(page, 'Workers')
  const panel = panelOf(page)
  const timeline = panel.getByRole('figure', { name: 'Workers, last run' })
  await timeline.getByRole('button', { name: 'Workers, last run as a table' }).click()
  const rows = await timeline.getByRole('row').allInnerTexts()
  const convolved = rows.filter((row) => row.includes('convolve')).map((row) => row.split('\t'))
  const ofLast = convolved.filter((cells) => cells[1] === '3')
  const channels = new Set(ofLast.flatMap((cells) => range(Number(cells[3]), Number(cells[4]))))
  expect([...channels].sort((a, b) => a - b)).toEqual(range(0, 11))
  await panel.getByRole('button', { name: /^Measure 1 … \d+ workers/ }).click()
  await expect(panel.getByRole('button', { name: /^Measure 1 … \d+ workers/ })).toBeVisible()
  const speed = panel.getByRole('figure', { name: 'Speed-up, layer 3' })
  await expect(speed.locator('svg').last()).toBeVisible()
  await speed.getByRole('button', { name: /as a table/ }).click()
  await expect(speed.getByRole('row', { name: /^1 / })).toContainText('1')
})

test.describe('for assistive technology', () => {
  test.use({ reducedMotion: 'reduce' })

  test('no part of Cost is a serious hurdle', async ({ app, page }) => {
    await app.start(photo)
    await openCost(app)
    for (const part of ['Variants', 'Layers', 'Roofline', 'Workers', 'Blocks', 'A / B', 'Formulas']) {
      await partOf(page, part)
      if (part === 'A / B') await panelOf(page).getByRole('button', { name: 'Keep as A' }).click()
      await expectNoHurdles(page, part, '[role="tabpanel"]')
    }
  })
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
