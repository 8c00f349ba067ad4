import { AxeBuilder } from '@axe-core/playwright'
import { APP_URL, expect, test } from './app.ts'
import { noisePhoto } from './files.ts'

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

for (const [device, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme, hasTouch: device === 'phone' })

      test('no serious hurdle for assistive technology', async ({ app, page }) => {
        await page.goto(APP_URL)
        expect(await hurdles()).toEqual([])
        await app.offerImage(noisePhoto(97, 61))
        await expect(app.maps).toBeVisible()
        await app.settled()
        expect(await hurdles()).toEqual([])
        for (const tab of await page
          .getByRole('tab')
          .or(page.getByRole('navigation').getByRole('button'))
          .all()) {
          await tab.click()
          expect(await hurdles(), await tab.innerText()).toEqual([])
        }

        async function hurdles(): Promise<string[]> {
          const { violations } = await new AxeBuilder({ page }).analyze()
          return violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .flatMap(({ id, nodes }) =>
              nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
            )
        }
      })
    })
  }
}
