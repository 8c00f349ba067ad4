import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { expectConv2d } from './support/reference.ts'
import { saved } from './support/saved.ts'
import { buildApp, StaticHost } from './support/static-host.ts'

test.use({ serviceWorkers: 'allow' })

const folder = mkdtempSync(join(tmpdir(), 'filterbank-update-'))
const host = new StaticHost(join(folder, 'a'), '/x/')

test.beforeAll(async () => {
  for (const version of ['a', 'b']) await buildApp(join(folder, version), '/x/', version)
  await host.start()
})
test.afterAll(async () => {
  await host.stop()
  rmSync(folder, { recursive: true, force: true })
})

const version = (page: Page) => page.evaluate(() => document.documentElement.dataset['version'])
const offer = (page: Page) => page.getByRole('group', { name: 'New version' })

async function visit(page: Page): Promise<App> {
  await page.goto(host.url)
  await expect(page.getByRole('status')).toContainText('Offline ready')
  await expect.poll(() => page.evaluate(() => crossOriginIsolated)).toBe(true)
  await expect(page.getByRole('status')).toContainText('Offline ready')
  return new App(page)
}

test('a new version is offered, applied when agreed to, work kept; a second tab goes on with the old', async ({
  page,
  context,
}) => {
  const photo = noisePhoto(53, 41, 4)
  const conv = randomConv(3, 4, { seed: 31 })
  const app = await visit(page)
  await app.openImage(photo)
  await saved(page, () => app.importFilters(bankFile('before', [conv]), 4))
  const second = await context.newPage()
  const other = await visit(second)
  await expect(second.getByRole('group', { name: 'Open in another tab' })).toBeVisible()
  expect([await version(page), await version(second)]).toEqual(['a', 'a'])

  host.folder = join(folder, 'b')
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    await registration?.update()
  })
  await expect(offer(page)).toContainText('new version')
  await expect(offer(second)).toContainText('new version')
  expect(await version(page), 'nothing changes before it is agreed to').toBe('a')

  await offer(page).getByRole('button', { name: 'Update' }).click()
  await expect.poll(() => version(page).catch(() => '')).toBe('b')
  await expect(app.input).toContainText('(1, 3, 41, 53)')
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
  await expect(offer(page)).toHaveCount(0)

  await expect(offer(second)).toContainText('updated in another tab')
  expect(await version(second)).toBe('a')
  await other.settled()
  // Parts that the old page has not loaded yet come from its own version, although the host has only the new one.
  const parts: string[] = []
  second.on('response', (response) => {
    if (response.status() === 200 && response.url().endsWith('.js')) parts.push(response.url())
  })
  await second.getByRole('button', { name: 'Projects' }).click()
  await expect(second.getByRole('dialog', { name: 'Projects' }).getByRole('article')).toHaveCount(1)
  await second.getByRole('button', { name: 'Close' }).click()
  expect(parts.length).toBeGreaterThan(0)
  await other.openImage(noisePhoto(19, 23, 2))
  await other.exportNpy()

  await offer(second).getByRole('button', { name: 'Reload' }).click()
  await expect.poll(() => version(second).catch(() => '')).toBe('b')
  await expect(second.getByRole('status')).toContainText('Offline ready')
  // Now that no page runs the old version, its files go.
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const names = (await caches.keys()).filter((name) => name.includes('precache'))
        const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
        return keys.flat().filter(({ url }) => /\/assets\/index-[\w-]+\.js$/.test(url)).length
      }),
    )
    .toBe(entryScripts(join(folder, 'b')))
})

test('half an update changes nothing, on a host that is gone too; all of it is offered', async ({ page }) => {
  const photo = noisePhoto(23, 29, 6)
  host.folder = join(folder, 'a')
  const app = await visit(page)
  await saved(page, () => app.openImage(photo))
  host.folder = join(folder, 'b')
  // scripts are not there yet, and the host answers with its page
  host.fault = (path) => (path.includes('assets/index-') ? 'page' : null)
  const update = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration()
      await registration?.update()
      const worker = registration?.installing
      while (worker?.state === 'installing')
        await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }))
      return worker?.state
    })
  expect(await update()).toBe('redundant')
  await expect(offer(page)).toHaveCount(0)

  await host.stop()
  await page.reload()
  await expect(page.getByRole('status')).toContainText('Offline ready')
  expect(await version(page)).toBe('a')
  await expect(app.input).toContainText('(1, 3, 29, 23)')
  await app.settled()

  host.fault = () => null
  await host.start()
  expect(await update()).toBe('installed')
  await expect(offer(page)).toContainText('new version')
})

test('a file that the browser has thrown away is fetched again', async ({ page }) => {
  host.folder = join(folder, 'b')
  await visit(page)
  const lost = () =>
    page.evaluate(async () => {
      const [name = ''] = (await caches.keys()).filter((each) => each.includes('precache'))
      const cache = await caches.open(name)
      const keys = await cache.keys()
      const some = keys.filter(({ url }) => url.includes('/assets/'))
      return { name, count: keys.length, urls: some.map(({ url }) => url).slice(0, 3) }
    })
  const before = await lost()
  await page.evaluate(async ({ name, urls }) => {
    const cache = await caches.open(name)
    for (const url of urls) await cache.delete(url)
  }, before)
  expect((await lost()).count).toBe(before.count - 3)
  await page.reload()
  await expect(page.getByRole('status')).toContainText('Offline ready')
  expect((await lost()).count).toBe(before.count)
})

function entryScripts(build: string): number {
  return readdirSync(join(build, 'assets')).filter((name) => /^index-[\w-]+\.js$/.test(name)).length
}
