import type { Locator, Page } from '@playwright/test'
import { APP_URL, expect, test, type App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

const photo = noisePhoto(45, 33, 95)
const file = bankFile('focus', [
  randomConv(3, 8, { seed: 96 }),
  { type: 'relu' },
  randomConv(8, 12, { groups: 4, seed: 97 }),
])

/** Something that opens by keyboard. */
interface Opening {
  /** What has the focus before, and after. */
  readonly opener: Locator
  /** Opens it from there. A key on what has the focus, or the name of an entry of the menu that is open. */
  readonly keys: readonly (string | { readonly item: RegExp } | { readonly command: string })[]
  readonly opened: Locator
}

async function press(page: Page, { keys }: Opening): Promise<void> {
  for (const key of keys) {
    if (typeof key === 'string') await page.keyboard.press(key)
    else if ('item' in key) {
      await page.getByRole('menuitem', { name: key.item }).first().press('Enter')
    } else {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused()
      await page.keyboard.type(key.command)
      await page.keyboard.press('Enter')
    }
  }
}

async function openAndClose(page: Page, openings: Readonly<Record<string, Opening>>): Promise<void> {
  for (const [name, opening] of Object.entries(openings)) {
    await opening.opener.focus()
    await press(page, opening)
    await expect(opening.opened, name).toBeVisible()
    const inside = opening.opened.and(page.locator(':focus-within'))
    await expect(inside, `the focus goes into ${name}`).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(opening.opened, name).toHaveCount(0)
    await expect(opening.opener, `the focus comes back from ${name}`).toBeFocused()
  }
}

async function start(app: App, page: Page): Promise<void> {
  // no camera, which is said in the camera's bar
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))
  })
  await page.goto(APP_URL)
  await app.offerImage(photo)
  await app.importFilters(file, 12)
}

test('what opens takes the focus, and Escape gives it back to what opened it', async ({ app, page }) => {
  await start(app, page)
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const dialog = (name: string) => page.getByRole('dialog', { name })
  const kernel = app.bank.getByRole('button', { name: 'kernel: filter 0, channel 0' })
  const menu = page.getByRole('menu')
  const large = page.getByRole('region', { name: 'Large map' })
  const menus = [
    'Samples',
    'Export maps',
    'Add layer',
    'Ready pipelines',
    'Layer 3: actions',
    'Filter 0: actions',
    'More kernel tools',
    'Preset',
  ]
  await openAndClose(page, {
    ...Object.fromEntries(
      menus.map((name) => [`menu ${name}`, { opener: button(name), keys: ['Enter'], opened: menu }]),
    ),
    commands: { opener: kernel, keys: ['Control+k'], opened: dialog('Commands') },
    keyboard: { opener: kernel, keys: ['?'], opened: dialog('Keyboard') },
    'keyboard, by command': { opener: kernel, keys: [{ command: 'keyboard' }], opened: dialog('Keyboard') },
    presets: { opener: kernel, keys: ['p'], opened: dialog('Presets') },
    'presets, by button': { opener: button('All presets'), keys: ['Enter'], opened: dialog('Presets') },
    'paste numbers': {
      opener: button('More kernel tools'),
      keys: ['Enter', { item: /^Paste numbers/ }],
      opened: dialog('Paste numbers'),
    },
    scale: {
      opener: button('More kernel tools'),
      keys: ['Enter', { item: /^Scale$/ }, { item: /^Scale by/ }],
      opened: dialog('Scale'),
    },
    'full resolution': {
      opener: button('Export maps'),
      keys: ['Enter', { item: /full resolution/ }],
      opened: dialog('Export at full resolution'),
    },
    projects: { opener: button('Projects'), keys: ['Enter'], opened: dialog('Projects') },
    camera: {
      opener: button('Camera'),
      keys: ['Enter'],
      opened: page.getByRole('region', { name: 'Camera' }),
    },
    'the large map': { opener: app.map(0), keys: ['Enter'], opened: large },
    'the large map, by command': { opener: kernel, keys: [{ command: 'large map: split' }], opened: large },
    'the name of a filter': {
      opener: button('0 f0'),
      keys: ['F2'],
      opened: page.getByRole('textbox', { name: 'name of filter 0' }),
    },
  })

  // in the large map keys act on it alone, whatever in it has the focus
  await app.map(0).focus()
  await page.keyboard.press('Enter')
  const stage = page.getByRole('application')
  await expect(stage).toBeFocused()
  const shown = () => stage.getAttribute('aria-label')
  for (const key of ['1', '+', '0', ']', 'r', 'Delete']) await page.keyboard.press(key)
  await large.getByRole('button', { name: 'Close large map' }).focus()
  const before = await shown()
  await page.keyboard.press('1')
  await expect.poll(shown).not.toBe(before)
  await expect(app.layer(3)).toHaveAttribute('aria-pressed', 'true')
  await expect(app.layer(3)).toHaveAccessibleName(/8→12 k3 g4/)
  await large.getByRole('button', { name: 'Show map 3: f3' }).press('Enter')
  await page.keyboard.press('Escape')
  await expect(app.map(3)).toBeFocused()
})

test('what goes away leaves the focus to what takes its place', async ({ app, page }) => {
  await start(app, page)
  const toast = page.getByRole('group', { name: 'Message' })
  await app.bank.getByRole('button', { name: '11 f11' }).click()
  await app.bank.getByRole('button', { name: 'Filter 11: actions' }).press('Enter')
  await page.getByRole('menuitem', { name: /^Remove/ }).press('Enter')
  await expect(app.map(11)).toHaveCount(0)
  await expect(app.bank.locator(':focus')).toHaveAccessibleName(/filter \d+|^\d+ f\d+|Filter \d+: actions/)

  const undo = toast.getByRole('button', { name: 'Undo' })
  const filter = app.bank.locator(':focus')
  await undo.focus()
  await page.keyboard.press('Enter')
  await expect(toast).toHaveCount(0)
  await expect(filter).toBeVisible()
  await app.layers.getByRole('button', { name: 'Remove layer 3 Conv2d' }).focus()
  await page.keyboard.press('Enter')
  await expect(app.layers.locator(':focus')).toHaveAccessibleName(/^Layer \d/)

  // a press beside everything takes the focus off: nothing then brings it back
  await app.map(0).focus()
  await app.maps.getByRole('heading').click()
  await page.keyboard.press('1')
  await expect(app.layer(1)).toHaveAttribute('aria-pressed', 'true')
  await app.settled()
  await expect(page.locator('body')).toBeFocused()

  await page.setViewportSize({ width: 1024, height: 768 })
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await openAndClose(page, {
    settings: { opener: page.getByRole('button', { name: 'Settings' }), keys: ['Enter'], opened: dialog },
  })
  await app.layer(1).press('Enter')
  const kernel = app.bank.getByRole('button', { name: /^kernel: filter/, pressed: true })
  await openAndClose(page, { 'the kernel': { opener: kernel, keys: ['Enter'], opened: dialog } })
  await kernel.press('Enter')
  await expect(dialog).toBeVisible()
  // sooner than the browser says that it was closed
  await kernel.evaluate(async (button: HTMLElement) => {
    document.querySelector<HTMLDialogElement>('dialog[open]')?.close()
    await new Promise<void>(queueMicrotask)
    button.click()
  })
  await expect(
    dialog.getByRole('spinbutton', { name: /^filter \d+, channel 0, row 0, column 0$/ }),
  ).toBeFocused()
  await page.keyboard.press('Escape')

  await page.setViewportSize({ width: 390, height: 844 })
  const more = page.getByRole('button', { name: 'More', exact: true })
  await openAndClose(page, {
    more: { opener: more, keys: ['Enter'], opened: page.getByRole('menu') },
    'commands of a phone': {
      opener: more,
      keys: ['Enter', { item: /^Commands/ }],
      opened: page.getByRole('dialog', { name: 'Commands' }),
    },
    'projects of a phone': {
      opener: more,
      keys: ['Enter', { item: /^Projects/ }],
      opened: page.getByRole('dialog', { name: 'Projects' }),
    },
    'the large map of a phone': {
      opener: app.maps.getByRole('button', { name: /^feature map/, pressed: true }),
      keys: ['Enter'],
      opened: page.getByRole('region', { name: 'Large map' }),
    },
  })
  await page.getByRole('navigation').getByRole('button', { name: 'Filters' }).press('Enter')
  await kernel.press('Enter')
  await expect(app.kernel.and(page.locator(':focus-within'))).toBeVisible()
})
