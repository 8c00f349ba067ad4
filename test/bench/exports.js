import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { importConv } from '../tools/shots/acts.js'
import { mapsReady } from '../tools/shots/scenes.js'
import { drawPhoto, openPhoto } from './app-page.js'

const SIZE = { width: 6000, height: 4000 }
const LOOK_MS = 150
/** How long the browser gets to calm down between exports, in ms. */
const PAUSE_MS = 3000

/** @typedef {import('playwright-core').Page} Page */

/**
 * Exports at full resolution: 24 MP through 3->16 5x5, in a profile of its own, since files of a private window are kept in
 * memory.
 * @param {import('playwright-core').LaunchOptions} options of the browser @param {string} url
 * @returns {Promise<string[]>} rows of a table
 */
export async function exportLarge(options, url) {
  const profile = mkdtempSync(join(tmpdir(), 'filterbank-'))
  const browser = await chromium.launchPersistentContext(profile, {
    ...options,
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block',
  })
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await mapsReady(page)
    await importConv(page, 3, 16, { size: 5 })
    await drawPhoto(page, SIZE)
    await openPhoto(page, { width: 1024, height: 683 })
    const rows = []
    for (const [what, kind, all] of /** @type {const} */ ([
      ['one map as a PNG of 8 bits', 'PNG, 8 bit', false],
      ['one map as a PNG of 16 bits', 'PNG, 16 bit', false],
      ['all 16 maps as PNG in a ZIP', 'PNG, 8 bit', true],
      ['all 16 maps as one .npy of 1.54 GB', 'NumPy (.npy)', true],
    ])) {
      await page.waitForTimeout(PAUSE_MS)
      const { seconds, megabytes } = await exportOnce(page, kind, all)
      const memory = megabytes === null ? 'not measured' : `${Math.round(megabytes)} MB`
      rows.push(`| 24 MP, ${what}: time, most memory | ${seconds.toFixed(1)} s, ${memory} |`)
    }
    return rows
  } finally {
    await browser.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** @param {Page} page @param {string} kind @param {boolean} all */
async function exportOnce(page, kind, all) {
  await page.getByRole('button', { name: 'Export maps' }).click()
  await page.getByRole('menuitem').filter({ hasText: 'At full resolution' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export at full resolution' })
  await dialog.getByLabel(kind).check()
  if (all) await dialog.getByLabel('All 16').check()
  const before = memoryHeld()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, memoryHeld())), LOOK_MS)
  const start = performance.now()
  const saved = page.waitForEvent('download', { timeout: 300_000 })
  await dialog.getByRole('button', { name: 'Export' }).click()
  const file = await saved
  const seconds = (performance.now() - start) / 1000
  await file.path()
  clearInterval(timer)
  await file.delete()
  return { seconds, megabytes: before === 0 ? null : most - before }
}

/** MB that the processes started from here hold, shared pages in parts; 0 where /proc does not tell. */
function memoryHeld() {
  /** @type {Map<number, number[]>} */
  const children = new Map()
  try {
    for (const name of readdirSync('/proc')) {
      const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : ''
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    }
  } catch {
    return 0 // not Linux
  }
  /** @param {number} id @returns {number} */
  const held = (id) =>
    (children.get(id) ?? []).reduce(
      (sum, child) =>
        sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${child}/smaps_rollup`))?.[1] ?? 0) + held(child),
      0,
    )
  return held(process.pid) / 1024
}

/** @param {string} path @returns {string} '' for a process that has ended */
function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
