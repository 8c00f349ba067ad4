import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { setWeight } from '../../src/core/bank/bank.ts'
import { installedFirefox, installedWebKit } from '../tools/browsers/launch.js'
import { DocTable } from './support/doc-table.ts'
import { DrivenApp, look } from './support/drive/driven-app.ts'
import { DrivenPage } from './support/drive/driven-page.ts'
import { driveFirefox } from './support/drive/firefox.ts'
import { driveWebKit } from './support/drive/webkit.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { nextVersion } from './support/next-version.ts'
import { changedChannels, expectConv2d } from './support/reference.ts'
import { saved } from './support/saved.ts'
import { StaticHost } from './support/static-host.ts'

test.describe.configure({ mode: 'parallel' })

/*
 * The main job in Firefox and WebKit, on a host that sets no headers and goes away.
 */

const folder = mkdtempSync(join(tmpdir(), 'filterbank-engines-'))
test.beforeAll(() => nextVersion('dist', folder, 'next'))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const photo = noisePhoto(61, 47, 5)
const other = noisePhoto(43, 59, 6)
const conv = randomConv(3, 4, { seed: 61 })
const bank = bankFile('engines', [conv])
/** Keys of the number that is typed. */
const DIGITS = ['0', '.', '7', '5']
const typed = setWeight(conv.bank, 1, 2, 0, 1, 0.75)
const stepped = setWeight(typed, 1, 2, 0, 1, 0.85)

/** A first visit, until all works that needs a server now. */
async function visit(app: DrivenApp, host: StaticHost): Promise<void> {
  await app.page.resize(1440, 900)
  await app.page.goto(host.url)
  await expect.poll(() => app.page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true)
  await expect.poll(() => app.status()).toContain('Offline ready')
  await app.settled()
}

async function click(app: DrivenApp, name: string | RegExp): Promise<void> {
  await (await app.page.find('button', name)).click()
}

/** Type a weight of filter 1. */
async function typeWeight(app: DrivenApp): Promise<void> {
  await click(app, 'kernel: filter 1, channel 2')
  await (await app.weight(1, 2, 0, 0)).click()
  await app.page.press('ArrowRight', ...DIGITS, 'Enter')
  await app.settled()
}

async function mainJob(app: DrivenApp, host: StaticHost): Promise<void> {
  const { step } = test
  const { page } = app
  await step('a first visit shows a photo and its maps', async () => {
    await visit(app, host)
    expect(await (await app.region('Input')).text()).toContain('Still life')
    expect(new Set(await app.pictures()).size).toBe(16)
  })
  await step('open a photo, import filters', async () => {
    await app.openImage(photo)
    await app.importFilters(bank, 4)
    expect(new Set(await app.pictures()).size).toBe(4)
  })
  await step('edit a weight by typing and by keys', async () => {
    const [before, changed] = [await app.exportNpy(), (await app.pictures())[1]]
    await typeWeight(app)
    const after = await app.exportNpy()
    expect(changedChannels(before, after)).toEqual([1])
    expect((await app.pictures())[1]).not.toBe(changed)
    await (await app.weight(1, 2, 0, 1)).click()
    await page.press('Shift+ArrowUp')
    await app.settled()
    expectConv2d(await app.exportNpy(), photo.tensor, stepped)
  })
  await step('a map is seen large, and follows an edit', async () => {
    await (await page.find('button', /^feature map 1 /)).click()
    await page.press('Enter')
    const large = await app.region('Large map')
    await expect.poll(() => large.evaluate((view) => view.ariaBusy)).toBe('false')
    const before = await large.evaluate(look)
    await (await app.weight(1, 2, 0, 1)).click()
    await page.press(...DIGITS, 'Enter')
    await expect.poll(() => large.evaluate(look)).not.toBe(before)
    await page.press('Escape')
    await app.settled()
  })
  await step('measure', async () => {
    await (await page.find('tab', 'Cost')).click()
    const cost = await page.find('tabpanel', 'Cost')
    await (await page.find('button', 'Measure', cost)).click()
    await page.find('button', 'Measure again', cost)
    expect(await cost.text()).toContain(' … ')
  })
  await step('undo', async () => {
    expectConv2d(await app.exportNpy(), photo.tensor, typed)
    await click(app, 'Undo')
    await app.settled()
    expectConv2d(await app.exportNpy(), photo.tensor, stepped)
  })
}

/** The main job, and what outlives the page. */
async function wholeJob(app: DrivenApp, host: StaticHost): Promise<void> {
  await mainJob(app, host)
  const { step } = test
  const { page } = app
  await step('reload: what was open is there again', async () => {
    await saved(page, () => app.openImage(other))
    await page.reload()
    await app.shows(other)
    expectConv2d(await app.exportNpy(), other.tensor, stepped)
  })
  await step('no host any more: reload, open, save', async () => {
    await host.stop()
    await page.reload()
    await expect.poll(() => app.status()).toContain('Offline ready')
    await app.shows(other)
    await saved(page, () => app.openImage(photo))
    expectConv2d(await app.exportNpy(), photo.tensor, stepped)
  })
  await step('a new version is offered, and takes over what is open', async () => {
    host.folder = folder
    await host.start()
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration())?.update()
    })
    const offer = await page.find('group', 'New version')
    const version = () => page.evaluate(() => document.documentElement.dataset['version']).catch(() => '')
    expect(await version()).toBe(null)
    await (await page.find('button', 'Update', offer)).click()
    await expect.poll(version).toBe('next')
    await app.shows(photo)
    expectConv2d(await app.exportNpy(), photo.tensor, stepped)
  })
}

/** What docs/browsers.md says of a browser: its version, how maps are computed, what a person is told beyond that. */
const table = new DocTable(
  'docs/browsers.md',
  'engines',
  ['Browser', 'Version', 'Maps by', 'What is said'],
  ['Firefox', 'WebKit', 'WebKit without shared memory'],
)

async function expectRow(name: string, app: DrivenApp): Promise<void> {
  const { version } = app.page.driver
  const [how = '', ...more] = await app.about()
  const [, by = '', words = ''] = /^\d+ ([^.]*)\. (.*)$/.exec(how) ?? []
  const usual = /^Workers share one memory\.$|^Everything is kept on this device|^Last run/
  const said = [words, ...more].filter((text) => !usual.test(text)).join(' ')
  const seen = [name, version, by, said]
  const written = await table.row(seen)
  // which instructions there are depends on the version
  const from = written[1] === version ? 2 : 3
  expect(seen.slice(from)).toEqual(written.slice(from))
}

/** Without shared memory: what is computed otherwise. */
async function shortJob(app: DrivenApp, host: StaticHost): Promise<void> {
  await visit(app, host)
  await app.openImage(photo)
  await app.importFilters(bank, 4)
  const before = await app.exportNpy()
  await typeWeight(app)
  const after = await app.exportNpy()
  expect(changedChannels(before, after)).toEqual([1])
  expectConv2d(after, photo.tensor, typed)
}

const BROWSERS = {
  Firefox: { installed: installedFirefox(), open: driveFirefox, job: wholeJob },
  WebKit: { installed: installedWebKit(), open: () => driveWebKit(true), job: wholeJob },
  'WebKit without shared memory': {
    installed: installedWebKit(),
    open: () => driveWebKit(false),
    job: shortJob,
  },
}

for (const [name, { installed, open, job }] of Object.entries(BROWSERS)) {
  test(`the main job in ${name}`, async () => {
    test.skip(installed === undefined && process.env['ALL_BROWSERS'] === undefined, 'it is not installed')
    const host = new StaticHost('dist', '/')
    // styles that come later than the scripts: WebKit does not wait for them
    host.delay = (path) => (/^assets\/index-.*css$/.test(path) ? 500 : 0)
    await host.start()
    const driver = await open()
    try {
      const app = new DrivenApp(new DrivenPage(driver))
      await job(app, host)
      await expectRow(name, app)
    } catch (error) {
      const body = await new DrivenPage(driver).screenshot()
      await test.info().attach('screen', { body, contentType: 'image/png' })
      throw error
    } finally {
      driver.close()
      await host.stop()
    }
  })
}
