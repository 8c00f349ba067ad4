import { APP_URL, bytes, expect, test } from './support/app.ts'
import { noisePhoto, readNpy } from './support/files.ts'

/** A grouped two-layer pipeline from nothing but keys: no click, no pointer, no focus set by the test. */
test('from a sample to exported maps by keyboard alone', async ({ app, page }) => {
  const keys = async (...all: readonly string[]) => {
    for (const key of all) await page.keyboard.press(key)
  }
  /** Tab on, at most 100 times, until the focus is on what is meant. */
  const tabTo = async (role: 'button' | 'spinbutton' | 'textbox', name: RegExp) => {
    const target = page.getByRole(role, { name }).first()
    for (let i = 0; i < 100; i++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab does not reach ${String(name)}`)
  }
  const command = async (text: string) => {
    await keys('Control+k')
    await expect(page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox')).toBeFocused()
    await page.keyboard.type(text)
    await keys('Enter')
    await expect(page.getByRole('dialog', { name: 'Commands' })).toHaveCount(0)
  }

  await page.goto(APP_URL)
  await expect(app.maps).toBeVisible()
  await tabTo('button', /^Samples$/)
  await keys('Enter')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.type('Zone')
  await expect(page.getByRole('menuitem', { name: /^Zone plate/ })).toBeFocused()
  await keys('Enter')
  await expect(app.input).toContainText('Zone plate')
  await command('working resolution: 256')
  await app.settled()

  // layer 1: one Conv2d of six filters; all others go
  for (const layer of [3, 2]) {
    await command(`select layer ${layer}`)
    await command('remove layer')
  }
  await tabTo('spinbutton', /^Out channels$/)
  await page.keyboard.type('6')
  await keys('Enter')
  await expect(app.layer(1)).toHaveAccessibleName(/Conv2d 3→6/)
  await tabTo('button', /^kernel: filter 0, channel 0$/)
  await command('kernel: sobel x')

  // layer 2: as many channels again, in three groups
  await command('add conv2d')
  await expect(app.layer(2)).toHaveAccessibleName(/Conv2d 6→6/)
  // the focus is on the kernel of the same name: letters there are commands
  await keys(']', ']')
  await expect(app.layer(2)).toHaveAccessibleName(/g3/)
  await tabTo('spinbutton', /^filter \d, channel \d, row \d, column \d$/)
  await page.keyboard.type('0.5')
  await keys('ArrowRight')
  await page.keyboard.type('-0.25')
  await keys('Enter', 'ArrowDown', 'Shift+ArrowUp', 'Alt+ArrowUp')
  await expect(app.weight(0, 0, 0, 0)).toHaveValue('0.5')
  await expect(app.weight(0, 0, 0, 1)).toHaveValue('-0.25')

  // the filters: walk to the last, duplicate, rename
  await tabTo('button', /^kernel: filter 0, channel 0$/)
  await keys('PageDown', 'PageDown', 'ArrowDown', 'ArrowRight')
  const last = app.bank.getByRole('button', { name: 'kernel: filter 5, channel 1' })
  await expect(last).toBeFocused()
  await expect(last).toHaveAttribute('aria-pressed', 'true')
  await keys('Shift+Tab', 'Shift+Tab', 'F2')
  await page.keyboard.type('Mine')
  await keys('Enter')
  await expect(app.map(5)).toHaveAccessibleName('feature map 5 of layer 2: Mine')
  await app.settled()

  const saved = page.waitForEvent('download')
  await tabTo('button', /^Export maps$/)
  await keys('Enter')
  await expect(page.getByRole('menuitem', { name: /^NumPy/ })).toBeFocused()
  await keys('Enter')
  const maps = readNpy(await bytes(await saved))
  expect(maps.shape.slice(0, 2)).toEqual([1, 6])
  expect(maps.data.some((value) => value !== 0)).toBe(true)
})

test('the drawer’s tabs are walked by keyboard, folded and made higher', async ({ app, page }) => {
  await app.start(noisePhoto(97, 61, 11))
  await page.getByRole('tab', { name: 'Filter' }).focus()
  for (const name of ['Filter', 'Inspect', 'Cost', 'Code', 'Files']) {
    await expect(page.getByRole('tab', { name })).toBeFocused()
    const panel = page.getByRole('tabpanel', { name })
    await expect(panel).toBeVisible()
    await expect(panel.locator('[role=group], [role=region], [role=radiogroup]').first()).toBeVisible()
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
