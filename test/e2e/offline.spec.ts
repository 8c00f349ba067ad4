import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { CONTENT_SECURITY_POLICY, ISOLATION_HEADERS } from '../../workers/service-worker/page-headers.ts'
import { App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { Profile } from './support/profile.ts'
import { expectConv2d } from './support/reference.ts'
import { buildApp, StaticHost } from './support/static-host.ts'

test.use({ serviceWorkers: 'allow' })

/*
 * The app on a host as plain as they come: a folder of files under a path, no headers. Everything must work there, and go
 * on working when the host is gone.
 */

const folder = mkdtempSync(join(tmpdir(), 'filterbank-offline-'))
const host = new StaticHost(join(folder, 'a'), '/x/')

test.beforeAll(async () => {
  await buildApp(host.folder, '/x/', 'A')
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))
test.beforeEach(() => host.start())
test.afterEach(() => host.stop())

async function offlineReady(page: Page): Promise<void> {
  await expect(page.getByRole('status')).toContainText('Offline ready')
}

const isIsolated = (page: Page) => page.evaluate(() => crossOriginIsolated)

const photo = noisePhoto(61, 47, 5)
const conv = randomConv(3, 4, { seed: 21 })
const bank = bankFile('offline', [conv])

test('first visit, then no host: reload, new tab, restart, open, edit, export, share', async () => {
  const profile = new Profile()
  let context = await profile.open()
  let page = await context.newPage()
  const loads: string[] = []
  page.on('domcontentloaded', () => loads.push('load'))
  await page.goto(host.url)
  await offlineReady(page)
  await expect.poll(() => isIsolated(page)).toBe(true)
  await expect(page.getByRole('status')).not.toContainText('copying')
  expect(loads, 'one visit and one reload of its own accord').toHaveLength(2)

  await host.stop()
  await expect(fetch(host.url)).rejects.toThrow()

  await page.reload()
  await offlineReady(page)
  expect(await isIsolated(page)).toBe(true)
  await work(page)

  const tab = await context.newPage()
  await tab.goto(host.url)
  await offlineReady(tab)
  await context.close()

  context = await profile.open()
  page = await context.newPage()
  await page.goto(host.url)
  await offlineReady(page)
  const app = new App(page)
  await expect(app.input).toContainText(`(${photo.tensor.shape.join(', ')})`)
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)

  await share(page)
  await expect(app.input).toContainText('(1, 3, 31, 17)')
  await app.settled()
  await context.close()
  profile.remove()
})

/** All of the main job: workers and WebAssembly, lazily loaded parts, files out. */
async function work(page: Page): Promise<void> {
  const app = new App(page)
  await app.openImage(photo)
  await app.importFilters(bank, 4)
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
  expect(page.workers().length).toBeGreaterThan(0)
  for (const tab of ['Inspect', 'Cost', 'Code']) await page.getByRole('tab', { name: tab }).click()
  await page.getByRole('button', { name: 'Samples' }).click()
  await page.getByRole('menuitem', { name: 'Alps' }).click()
  await expect(app.input).toContainText('Alps')
  await app.settled()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await app.settled()
  await page.keyboard.press('Control+k')
  const name = 'MobileNet’s first depthwise pair'
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill(name)
  await page.getByRole('option', { name }).click()
  await expect(page.getByRole('group', { name: 'Message' })).toContainText(`Opened ${name}`)
  await app.settled()
  await page.keyboard.press('ControlOrMeta+z')
  await app.settled()
  await page.getByRole('button', { name: 'Projects' }).click()
  await expect(page.getByRole('dialog', { name: 'Projects' }).getByRole('article')).toHaveCount(1)
  await page.getByRole('button', { name: 'Close' }).click()
}

/** Post a picture, and a text before it, as the system does when they are shared with the app. */
async function share(page: Page): Promise<void> {
  await page.evaluate(
    (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
      const transfer = new DataTransfer()
      transfer.items.add(new File(['words'], 'words ß.txt', { type: 'text/plain' }))
      transfer.items.add(new File([bytes], 'shared.png', { type: 'image/png' }))
      const form = document.createElement('form')
      Object.assign(form, { method: 'post', enctype: 'multipart/form-data', action: 'share-target' })
      const input = document.createElement('input')
      Object.assign(input, { type: 'file', name: 'file', multiple: true, files: transfer.files })
      form.append(input)
      document.body.append(form)
      form.submit()
    },
    noisePhoto(17, 31, 9).buffer.toString('base64'),
  )
  // The message passes by: it is looked for from the beginning.
  await page.waitForURL(/\/x\/$/, { waitUntil: 'commit' })
  await expect(page.getByRole('group', { name: 'Message' })).toContainText('left 1 other: words ß.txt.')
}

test.describe('where service workers are blocked', () => {
  test.use({ serviceWorkers: 'block' })

  test('the app computes on copies and says so', async ({ page }) => {
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    const app = new App(page)
    await page.goto(host.url)
    await app.openImage(photo)
    await app.importFilters(bank, 4)
    await expect(page.getByRole('status')).toContainText('copying')
    await expect(page.getByRole('status')).not.toContainText('Offline ready')
    await page.getByRole('button', { name: 'About this run' }).hover()
    await expect(page.getByRole('tooltip')).toContainText('not cross-origin isolated')
    await expect(page.getByRole('tooltip')).toContainText(
      'Not available offline: service workers are blocked',
    )
    expect(faults).toEqual([])
    expect(await isIsolated(page)).toBe(false)
    expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
  })
})

test('the build names its headers for hosts that read them from a file', () => {
  const text = readFileSync(join(host.folder, '_headers'), 'utf8')
  const headers = { ...ISOLATION_HEADERS, 'Content-Security-Policy': CONTENT_SECURITY_POLICY }
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`)
  expect(text.startsWith(`/x/*\n${lines.join('')}`)).toBe(true)
  expect(text).toContain('/x/service-worker.js\n  Cache-Control: no-cache\n')
})

test('work that is under way is not torn away by the reload: it is offered', async ({ page }) => {
  const app = new App(page)
  await app.start(photo, host.url)
  await app.importFilters(bank, 4)
  const offer = page.getByRole('group', { name: 'New version' })
  await expect(offer).toContainText('After a reload the workers share memory')
  await expect(page.getByRole('status')).toContainText('copying')
  await offer.getByRole('button', { name: 'Reload' }).click()
  await expect.poll(() => isIsolated(page).catch(() => false)).toBe(true)
  await expect(app.input).toContainText('(1, 3, 47, 61)')
  await app.settled()
  expectConv2d(await app.exportNpy(), photo.tensor, conv.bank)
})
