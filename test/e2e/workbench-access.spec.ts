import { APP_URL, expect, test } from './support/app.ts'
import { expectNoHurdles } from './support/access.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }
const file = bankFile('access', [randomConv(3, 6, { seed: 70 }), { type: 'relu' }])

for (const [device, viewport] of Object.entries(SIZES)) {
  test.describe(device, () => {
    test.use({ viewport, hasTouch: device === 'phone', reducedMotion: 'reduce' })

    test('the workbench’s menus and dialogs hold no serious hurdle', async ({ app, page }) => {
      await page.goto(APP_URL)
      await app.offerImage(noisePhoto(45, 33, 71))
      await expect(app.maps).toBeVisible()
      await app.importFilters(file, 6)
      /** Of what is new on screen; access.spec.ts looks at the page as a whole. */
      const check = (what: string, part: string) => expectNoHurdles(page, what, part)
      const button = (name: string) => page.getByRole('button', { name, exact: true })
      const closed = async () => {
        await page.keyboard.press('Escape')
        await expect(page.getByRole('menu').or(page.getByRole('dialog'))).toHaveCount(0)
      }
      for (const name of ['Layer 2: actions', 'Add layer', 'Ready pipelines']) {
        await button(name).click()
        await expect(page.getByRole('menu')).toBeVisible()
        await check(name, '[role="menu"]')
        await closed()
      }
      await app.layer(1).click()
      await page.keyboard.press('b')
      await check('a bypassed layer', 'section[aria-label="Layers"]')
      await page.keyboard.press('b')
      if (device === 'phone') await button('Filters').click()
      await button('Filter 0: actions').click()
      await check('menu of a filter', '[role="menu"]')
      await page.getByRole('menuitem', { name: 'Rename' }).click()
      await page.getByRole('textbox', { name: 'name of filter 0' }).press('Enter')
      if (device === 'phone') await button('Settings').click()
      await button('More kernel tools').click()
      await page.getByRole('menuitem', { name: /^Paste numbers/ }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await check('Paste numbers', '[role="dialog"]')
      await closed()
      await button('More kernel tools').click()
      await page.getByRole('menuitem', { name: 'Scale', exact: true }).press('Enter')
      await page.getByRole('menuitem', { name: /^Scale by/ }).press('Enter')
      await expect(page.getByRole('dialog', { name: 'Scale' })).toBeVisible()
      await check('Scale', '[role="dialog"]')
      await closed()
      await button('All presets').click()
      await page.getByRole('option', { name: 'Gabor', exact: true }).click()
      await check('presets', '[role="dialog"]')
      await closed()
      for (const name of ['Export at full resolution', 'Many photos through these layers']) {
        await page.keyboard.press('Control+k')
        await page.getByRole('option', { name, exact: true }).click()
        await expect(page.getByRole('dialog')).toBeVisible()
        await check(name, 'dialog')
        await closed()
      }
      for (const key of ['Control+k', '?']) {
        await page.keyboard.press(key)
        await expect(page.getByRole('dialog')).toBeVisible()
        await check(key, '[role="dialog"]')
        await closed()
      }
      if (device === 'phone') {
        for (const part of ['Code', 'Files']) {
          await button('More').click()
          await page.getByRole('menuitem', { name: part, exact: true }).click()
          await expect(page.getByRole('menu')).toHaveCount(0)
          await check(part, 'main')
        }
        await button('Maps').click()
      }
      await app.settled()
    })
  })
}
