import { TRAINED } from '../../src/core/presets/trained.ts'
import type { Page } from '@playwright/test'
import { KEY_LIST } from '../../src/ui/commands/key-list.ts'
import { expect, test } from './support/app.ts'
import { HANG_MS } from '../tools/limits.js'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { changedChannels } from './support/reference.ts'

const photo = noisePhoto(45, 33, 60)
const first = randomConv(3, 8, { seed: 61 })
const second = randomConv(8, 12, { groups: 4, seed: 62 })
const file = bankFile('commands', [first, { type: 'relu' }, second])
const HALVING = { kernelSize: [2, 2], stride: [2, 2], padding: [0, 0], ceilMode: false } as const
const every = bankFile('every', [
  first,
  { type: 'leakyRelu', negativeSlope: 0.1 },
  second,
  { type: 'channelShuffle', groups: 2 },
  { type: 'maxPool2d', ...HALVING, dilation: [1, 1] },
  { type: 'avgPool2d', ...HALVING, countIncludePad: true },
])

test('every change of the document is undone and done again, one step each', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(file, 12)
  const before = await app.exportNpy()
  await app.selectKernel(0, 0)
  const changes: readonly (() => Promise<void>)[] = [
    () => page.keyboard.press('r'),
    () => page.keyboard.press('n'),
    () => page.keyboard.press('['),
    async () => {
      await page.getByRole('checkbox', { name: 'Bias' }).press('Space')
    },
    () => app.layers.getByRole('button', { name: /^Remove layer 3/ }).click(),
    async () => {
      await app.page.getByText('ImageNet', { exact: true }).click()
    },
  ]
  await app.bank.getByRole('button', { name: 'kernel: filter 0, channel 0' }).focus()
  for (const change of changes) await change()
  await app.settled()
  const after = await app.exportNpy()
  for (let i = 0; i < changes.length; i++) await page.keyboard.press('Control+z')
  await app.selectLayer(3)
  expect(changedChannels(before, await app.exportNpy())).toEqual([])
  for (let i = 0; i < changes.length; i++) await page.keyboard.press('Control+Shift+z')
  await expect(page.getByRole('button', { name: 'Redo', exact: true })).toBeDisabled()
  await app.settled()
  expect((await app.exportNpy()).shape).toEqual(after.shape)
})

/** Does what the palette calls so, by keys. */
async function command(page: Page, text: string): Promise<void> {
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await page.keyboard.press('Control+k')
  const search = palette.getByRole('combobox')
  await expect(search).toBeFocused()
  await search.fill(text)
  await expect(page.getByRole('option', { name: new RegExp(`^${text}`, 'i') }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(palette).toHaveCount(0)
}

test('the palette finds and does every kind of action', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(file, 12)
  await command(page, 'select layer 1')
  await expect(app.layer(1)).toHaveAttribute('aria-pressed', 'true')
  await command(page, 'stride: 2')
  await expect(page.getByLabel('Stride', { exact: true })).toHaveValue('2')
  await command(page, 'padding mode: reflect')
  await command(page, 'bias: off')
  await expect(page.getByRole('checkbox', { name: 'Bias' })).not.toBeChecked()
  await command(page, 'dilation …')
  await expect(page.getByLabel('Dilation', { exact: true })).toBeFocused()
  for (let i = 0; i < 3; i++) await command(page, 'undo')
  await expect(page.getByLabel('Stride', { exact: true })).toHaveValue('1')
  await command(page, 'kernel: sobel x')
  await expect(app.kernel.getByRole('button', { name: 'Preset', exact: true })).toContainText('Sobel x')
  await command(page, 'add filter')
  await expect(app.layer(1)).toHaveAccessibleName(/3 ?→ ?9/)
  await command(page, 'rename filter')
  await page.getByRole('textbox', { name: /^name of filter/ }).press('Escape')
  await command(page, 'undo')
  await expect(app.layer(1)).toHaveAccessibleName(/3 ?→ ?8/)
  await command(page, 'add maxpool2d')
  await expect(app.layer(2)).toHaveAccessibleName(/MaxPool2d/)
  await command(page, 'bypass layer')
  await expect(app.layer(2)).toHaveAccessibleName(/bypassed/)
  await command(page, 'remove layer')
  await expect(app.layer(2)).toHaveAccessibleName('Layer 2 ReLU')
  await command(page, 'working resolution: 256')
  await command(page, 'colour map: viridis')
  await expect(app.maps.getByRole('radio', { name: 'Viridis' })).toBeChecked()
  await command(page, 'range: layer')
  await expect(app.maps.getByRole('radio', { name: 'Layer' })).toBeChecked()
  await command(page, 'range: fixed')
  await expect(app.maps.getByRole('spinbutton', { name: 'High end of the range' })).toHaveValue(
    /^0\.\d+$|^\d/,
  )
  await command(page, 'large map: rgb')
  await expect(page.getByRole('radio', { name: 'RGB', exact: true })).toBeChecked()
  await page.getByRole('button', { name: 'Close large map' }).click()
  await command(page, 'select layer 1')
  await command(page, 'bank: colour opponents')
  await expect(app.layer(1)).toHaveAccessibleName(/3 ?→ ?3 /)
  await command(page, 'undo')
  await expect(app.layer(1)).toHaveAccessibleName(/3 ?→ ?8/)
  await command(page, 'cost: formulas')
  await expect(page.getByRole('tab', { name: 'Cost' })).toHaveAttribute('aria-selected', 'true')
  await command(page, 'projects')
  await page.getByRole('dialog', { name: 'Projects' }).press('Escape')
  await command(page, 'keyboard')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await page.keyboard.type('no such thing')
  await expect(page.getByText('Nothing is called that.')).toBeVisible()
  await page.keyboard.press('Escape')
  await app.settled()
  // what a command asks for is shown, wherever the screen has it
  const field = page.getByLabel('Stride', { exact: true })
  for (const [width, height] of [
    [1000, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect(field).toHaveCount(0)
    await command(page, 'stride …')
    await expect(field).toBeFocused()
    if (width === 1000) await page.keyboard.press('Escape')
  }
  await command(page, 'rename filter')
  await expect(page.getByRole('textbox', { name: /^name of filter/ })).toBeFocused()
})

/** Which commands of the palette are still to be run. */
interface Rest {
  /** Begins the names of those that are. */
  readonly names: string
  /** Names that were run, here or elsewhere. */
  readonly done: readonly string[]
  /** Key of the layer that is selected for them. */
  readonly layer: string
}

/** In the page: runs the first of them, and puts photo and layers back. Returns its name, null where none is left. */
async function runNext({ names, done, layer }: Rest): Promise<string | null> {
  const until = async <Found>(what: string, find: () => Found | null | false): Promise<Found> => {
    for (let frames = 0; frames < 900; frames++) {
      const found = find()
      if (found !== null && found !== false) return found
      await new Promise(requestAnimationFrame)
    }
    throw new Error(`waited for ${what}`)
  }
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
  const press = (key: string, held: KeyboardEventInit = {}, on: Element = document.body) =>
    on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }))
  /** "Undo" and "Redo" without what. */
  const nameOf = (option: HTMLElement) =>
    (option.firstChild?.textContent ?? '').trim().replace(/^(Undo|Redo) .*/, '$1')
  const opened = () =>
    all('[role="dialog"], dialog[open], :is([aria-label="Large map"], [aria-label="Camera"]):is(section)')
  /** What undo takes back. */
  const step = () => all('[aria-label="Undo"]')[0]?.title ?? ''
  const before = step()
  /** Each that comes is another element. */
  const message = () => document.querySelector('[aria-label="Message"]')
  const told = message()

  press('k', { ctrlKey: true })
  const options = await until('commands', () => all('[role="option"]').length > 0 && all('[role="option"]'))
  const next = options.find((option) => nameOf(option).startsWith(names) && !done.includes(nameOf(option)))
  const name = next === undefined ? null : nameOf(next)
  if (next === undefined) press('Escape', {}, opened()[0])
  else next.click()
  await until('end of the palette', () => all('[role="option"]').length === 0)
  await new Promise((resolve) => setTimeout(resolve))
  await until('what is loaded', () => document.querySelector('[data-loading]') === null)
  if (name?.startsWith('Sample')) await until(name, () => step() !== before)
  // the clipboard takes its time, too, and may hold anything by now
  if (name === 'Paste layer' || name === 'Paste filters')
    await until(name, () => (message() !== null && message() !== told) || opened().length > 0)
  await until(`end of what ${name ?? 'nothing'} opened`, () => {
    for (const open of opened()) {
      press('Escape', {}, open)
      if (open instanceof HTMLDialogElement) open.close()
    }
    return opened().length === 0
  })
  await until(`maps after ${name ?? 'all'}`, () =>
    document.querySelector('[aria-label="Feature maps"][aria-busy="false"]'),
  )
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  if (name === 'Undo') press('z', { ctrlKey: true, shiftKey: true })
  // other weights are as good for what comes next
  const isKept = /^(Kernel|Filters): /.test(name ?? '')
  for (let steps = 0; steps < 3 && step() !== before && !isKept; steps++) press('z', { ctrlKey: true })
  press(layer)
  return name
}

test('every command of the palette runs', async ({ app, page, context }) => {
  const began = performance.now()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.start(photo)
  await app.importFilters(every, 12)
  // what opens the browser's own dialog has to be asked for by a person
  const pickers = { 'Open image': 'image/', 'Import filters': '.json' }
  for (const [name, kind] of Object.entries(pickers)) {
    const chooser = page.waitForEvent('filechooser')
    await command(page, name)
    expect(await (await chooser).element().getAttribute('accept')).toContain(kind)
  }
  // trained filters replace the layers once they are fetched: open-trained.test holds them
  const later = [...Object.keys(pickers), ...TRAINED.map(({ name }) => name)]
  /** Runs all commands, or those whose names begin so, on a layer. Returns how many. */
  const runAll = async (layer: number, names = '') => {
    await app.selectLayer(layer)
    const done = [...later]
    for (;;) {
      // each of them may take as long as another test
      test.setTimeout(performance.now() - began + HANG_MS)
      const name = await page.evaluate(runNext, { names, done, layer: String(layer) })
      if (name === null) return done.length - later.length
      done.push(name)
    }
  }
  expect(await runAll(3)).toBeGreaterThan(150)
  // what only other layers have
  expect(await runAll(2, 'Negative slope')).toBe(1)
  expect(await runAll(4, 'Groups: ')).toBeGreaterThan(1)
  expect(await runAll(5, 'Ceil mode: ')).toBe(1)
  expect(await runAll(6, 'Count padding: ')).toBe(1)
  await app.selectLayer(1)
  await command(page, 'bypass layer')
  expect(await runAll(3, 'Repair: ')).toBeGreaterThan(0)
})

test('the key map opens with ?, lists what keys do, and gives the focus back', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(file, 12)
  const kernel = app.bank.getByRole('button', { name: 'kernel: filter 0, channel 0' })
  await kernel.focus()
  await page.keyboard.press('?')
  const map = page.getByRole('dialog', { name: 'Keyboard' })
  await expect(map.getByRole('heading', { level: 3 })).toHaveText(KEY_LIST.map(({ name }) => name))
  const lines = KEY_LIST.flatMap((part) => part.lines)
  await expect(map.getByRole('definition')).toHaveText(lines.map(({ does }) => does))
  const bare = (text: string) => text.replaceAll(/\s/g, '')
  const shown = await map.getByRole('term').allTextContents()
  expect(shown.map(bare)).toEqual(lines.map(({ keys }) => bare(keys.join('')).replaceAll('Control', 'Ctrl')))
  await page.keyboard.press('Escape')
  await expect(map).toHaveCount(0)
  await expect(kernel).toBeFocused()
})
