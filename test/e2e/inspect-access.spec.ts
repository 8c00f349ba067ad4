import { APP_URL, expect, test } from './support/app.ts'
import { COLOURS, expectNoHurdles } from './support/access.ts'
import { noisePhoto } from './support/files.ts'

const photo = noisePhoto(97, 61, 11)

for (const colorScheme of ['light', 'dark'] as const) {
  const rules = colorScheme === 'dark' ? COLOURS : undefined
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('the drawer’s tabs are walked by keyboard, and none is a serious hurdle', async ({ app, page }) => {
      await app.start(photo)
      await page.getByRole('tab', { name: 'Filter' }).focus()
      for (const name of ['Filter', 'Inspect', 'Cost', 'Code', 'Files']) {
        await expect(page.getByRole('tab', { name })).toBeFocused()
        const panel = page.getByRole('tabpanel', { name })
        await expect(panel).toBeVisible()
        await expect(panel.locator('[role=group], [role=region], [role=radiogroup]').first()).toBeVisible()
        await expectNoHurdles(page, name, 'section[aria-label="Details"]', rules)
        await page.keyboard.press('ArrowRight')
      }
      await expect(page.getByRole('tab', { name: 'Filter' })).toBeFocused()
      await page.keyboard.press('i')
      await expect(page.getByRole('tabpanel', { name: 'Inspect' })).toBeVisible()
      await page.getByRole('button', { name: 'Fold details' }).click()
      await expect(page.getByRole('tabpanel')).toHaveCount(0)
      await page.keyboard.press('c')
      await expect(page.getByRole('tabpanel', { name: 'Cost' })).toBeVisible()
      const handle = page.getByRole('separator', { name: 'Height of the details' })
      const height = Number(await handle.getAttribute('aria-valuenow'))
      await handle.press('ArrowUp')
      await expect(handle).toHaveAttribute('aria-valuenow', String(height + 16))
    })
  })

  test.describe(`a phone, ${colorScheme}`, () => {
    test.use({ colorScheme, viewport: { width: 390, height: 844 }, hasTouch: true })

    test('Inspect and Cost are reached, and none is a serious hurdle', async ({ app, page }) => {
      await page.goto(APP_URL)
      await app.offerImage(photo)
      await expect(app.maps).toBeVisible()
      await app.settled()
      for (const name of ['Inspect', 'Cost']) {
        await page.getByRole('navigation').getByRole('button', { name }).click()
        const part =
          name === 'Inspect'
            ? page.getByRole('application', { name: /^Pin in map/ })
            : page.getByRole('radio', { name: 'Variants' })
        await expect(part).toHaveCount(1)
        await expectNoHurdles(page, name, 'main', rules)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      }
    })
  })
}
