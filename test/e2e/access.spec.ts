import { AxeBuilder } from '@axe-core/playwright'
import { APP_URL, expect, test } from './support/app.ts'

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

for (const [device, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme, hasTouch: device === 'phone' })

      test('no serious hurdle for assistive technology', async ({ app, page }) => {
        const isPhone = device === 'phone'
        /** From a part of the page, once the whole has been looked at. Themes differ in their colours only. */
        const hurdles = async (part?: string): Promise<string[]> => {
          let axe = new AxeBuilder({ page })
          if (part !== undefined) axe = axe.include(part)
          if (colorScheme === 'dark') axe = axe.withRules(['color-contrast'])
          const { violations } = await axe.analyze()
          return violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .flatMap(({ id, nodes }) =>
              nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
            )
        }
        const fromMenu = async (item: string) => {
          await page.getByRole('button', { name: isPhone ? 'More' : 'Export maps' }).click()
          await page.getByRole('menuitem').filter({ hasText: item }).click()
        }

        await page.goto(APP_URL)
        await app.settled()
        expect(await hurdles()).toEqual([])

        const tabs = isPhone ? page.getByRole('navigation').getByRole('button') : page.getByRole('tab')
        for (const tab of await tabs.all()) {
          await tab.click()
          expect(await hurdles(isPhone ? 'main' : '[role="tabpanel"]'), await tab.innerText()).toEqual([])
        }
        await tabs.first().click()
        await app.settled()

        await fromMenu(isPhone ? 'Export at full' : 'At full resolution')
        await expect(page.getByRole('dialog', { name: 'Export at full resolution' })).toBeVisible()
        expect(await hurdles('dialog'), 'export').toEqual([])
        await page.keyboard.press('Escape')

        await app.map(1).click()
        await app.map(1).press('Enter')
        const large = page.getByRole('region', { name: 'Large map' })
        await expect(large).toHaveAttribute('aria-busy', 'false')
        for (const view of ['Split', 'RGB', 'A − B']) {
          await large.getByRole('radiogroup', { name: 'View' }).getByText(view).click()
          expect(await hurdles('[aria-label="Large map"]'), view).toEqual([])
        }
        await page.keyboard.press('Escape')

        await page.evaluate(() => {
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))
        })
        if (isPhone) await fromMenu('Camera')
        else await page.getByRole('button', { name: 'Camera' }).click()
        await expect(page.getByRole('region', { name: 'Camera' }).getByRole('alert')).toBeVisible()
        expect(await hurdles('[aria-label="Camera"]'), 'camera').toEqual([])
        await page.evaluate(() => {
          const canvas = document.createElement('canvas')
          const context = canvas.getContext('2d')
          setInterval(() => context?.fillRect(0, 0, 300 * Math.random(), 150), 20)
          navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(30))
        })
        await page.getByRole('button', { name: 'Try again' }).click()
        await expect(page.getByRole('region', { name: 'Camera' })).toContainText('frames/s')
        expect(await hurdles('[aria-label="Camera"]'), 'live camera').toEqual([])
        await page.getByRole('button', { name: 'Stop' }).click()

        if (isPhone) await fromMenu('Projects')
        else await page.getByRole('button', { name: 'Projects' }).click()
        await expect(page.getByRole('dialog', { name: 'Projects' })).toBeVisible()
        expect(await hurdles('dialog[open]'), 'projects').toEqual([])
      })
    })
  }
}
