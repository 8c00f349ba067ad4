import type { Layer } from '../../src/core/layers/layer.ts'
import type { Locator } from '@playwright/test'
import { APP_URL, bytes, expect, test, type App } from './support/app.ts'
import { expectNoHurdles } from './support/access.ts'
import { saved } from './support/saved.ts'
import { bankFile, heicPhoto, noisePhoto, pngHeader, randomConv, type TestFile } from './support/files.ts'

const photo = noisePhoto(67, 53, 8)
const file = bankFile('before', [randomConv(3, 8), { type: 'relu' }, randomConv(8, 16, { groups: 4 })])

/** Type into a field and leave it. */
async function type(field: Locator, text: string): Promise<void> {
  await field.fill(text)
  await field.press('Enter')
}

/** The message that a control points to. */
async function message(app: App, control: Locator): Promise<string> {
  await expect(control).toHaveAttribute('aria-invalid', 'true')
  const id = await control.getAttribute('aria-describedby')
  return await app.page.locator(`[id="${id ?? ''}"]`).innerText()
}

test('settings that are not valid say so at their control, and the maps stay', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(file, 16)
  await test.step('groups that do not divide say so at the control, and the maps stay', async () => {
    const [before, pictures] = [await app.exportNpy(), await app.pictures()]
    const groups = app.page.getByRole('spinbutton', { name: 'Groups', exact: true })
    await type(groups, '3')
    expect(await message(app, groups)).toContain('in_channels must be divisible by groups')
    await app.settled()
    expect(await app.pictures()).toEqual(pictures)
    expect(await app.exportNpy()).toEqual(before)
    await type(groups, '2')
    await expect(groups).toHaveAttribute('aria-invalid', 'false')
    await app.settled()
    expect(await app.pictures()).not.toEqual(pictures)
  })

  await test.step("padding 'same' with a stride says so at the control, and the maps stay", async () => {
    const pictures = await app.pictures()
    const padding = app.page.getByRole('textbox', { name: 'Padding', exact: true })
    const stride = app.page.getByRole('textbox', { name: 'Stride', exact: true })
    await type(padding, 'same')
    await type(stride, '2')
    expect(await message(app, padding)).toContain("padding='same' is not supported for strided convolutions")
    await app.settled()
    expect(await app.pictures()).toEqual(pictures)
    await type(stride, '1')
    await expect(padding).toHaveAttribute('aria-invalid', 'false')
  })
})

test('a window as large as the map is computed, saved, exported and read back; what goes too far says so at its control', async ({
  app,
  page,
}) => {
  const pool: Layer = {
    type: 'avgPool2d',
    kernelSize: [2, 2],
    stride: [2, 2],
    padding: [0, 0],
    ceilMode: false,
    countIncludePad: true,
  }
  const square = noisePhoto(64, 64, 9)
  await app.start(square)
  await app.importFilters(bankFile('pooled', [randomConv(3, 4), pool]), 4)
  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  await saved(page, () => type(field('Kernel size'), '64'))
  await app.settled()
  const { shape, data } = await app.exportNpy()
  expect(shape).toEqual([1, 4, 1, 1])
  const download = await app.exportFilters()
  const buffer = await bytes(download)
  await type(field('Kernel size'), '2') // the file of what is there already would be no edit
  await saved(page, () => app.offerFilters({ name: 'again.json', mimeType: 'application/json', buffer }))
  await expect(page.getByRole('alert')).toHaveCount(0)

  await type(field('Stride'), '70000')
  expect(await message(app, field('Stride'))).toBe('Stride is a whole number from 1 to 65536, not 70000.')
  await type(field('Stride'), '2')
  await type(field('Kernel size'), '0')
  expect(await message(app, field('Kernel size'))).toBe(
    'kernel size should be greater than zero, but got kH: 0 kW: 0',
  )
  await type(field('Kernel size'), '2.5')
  expect(await message(app, field('Kernel size'))).toContain('one whole number')
  await expect(field('Kernel size')).toHaveValue('2.5')
  await type(field('Kernel size'), '64')

  await page.reload()
  await expect(field('Kernel size')).toHaveValue('64 × 64')
  await app.settled()
  expect(await app.exportNpy()).toEqual({ shape, data })

  await app.selectLayer(1)
  await type(field('Padding'), 'foo')
  expect(await message(app, field('Padding'))).toContain(
    "Invalid padding string 'foo', should be one of {'same', 'valid'}",
  )
  await type(field('Padding'), 'same')
  await type(field('Kernel size'), '31')
  await app.settled()
  await expect(app.kernel.getByRole('spinbutton')).toHaveCount(31 * 31)
  const cell = app.weight(0, 0, 30, 0)
  await cell.fill('1e39')
  await cell.press('Enter')
  await expect(app.kernel.getByRole('alert')).toHaveText('“1e39” is too large: a float32 ends at 3.4e38.')
  await cell.press('Escape')
  await cell.evaluate((element) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', '1e39')
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expect(page.getByRole('group', { name: 'Message' })).toContainText('“1e39” does not fit into float32')
  await expect(cell).toHaveValue('0')
})

const BAD_IMAGES: readonly { what: string; file: TestFile; says: RegExp }[] = [
  {
    what: 'text',
    file: { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') },
    says: /notes\.txt/,
  },
  {
    what: 'an empty file',
    file: { name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) },
    says: /empty/i,
  },
  {
    what: 'a damaged photo',
    file: { ...photo, name: 'damaged.png', buffer: photo.buffer.subarray(0, 60) },
    says: /damaged/,
  },
  {
    what: 'a HEIC photo of no more than its first bytes',
    file: heicPhoto(),
    says: /IMG_0001\.HEIC is damaged/,
  },
  { what: 'an absurdly large photo', file: pngHeader(40_000, 40_000), says: /megapixels/ },
]

test('a file that is no picture gets one clear message and leaves what was there', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(file, 16)
  const [before, pictures] = [await app.exportNpy(), await app.pictures()]
  for (const { what, file: bad, says } of BAD_IMAGES) {
    await test.step(what, async () => {
      await app.offerImage(bad)
      const alert = app.page.getByRole('alert')
      await expect(alert).toHaveText(says)
      await expect(alert).toHaveCount(1)
      await expect(app.input).toContainText('(1, 3, 53, 67)')
      expect(await app.pictures()).toEqual(pictures)
      expect(await app.exportNpy()).toEqual(before)
    })
  }
})

test('without even the sample the empty screen says why, tells of a bad file too, and a good one then opens', async ({
  app,
}) => {
  await app.page.route('**/samples/still-life.jpg', (route) => route.fulfill({ body: 'not a picture' }))
  await app.page.goto(APP_URL)
  await expect(app.page.getByRole('heading', { name: 'Drop a photo' })).toBeVisible()
  await expect(app.page.getByRole('alert')).toHaveText(/Still life/)
  await app.offerImage(heicPhoto())
  await expect(app.page.getByRole('alert')).toHaveText(/HEIC is damaged/)
  await app.openImage(photo)
  await expect(app.page.getByRole('alert')).toHaveCount(0)
})

test('a photo that undo brings back and that cannot be decoded any more says so, and shows nothing of another one', async ({
  app,
  page,
}) => {
  await app.start({ ...photo, name: 'card.png' })
  await app.openImage({ ...noisePhoto(30, 20, 9), name: 'red.png' })
  await page.evaluate(() => {
    // Decode workers die of what they are asked for.
    Worker.prototype.postMessage = new Proxy(Reflect.get(Worker.prototype, 'postMessage'), {
      apply(post, worker: Worker, args: [{ path?: string[] }]) {
        if (args[0].path?.[0] === 'decode') worker.dispatchEvent(new Event('error'))
        else Reflect.apply(post, worker, args)
      },
    })
  })
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByRole('alert')).toHaveText(/^card\.png could not be opened/)
  await expect(app.maps).toHaveCount(0)
  await expect(app.input).toHaveCount(0)
  await page.getByRole('button', { name: 'Redo', exact: true }).click()
  await expect(app.input).toContainText('red.png')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await app.settled()
})

const BAD_BANKS: readonly { what: string; text: string; says: RegExp }[] = [
  { what: 'no JSON', text: '{', says: /JSON/ },
  {
    what: 'another format',
    text: file.buffer.toString().replace('filterbank/1', 'filterbank/2'),
    says: /format.*filterbank\/1/,
  },
  {
    what: 'a field that is not known',
    text: file.buffer.toString().replace('"relu"', '"relu","slope":1'),
    says: /layers\[1\]\.slope/,
  },
  {
    what: 'a weight of the wrong shape',
    text: file.buffer.toString().replace('"outChannels":8', '"outChannels":7'),
    says: /layers\[0\]/,
  },
]

test('a bank that cannot be read is refused and changes nothing', async ({ app }) => {
  await app.start(photo)
  await app.importFilters(file, 16)
  const before = await app.exportNpy()
  for (const { what, text, says } of BAD_BANKS) {
    await test.step(`with ${what}`, async () => {
      await app.offerFilters({ name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from(text) })
      await expect(app.page.getByRole('group', { name: 'Message' })).toHaveText(says)
      expect(await app.exportNpy()).toEqual(before)
      await expect(app.page.getByRole('button', { name: 'Redo', exact: true })).toBeDisabled()
    })
  }
})

test('from 1440 px on the bar has words beside its icons; a message stands beside what it speaks of', async ({
  app,
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 720 })
  await app.start(photo)
  const bar = page.getByRole('banner')
  const words = [/^Open$/, /^Paste$/, /^Camera$/, /^Samples$/, /^Import/, /^Export filters$/, /^Export maps$/]
  for (const word of words) await expect(bar.getByText(word).first()).toBeVisible()
  await expect(bar.getByRole('button', { name: 'Undo' })).toHaveAttribute('title', /\(Ctrl\+Z or ⌘Z\)$/)

  const toast = page.getByRole('group', { name: 'Message' })
  const filters = app.bank.locator('[data-filter]')
  for (const filter of [filters.last(), filters.first()]) {
    await filter.click()
    await filter.press('Delete')
    await expect(toast).toBeVisible()
    const row = app.bank.getByRole('group').filter({ has: page.locator(':focus') })
    const [a, b] = [await toast.boundingBox(), await row.last().boundingBox()]
    if (a === null || b === null) throw new Error('no message, or no filter')
    const isBeside =
      a.y + a.height <= b.y || b.y + b.height <= a.y || a.x + a.width <= b.x || b.x + b.width <= a.x
    expect(isBeside).toBe(true)
    await expectNoHurdles(page, 'a message', '[aria-live="polite"]')
    await toast.getByRole('button', { name: 'Undo' }).click()
    await expect(toast).toHaveCount(0)
  }
  await page.setViewportSize({ width: 1280, height: 720 })
  await expect(bar.getByText('Camera', { exact: true })).toBeHidden()
  await app.settled()
})
