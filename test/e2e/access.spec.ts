import { APP_URL, expect, test } from './support/app.ts'
import { expectNoHurdles } from './support/access.ts'

/** What parts of a phone show that lie in the drawer elsewhere. */
const SHOWN = [
  ['Inspect', 'application', /^Pin in map/],
  ['Cost', 'radio', 'Variants'],
] as const
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

for (const [device, viewport] of Object.entries(SIZES)) {
  test.describe(device, () => {
    test.use({ viewport, hasTouch: device === 'phone', reducedMotion: 'reduce' })

    test('no serious hurdle for assistive technology', async ({ app, page }) => {
      const isPhone = device === 'phone'
      const check = (what: string, part?: string) => expectNoHurdles(page, what, part)
      const fromMenu = async (item: string) => {
        await page.getByRole('button', { name: isPhone ? 'More' : 'Export maps' }).click()
        await page.getByRole('menuitem').filter({ hasText: item }).click()
      }

      await page.goto(APP_URL)
      await app.settled()
      await check('the page')

      const tabs = isPhone ? page.getByRole('navigation').getByRole('button') : page.getByRole('tab')
      const parts: string[] = []
      for (const tab of await tabs.all()) {
        await tab.click()
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(width, 'nothing scrolls sideways').toBeLessThanOrEqual(viewport.width)
        const part = await tab.innerText()
        parts.push(part)
        for (const [name, role, what] of isPhone ? SHOWN : [])
          if (part === name) await expect(page.getByRole(role, { name: what })).toHaveCount(1)
        await check(part, isPhone ? 'main' : '[role="tabpanel"]')
      }
      if (isPhone) expect(parts).toEqual(expect.arrayContaining(SHOWN.map(([name]) => name)))
      await tabs.first().click()
      await app.settled()

      await fromMenu(isPhone ? 'Export at full' : 'At full resolution')
      await expect(page.getByRole('dialog', { name: 'Export at full resolution' })).toBeVisible()
      await check('export', 'dialog')
      await page.keyboard.press('Escape')

      await app.map(1).click()
      await app.map(1).press('Enter')
      const large = page.getByRole('region', { name: 'Large map' })
      await expect(large).toHaveAttribute('aria-busy', 'false')
      for (const view of ['Split', 'RGB', 'A − B']) {
        await large.getByRole('radiogroup', { name: 'View' }).getByText(view).click()
        await check(view, '[aria-label="Large map"]')
      }
      await page.keyboard.press('Escape')

      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))
      })
      if (isPhone) await fromMenu('Camera')
      else await page.getByRole('button', { name: 'Camera' }).click()
      await expect(page.getByRole('region', { name: 'Camera' }).getByRole('alert')).toBeVisible()
      await check('camera', '[aria-label="Camera"]')
      await page.evaluate(() => {
        const canvas = document.createElement('canvas')
        const context = canvas.getContext('2d')
        setInterval(() => context?.fillRect(0, 0, 300 * Math.random(), 150), 20)
        navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(30))
      })
      await page.getByRole('button', { name: 'Try again' }).click()
      await expect(page.getByRole('region', { name: 'Camera' })).toContainText('frames/s')
      await check('live camera', '[aria-label="Camera"]')
      await page.getByRole('button', { name: 'Stop' }).click()

      if (isPhone) await fromMenu('Projects')
      else await page.getByRole('button', { name: 'Projects' }).click()
      await expect(page.getByRole('dialog', { name: 'Projects' })).toBeVisible()
      await check('projects', 'dialog[open]')
    })
  })
}
