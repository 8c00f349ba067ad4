import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { FIRST_VISIT_URL, App, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { Profile } from './support/profile.ts'
import { expectConv2d } from './support/reference.ts'
import { saved } from './support/saved.ts'

test.use({ serviceWorkers: 'allow' })

/*
 * What the browser's storage can do to the app: each gets a clear word, and the rest is kept.
 */

const photo = { ...noisePhoto(47, 37, 3), name: 'Cat.png' }
const conv = randomConv(3, 4, { seed: 41 })
const bank = bankFile('kept', [conv])
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Projects' })

/** Load the app, and then leave so many bytes of room: before anything is saved, as the browser looks at the room only now and then. */
async function start(page: Page, room: number): Promise<void> {
  await page.goto(FIRST_VISIT_URL)
  await expect(page.getByRole('status')).toContainText('Offline ready')
  const session = await page.context().newCDPSession(page)
  const used = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0)
  const { origin } = new URL(FIRST_VISIT_URL)
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: used + room })
}

test('a photo that does not fit is told of; the filters are kept, and room for it is used when it comes', async ({
  app,
  page,
}) => {
  await start(page, 300_000)
  await app.openImage(photo)
  await saved(page, () => app.importFilters(bank, 4))
  await app.openImage({ ...noisePhoto(700, 600, 6), name: 'Large.png' })
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('Large.png does not fit')
  await expect(alert).toContainText('Everything else is saved')
  await saved(page, () => app.importFilters(bankFile('after', [randomConv(3, 6)]), 6))
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Drop a photo' })).toBeVisible()
  await app.openImage(photo)
  await expect(app.map(5)).toHaveCount(1)
})

test('no room at all is told of, and what was saved before is there after a reload', async ({
  app,
  page,
}) => {
  await start(page, 300_000)
  await app.openImage(photo)
  await saved(page, () => app.importFilters(bank, 4))
  await app.importFilters(bankFile('huge', [randomConv(3, 128, { size: 15 })]), 128)
  await expect(page.getByRole('alert')).toContainText('no room left')
  await expect(page.getByRole('alert')).toContainText('The last changes are not saved')
  await app.settled()
  await page.reload()
  await expect(app.map(3)).toHaveCount(1)
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
})

test('where site data are blocked, the app works and says that nothing is saved or kept for offline use', async () => {
  const profile = new Profile({ profile: { default_content_setting_values: { cookies: 2 } } })
  const context = await profile.open()
  try {
    const page = await context.newPage()
    const app = new App(page)
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    await page.goto(FIRST_VISIT_URL)
    await app.openImage(photo)
    await expect(page.getByRole('alert')).toContainText('does not let Filterbank save here')
    await expect(page.getByRole('status'), 'the headers isolate it').not.toContainText('copying')
    await expect(page.getByRole('status')).not.toContainText('Offline ready')
    await page.getByRole('button', { name: 'About this run' }).hover()
    await expect(page.getByRole('tooltip')).toContainText(
      'Not available offline: service workers are blocked',
    )
    await app.importFilters(bank, 4)
    expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
    expect(faults).toEqual([])
  } finally {
    await context.close()
    profile.remove()
  }
})

test('a damaged document is told of, and the other projects open', async ({ app, page }) => {
  await app.start(photo)
  await app.importFilters(bank, 4)
  await page.getByRole('button', { name: 'Projects' }).click()
  await page.getByRole('button', { name: 'Duplicate Cat' }).click()
  await expect(dialog(page).getByRole('article')).toHaveCount(2)
  await page.getByRole('button', { name: 'Close' }).click()
  await damageOpenDocument(page)
  await page.reload()
  await expect(page.getByRole('alert')).toContainText(
    'This project is damaged and cannot be opened (filters.layers',
  )
  await page.getByRole('button', { name: 'Projects' }).click()
  await page.getByRole('button', { name: 'Open Cat copy' }).click()
  await expect(app.input).toContainText('(1, 3, 37, 47)')
  await expect(app.map(3)).toHaveCount(1)
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
})

test('a damaged entry of the list stands there as such, and can be deleted', async ({ app, page }) => {
  await page.goto(FIRST_VISIT_URL)
  await saved(page, () => app.openImage(photo))
  await put(page, { projects: { id: 'damaged', name: 7 } })
  await page.getByRole('button', { name: 'Projects' }).click()
  await expect(dialog(page).getByRole('article')).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Open Damaged project' })).toBeDisabled()
  await page.getByRole('button', { name: 'Delete Damaged project' }).click()
  await expect(dialog(page).getByRole('article')).toHaveCount(1)
})

test('what version 1 stored opens', async ({ app, page }) => {
  await page.goto(FIRST_VISIT_URL)
  await app.settled()
  const stored = JSON.parse(readFileSync('test/fixtures/documents/stored-1.json', 'utf8')) as object
  await put(page, stored)
  await page.evaluate(() => localStorage.setItem('filterbank-project', 'project-1'))
  await page.reload()
  await expect(app.input).toContainText('(1, 3, 24, 32)')
  await expect(app.map(3)).toHaveAccessibleName(/: west$/)
  await app.settled()
})

/** Take a weight from the document of the project that was open. */
async function damageOpenDocument(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const id = localStorage.getItem('filterbank-project') ?? ''
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('filterbank')
      request.onsuccess = () => resolve(request.result)
    })
    const store = database.transaction('documents', 'readwrite').objectStore('documents')
    await new Promise((resolve) => {
      const read = store.get(id)
      read.onsuccess = () => {
        const record = read.result as { document: { filters: { layers: { weight: Float32Array }[] } } }
        for (const layer of record.document.filters.layers) layer.weight = layer.weight.slice(1)
        store.put(record).onsuccess = resolve
      }
    })
    database.close()
  })
}

/** Put records into the storage as version 1 laid it out; `{ float32 }` and `{ png }` stand for arrays and blobs in base64. */
async function put(page: Page, records: object): Promise<void> {
  await page.evaluate(async (all) => {
    const bytes = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
    const revive = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value
      if ('float32' in value) return new Float32Array(bytes(String(value.float32)).buffer)
      if ('png' in value) return new Blob([bytes(String(value.png))], { type: 'image/png' })
      if (Array.isArray(value)) return value.map(revive)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)]))
    }
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('filterbank', 1)
      request.onupgradeneeded = () => {
        request.result.createObjectStore('projects', { keyPath: 'id' })
        request.result.createObjectStore('documents', { keyPath: 'id' }).createIndex('photo', 'photo')
        request.result.createObjectStore('photos', { keyPath: 'id' })
      }
      request.onsuccess = () => resolve(request.result)
    })
    const names = ['projects', 'documents', 'photos']
    const transaction = database.transaction(names, 'readwrite')
    const done = new Promise((resolve) => (transaction.oncomplete = resolve))
    for (const [name, record] of Object.entries(all))
      if (names.includes(name)) transaction.objectStore(name).put(revive(record))
    await done
    database.close()
  }, records)
}
