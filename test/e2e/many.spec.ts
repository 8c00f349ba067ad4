import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import { bytes, expect, test, type App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv, readNpy, stripedPhoto } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'

const folder = mkdtempSync(join(tmpdir(), 'filterbank-many-'))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const layer = randomConv(3, 2, { seed: 16 })
const photos = Array.from({ length: 6 }, (_, i) => ({
  ...noisePhoto(300 + 40 * i, 200 + i, i),
  name: `photo ${i}.png`,
}))
const paths = photos.map(({ name, buffer }) => saved(name, buffer))
/** Takes so long that a run can be stopped. */
const large = saved('zoo.png', stripedPhoto(6000, 4000).buffer)

function saved(name: string, buffer: Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, buffer)
  return path
}

async function openDialog(app: App): Promise<Locator> {
  await app.page.getByRole('button', { name: 'Export maps' }).click()
  await app.page.getByRole('menuitem').filter({ hasText: 'Many photos' }).click()
  return app.page.getByRole('dialog', { name: 'Many photos' })
}

async function choose(page: Page, dialog: Locator, files: readonly string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: 'Choose photos …' }).click()
  await (await chooser).setFiles([...files])
}

test.beforeEach(async ({ app }) => {
  await app.start(noisePhoto(40, 30))
  await app.importFilters(bankFile('many', [layer]), 2)
})

test('many photos go through the layers into one ZIP, also after the tab is gone; one that is damaged is told of and stops no other', async ({
  app,
  page,
}) => {
  let dialog = await openDialog(app)
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled()
  const chosen = [
    ...paths,
    saved('bad.png', Buffer.from('no picture at all')),
    saved('notes.txt', Buffer.from('x')),
    large,
  ]
  await choose(page, dialog, chosen)
  await expect(dialog).toContainText('8 photos')
  await expect(dialog).toContainText('Left 1 that is no picture.')
  await dialog.getByLabel('All 2').check()
  await dialog.getByRole('combobox', { name: 'Form' }).selectOption('NumPy (.npy), float32')
  await dialog.getByLabel('Names of the files').fill('{map}')
  await expect(dialog.getByText('All photos would have one name')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled()
  await dialog.getByLabel('Names of the files').fill('{number} {name}')
  await dialog.getByRole('button', { name: 'Start' }).click()
  const status = dialog.getByRole('status')
  await expect(status).toContainText('6 of 8 done, 1 failed')
  // it goes on while its dialog is closed, which comes back as it was
  await dialog.getByRole('button', { name: 'Go on working' }).click()
  await expect(dialog).toHaveCount(0)
  const line = page.getByRole('group', { name: 'Many photos' })
  await expect(line.getByRole('status')).toContainText('of 8 done, 1 failed')
  await line.getByRole('button', { name: 'Show' }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(8)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  const saves = async (name: string) =>
    unzipSync(await bytes(await app.download(() => dialog.getByRole('button', { name }).click())))
  const names = photos.map((_, i) => `${i + 1}-photo-${i}.npy`)
  expect(Object.keys(await saves('Save what is done')).sort()).toEqual(names)
  await page.reload()
  await app.settled()
  dialog = await openDialog(app)
  await expect(dialog).toContainText('A run over 8 photos stopped after 6.')
  await choose(page, dialog, chosen)
  const files = await saves('Go on')
  await expect(dialog.getByRole('status')).toHaveText('7 of 8 done, 1 failed')
  await expect(dialog.getByRole('listitem').filter({ hasText: 'bad.png' })).toContainText(
    /bad\.png.*bad\.png/,
  )
  expect(Object.keys(files).sort()).toEqual([...names, '8-zoo.npy'])
  expect(Object.keys(await saves('Try failed ones again')).sort()).toEqual([...names, '8-zoo.npy'])
  for (const [i, { tensor }] of photos.entries())
    expectConv2d(readNpy(Buffer.from(files[names[i] ?? ''] ?? [])), tensor, layer.bank)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(dialog).toHaveCount(0)
})

test('a run into a folder is cancelled and resumed, and goes on after the tab is gone', async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    const picked = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true })
    Object.assign(globalThis, { showDirectoryPicker: picked })
  })
  await page.reload()
  await app.settled()
  let dialog = await openDialog(app)
  await choose(page, dialog, [...paths, large])
  await dialog.getByRole('radiogroup', { name: 'Where to' }).getByText('A folder').click()
  await dialog.getByLabel('All 2').check()
  await dialog.getByRole('button', { name: 'Start' }).click()
  const status = dialog.getByRole('status')
  await expect(status).toContainText(/^[1-6] of 7 done/)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.getByRole('button', { name: 'Resume' }).click()
  await expect(status).toContainText(/^6 of 7 done/)
  await page.reload()
  await app.settled()
  dialog = await openDialog(app)
  await expect(dialog).toContainText('A run over 7 photos stopped after 6.')
  await choose(page, dialog, [...paths.slice(1), large])
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(dialog.getByText('1 of the 7 photos is missing')).toBeVisible()
  await choose(page, dialog, paths.slice(0, 1))
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(dialog.getByRole('status')).toHaveText('7 of 7 done')
  await expect(dialog.getByRole('listitem').filter({ hasText: 'done before' }).first()).toBeVisible()
  const names = await page.evaluate(async () => {
    const chosen = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen')
    const found: string[] = []
    for await (const [name, handle] of chosen.entries())
      if (handle instanceof FileSystemFileHandle && (await handle.getFile()).size > 100) found.push(name)
    return found.sort()
  })
  const stems = [...photos.map((_, i) => `photo-${i}`), 'zoo']
  expect(names).toEqual(stems.flatMap((stem) => [0, 1].map((map) => `${stem}-map${map}.png`)))
  await dialog.getByRole('button', { name: 'Close' }).click()
  dialog = await openDialog(app)
  await expect(dialog.getByRole('button', { name: 'Choose photos …' })).toBeVisible()
  await expect(dialog.getByText('stopped after')).toHaveCount(0)
})
