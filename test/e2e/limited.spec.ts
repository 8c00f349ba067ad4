import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { setWeight } from '../../src/core/bank/bank.ts'
import { refuseBlobs } from '../browser/refuse-blobs.ts'
import { APP_URL, App } from './support/app.ts'
import { DocTable } from './support/doc-table.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { DENIED, giving, invalidating, smallMemory, takeAway, without, type Lack } from './support/lacks.ts'
import { expectConv2d } from './support/reference.ts'
import { saved } from './support/saved.ts'

/*
 * The main job in browsers that lack a part: a photo, maps of it, a weight that is edited, its values saved. Where that cannot
 * be, a sentence says what is missing. docs/browsers.md has what each row comes to.
 */

interface Row extends Lack {
  /** What is left of the job: all of it, or the screen with a sentence. */
  readonly maps?: false
  /** Whether the tab has the layers again after a reload, with a photo that can be had. */
  readonly reloads?: true
  /** Whether it is looked at that all is there after a reload, undo and redo of a photo too. */
  readonly keeps?: true
  /** Whether an alert tells of it. */
  readonly alert?: true
  /** What the service worker may do; those that reach it are rare, as it fetches every file. */
  readonly serviceWorkers?: 'allow'
  readonly media?: Parameters<Page['emulateMedia']>[0]
  /** Done to the page in the middle of the visit. */
  readonly later?: string
}

const everywhere = (code: string): Lack => ({ page: code, workers: code })
const REJECTS = 'Promise.reject(new DOMException("denied", "SecurityError"))'

const ROWS: Readonly<Record<string, Row>> = {
  nothing: {},
  'relaxed SIMD': { page: invalidating(0xfd, 0x85, 0x02) },
  SIMD: { page: invalidating(0xfd) },
  SharedArrayBuffer: everywhere(without('SharedArrayBuffer')),
  'SharedArrayBuffer, in workers only': { workers: without('SharedArrayBuffer') },
  'workers of modules': { workers: 'throw new SyntaxError("Cannot use import statement outside a module")' },
  workers: { page: without('Worker') },
  WebAssembly: { ...everywhere(without('WebAssembly')), maps: false, alert: true },
  'memory of more than 128 MB': everywhere(smallMemory(2048)),
  'memory of more than 4 MB': everywhere(smallMemory(64)),
  OffscreenCanvas: everywhere(without('OffscreenCanvas')),
  'more than one processor': { page: giving('navigator.hardwareConcurrency', '1') },
  'fewer than 64 processors': { page: giving('navigator.hardwareConcurrency', '64') },
  'a number of processors': { page: giving('navigator.hardwareConcurrency', 'undefined') },
  IndexedDB: { page: giving('indexedDB', 'undefined'), alert: true, reloads: true },
  'IndexedDB, denied': { page: `IDBFactory.prototype.open = () => ${DENIED}`, alert: true },
  'IndexedDB, in the middle of a visit': {
    later: `IDBDatabase.prototype.transaction = () => { throw new DOMException('The database connection is closing.', 'InvalidStateError') }`,
    alert: true,
  },
  'Blobs in IndexedDB': { page: `(${refuseBlobs.toString()})()`, keeps: true },
  'localStorage, null': { page: giving('localStorage', 'null') },
  'localStorage and sessionStorage, denied': {
    page: `${giving('localStorage', DENIED)};${giving('sessionStorage', DENIED)}`,
  },
  'Web Locks': { page: giving('navigator.locks', 'undefined') },
  'Web Locks, denied': {
    page: `if (globalThis.LockManager) LockManager.prototype.request = () => ${REJECTS}`,
  },
  BroadcastChannel: { page: without('BroadcastChannel') },
  'service workers': { page: giving('navigator.serviceWorker', 'undefined') },
  'service workers, denied': {
    page: `if (globalThis.ServiceWorkerContainer) ServiceWorkerContainer.prototype.register = () => ${REJECTS}`,
    serviceWorkers: 'allow',
  },
  'caches, storage and clipboard': {
    page: ['caches', 'navigator.storage', 'navigator.clipboard'].map((p) => giving(p, 'undefined')).join(';'),
  },
  'motion and colours': { media: { reducedMotion: 'reduce', forcedColors: 'active' } },
}

const table = new DocTable(
  'docs/browsers.md',
  'limited',
  ['Without', 'Maps by', 'What is said'],
  Object.keys(ROWS),
)

const photo = noisePhoto(29, 23, 7)
const other = noisePhoto(31, 19, 8)
const conv = randomConv(3, 4, { seed: 51 })
const bank = bankFile('limited', [conv])
const edited = setWeight(conv.bank, 1, 2, 0, 1, 0.75)

/** A page without a part, and what goes wrong on it unheard. */
async function visit(context: BrowserContext, row: Row): Promise<{ app: App; faults: string[] }> {
  const faults: string[] = []
  // rejections that nobody handles too
  context.on('weberror', (error) => faults.push(error.error().message))
  await takeAway(context, { page: giving('navigator.hardwareConcurrency', '2') })
  await takeAway(context, row)
  // what a first visit begins with is as small
  await context.route('**/samples/still-life.jpg', (route) => route.fulfill({ body: photo.buffer }))
  const page = await context.newPage()
  if (row.media) await page.emulateMedia(row.media)
  await page.goto(APP_URL)
  return { app: new App(page), faults }
}

/** Type a weight; the maps that change, by their pictures. */
async function typeWeight(app: App): Promise<number[]> {
  const before = await app.pictures()
  await app.selectKernel(1, 2)
  await app.weight(1, 2, 0, 1).focus()
  await app.page.keyboard.type('0.75')
  await app.page.keyboard.press('Enter')
  await app.settled()
  return (await app.pictures()).flatMap((picture, i) => (picture === before[i] ? [] : [i]))
}

/** What cannot be saved is asked about before it goes; layers and filters are there again, as a step. */
async function reload(app: App): Promise<void> {
  const { page } = app
  page.once('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await expect(page.getByRole('group', { name: 'Message' })).toContainText('Their photo could not be kept.')
  await expect(app.map(3)).toHaveCount(1)
  await expect(app.map(4)).toHaveCount(0)
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, edited)
}

/** Photo, layers and filters are there again after a reload, the photo that an undo brought back. */
async function keep(app: App): Promise<void> {
  const { page } = app
  await saved(page, () => app.openImage(other))
  await saved(page, () => page.getByRole('button', { name: 'Undo' }).click())
  await page.reload()
  await expect(app.input).toContainText(`(${photo.tensor.shape.join(', ')})`)
  await expect(app.map(3)).toHaveCount(1)
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, edited)
}

/** How maps are computed, as the status says, and every sentence that tells of something missing. */
async function said(page: Page): Promise<[by: string, words: string]> {
  const status = await page.getByRole('status').innerText()
  expect(status).not.toContain('ready')
  const by = status.split('|').slice(0, -1).join(',').replace(/\s+/g, ' ').replaceAll(' ,', ',').trim()
  const alerts = await page.getByRole('alert').allInnerTexts()
  await page.getByRole('button', { name: 'About this run' }).hover()
  const [how = ''] = (await page.getByRole('tooltip').innerText())
    .split('\n')
    .filter((line) => /worker|engine/.test(line) && !alerts.includes(line))
  const why = /^[^.]*\. (.*)$/.exec(how)?.[1] ?? ''
  const offline = /Not available offline: .*/.exec(await page.getByRole('tooltip').innerText())?.[0] ?? ''
  const usual = [
    'Workers share one memory.',
    '',
    'Not available offline: service workers are blocked in this browser.',
  ]
  return [by, [...alerts, why, offline].filter((words) => !usual.includes(words)).join(' ')]
}

for (const [name, row] of Object.entries(ROWS)) {
  test(`without ${name}`, async ({ browser }) => {
    const { serviceWorkers = 'block' } = row
    const context = await browser.newContext({ serviceWorkers, viewport: { width: 1440, height: 900 } })
    const { app, faults } = await visit(context, row)
    await app.openImage(photo)
    await app.importFilters(bank, 4)
    if (row.later !== undefined) await app.page.evaluate(row.later)
    if (row.maps !== false) {
      expect(await typeWeight(app)).toEqual([1])
      expectConv2d(await app.exportNpy(), photo.tensor, edited)
      expect((await app.exportMaps('PNG')).length).toBeGreaterThan(100)
    }
    if (row.alert) await expect(app.page.getByRole('alert')).toBeVisible()
    const [by, words] = await said(app.page)
    if (row.reloads) await reload(app)
    if (row.keeps) await keep(app)
    expect(faults).toEqual([])
    const seen = [name, by, words]
    expect(seen).toEqual(await table.row(seen))
    await context.close()
  })
}

test('docs/browsers.md has these rows and no others', () => {
  expect(table.rows()).toEqual(Object.keys(ROWS))
})
