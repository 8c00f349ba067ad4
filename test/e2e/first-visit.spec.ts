import { gzipSync } from 'node:zlib'
import { APP_URL, expect, FIRST_VISIT_URL, test } from './support/app.ts'

/** What may be loaded before a person does anything, gzipped, in bytes; what workers run is not the first view's. */
const FIRST_VIEW = 150_000
const WORKERS = /\/(conv|decode|encode|peak)-.{8}\.js$/

test('a first visit shows a photo and grouped maps at work, nothing to undo, from little code', async ({
  app,
  page,
}) => {
  const scripts: Promise<number>[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (!pathname.endsWith('.js') || WORKERS.test(pathname)) return
    scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length))
  })
  await page.goto(FIRST_VISIT_URL)
  await expect(app.input).toContainText('Still life')
  await app.settled()
  await expect(app.map(15)).toHaveAccessibleName(/^feature map 15 of layer 3/)
  expect(new Set(await app.pictures()).size).toBe(16)
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
  await page.waitForLoadState('networkidle')
  const sizes = await Promise.all(scripts)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(FIRST_VIEW)
})

test('three hints are dismissed one by one, or all at once, and do not come back', async ({ page }) => {
  await page.goto(APP_URL)
  const hint = page.getByRole('region', { name: 'Hint' })
  for (const count of ['1 of 3', '2 of 3', '3 of 3']) {
    await expect(hint).toContainText(count)
    await hint.getByRole('button', { name: 'Got it' }).click()
  }
  await expect(hint).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('region', { name: 'Feature maps' })).toBeVisible()
  await expect(hint).toHaveCount(0)
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await hint.getByRole('button', { name: 'Hide hints' }).click()
  await expect(hint).toHaveCount(0)
})

test('nothing scrolls sideways on any screen', async ({ app, page }) => {
  await page.goto(APP_URL)
  for (const [what, viewport] of [
    ['360 px', { width: 360, height: 640 }],
    ['200 % zoom of 1440 px', { width: 720, height: 450 }],
    ['4K', { width: 3840, height: 2160 }],
  ] as const) {
    await page.setViewportSize(viewport)
    await app.settled()
    const { scroll, client } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      client: document.documentElement.clientWidth,
    }))
    expect(scroll, what).toBeLessThanOrEqual(client)
  }
})

test('forced colours and reduced motion keep choices visible and move nothing', async ({ app, page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await page.goto(APP_URL)
  await app.settled()
  const checked = app.maps.locator('label.checked').first()
  expect(await checked.evaluate((label) => getComputedStyle(label).outlineStyle)).toBe('solid')
  expect(
    await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--dur-2')),
  ).toMatch(/^0(ms|s)$/)
})
