import type { Locator } from '@playwright/test'
import { APP_URL, expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

interface Place {
  readonly x: number
  readonly y: number
}

async function middle(of: Locator): Promise<Place> {
  await of.scrollIntoViewIfNeeded()
  const box = await of.boundingBox()
  if (box === null) throw new Error('not on screen')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

test('a finger changes weights, moves filters and layers, and scrolls everywhere else', async ({
  app,
  page,
}) => {
  await page.goto(APP_URL)
  await app.offerImage(noisePhoto(45, 33, 90))
  await expect(app.maps).toBeVisible()
  await app.importFilters(bankFile('touch', [randomConv(3, 6, { seed: 91 }), { type: 'relu' }]), 6)
  const devtools = await page.context().newCDPSession(page)
  /** One finger from a place to another; `once` it is on the screen and before it sets out, something happens. */
  const finger = async (from: Place, to: Place, once?: () => Promise<void>) => {
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Place[]) =>
      devtools.send('Input.dispatchTouchEvent', { type, touchPoints })
    await send('touchStart', from)
    await once?.()
    for (const part of [0.25, 0.5, 0.75, 1]) {
      await send('touchMove', { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part })
    }
    await send('touchEnd')
  }
  /** What a finger rests on is lifted, and then goes with it. */
  const lifted = async (what: Locator, to: Place) => {
    await finger(await middle(what), to, () => expect(what).toHaveAttribute('data-dragging'))
  }
  const undo = page.getByRole('button', { name: 'Undo', exact: true })
  const scrolled = (of: Locator) => of.evaluate((element) => element.scrollTop)

  await app.layer(1).tap()
  await page.getByRole('button', { name: 'Filters', exact: true }).tap()
  const filter = (name: string) => app.bank.getByRole('button', { name, exact: true })
  const below = await middle(filter('1f1'))
  await lifted(filter('0f0'), { x: below.x, y: below.y + 60 })
  await expect(filter('1f0')).toBeVisible()

  const behind = await middle(app.layer(2))
  await lifted(app.layer(1), { x: behind.x + 40, y: behind.y })
  await expect(app.layer(1)).toHaveAccessibleName('Layer 1 ReLU')
  await undo.click()
  await expect(app.layer(2)).toHaveAccessibleName('Layer 2 ReLU')

  await app.layer(1).tap()
  await app.bank.getByRole('button', { name: 'kernel: filter 0, channel 0' }).tap()
  const cell = app.weight(0, 0, 1, 1)
  const before = Number(await cell.inputValue())
  const main = page.getByRole('main')
  const at = await middle(cell)
  const top = await scrolled(main)
  const ways: readonly (readonly [right: number, down: number, by: number])[] = [
    [0, -60, 0.6],
    [50, 0, 0.5],
  ]
  for (const [right, down, by] of ways) {
    await finger(at, { x: at.x + right, y: at.y + down })
    await expect(cell).toHaveValue(String(Math.round((before + by) * 100) / 100))
    expect(await scrolled(main)).toBe(top)
    await undo.click()
    await expect.poll(async () => Number(await cell.inputValue())).toBe(before)
  }
  const outside = await middle(app.kernel.getByRole('heading', { name: /^Kernel/ }))
  await finger(outside, { x: outside.x, y: outside.y - 120 })
  await expect.poll(() => scrolled(main)).toBeGreaterThan(top)
  await page.getByRole('button', { name: 'Maps', exact: true }).click()
  await app.settled()
})
