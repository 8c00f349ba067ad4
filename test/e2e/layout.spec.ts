import type { Page } from '@playwright/test'
import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { layoutFaults } from './support/layout.ts'

const photo = noisePhoto(300, 200, 90)
const WIDE = ['1440 × 900', '1366 × 768', '1280 × 720'] as const
const TABLETS = ['1024 × 768', '820 × 1180', '844 × 390'] as const
const PHONES = ['390 × 844', '320 × 256'] as const
const ALL = [...WIDE, ...TABLETS, ...PHONES] as const

const first = randomConv(3, 32, { seed: 91 })
const { bank: depthwise } = randomConv(32, 32, { groups: 32, seed: 92 })
const { bank: large } = randomConv(32, 4, { size: 31, seed: 93 })
const deep = bankFile('deep', [
  first,
  { type: 'conv2d', bank: { ...depthwise, params: { ...depthwise.params, stride: [2, 2] } } },
])
/** Its last layer is larger than what it gets. */
const refused = bankFile('refused', [
  first,
  {
    type: 'maxPool2d',
    kernelSize: [8, 8],
    stride: [8, 8],
    padding: [0, 0],
    dilation: [1, 1],
    ceilMode: false,
  },
  { type: 'conv2d', bank: { ...large, params: { ...large.params, padding: [0, 0] } } },
])

/** Look at what is open on screens of several sizes; those that one holds in the hand are touched. */
class Screens {
  readonly faults: string[] = []

  constructor(private readonly page: Page) {}

  async show(size: string): Promise<void> {
    const [width, height] = size.split(' × ').map(Number)
    const session = await this.page.context().newCDPSession(this.page)
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: (width ?? 0) < 1180 })
    await session.detach()
    await this.page.setViewportSize({ width: width ?? 0, height: height ?? 0 })
    await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0)
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
  }

  async check(state: string, sizes: readonly string[]): Promise<void> {
    for (const size of sizes) {
      await this.show(size)
      for (const fault of await layoutFaults(this.page)) this.faults.push(`${size}, ${state}: ${fault}`)
    }
  }
}

test('nothing is cut off, covered or out of reach, on any screen', async ({ app, page }) => {
  const screens = new Screens(page)
  const tab = (name: string) => page.getByRole('tab', { name }).click()
  await app.start(photo)
  await screens.check('as it opens', ALL)
  for (const part of ['Filters', 'Settings', 'Inspect', 'Cost']) {
    await page.getByRole('navigation').getByRole('button', { name: part }).click()
    await screens.check(part, PHONES)
  }
  await page.getByRole('navigation').getByRole('button', { name: 'Maps' }).click()
  await app.map(0).press('Enter')
  await screens.check('large', ['320 × 256', '390 × 844', '844 × 390', '1280 × 720', '1440 × 900'])
  await page.keyboard.press('Escape')
  await app.selectLayer(1)
  for (const name of ['Inspect', 'Code', 'Files', 'Filter']) {
    await tab(name)
    await screens.check(name, name === 'Filter' ? [...WIDE, ...TABLETS] : ['844 × 390', '1280 × 720'])
  }

  await screens.show('1440 × 900')
  await app.importFilters(deep, 32)
  await tab('Cost')
  await page.getByRole('button', { name: 'Measure', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Measure again' })).toBeVisible()
  await screens.check('measured', ALL)
  for (const part of ['Layers', 'Roofline', 'Workers', 'Blocks', 'A / B', 'Formulas']) {
    await screens.show('1280 × 720')
    await page.getByRole('tabpanel').getByText(part, { exact: true }).click()
    await screens.check(part, ['1280 × 720'])
  }
  await app.offerFilters(refused)
  await expect(page.getByRole('main').getByRole('alert').first()).toBeVisible()
  await screens.check('refused', ['1280 × 720', '844 × 390', ...PHONES])
  expect(screens.faults).toEqual([])
})

test('on a low screen the groups are in sight, and a bank that is opened shows its first filter', async ({
  app,
  page,
}) => {
  await app.start(photo)
  for (const [width, height] of [
    [1366, 768],
    [1280, 720],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect(page.getByRole('slider', { name: 'Valid groups' })).toBeInViewport({ ratio: 1 })
  }
  await app.importFilters(deep, 32)
  const kernel = (filter: number) =>
    app.bank.getByRole('button', { name: `kernel: filter ${filter}, channel 0` })
  await app.bank.hover()
  await page.mouse.wheel(0, 5000)
  await expect(kernel(31)).toBeInViewport()
  await expect(kernel(0)).not.toBeInViewport()
  await app.offerFilters(deep)
  await expect(kernel(0)).toBeInViewport()
})
