import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, runnerImport } from 'vite'
import { findChromium } from '../tools/find-chromium.js'
import { startBrowser } from './mortal-browser.js'
import { OpenApp } from './open-app.js'
import { randomNumbers } from './random.js'

/** For a first visit on a machine that is busy with other things, in ms. */
const PATIENCE_MS = 120_000
/** Longest time of a file on its way, and latest moment of a kill after an update began, in ms. */
const SLOWEST = 60
const LATEST = 1500

/**
 * A host has a newer version each time; while the service worker fetches it, the worker alone, or the browser and all its processes,
 * is killed. Then the app is opened, half of the time without the host: it must open whole, of the version of before or the new one,
 * with the work that was saved; and with the host the update must come to its end.
 * @type {import('./crash.js').Trial}
 */
export async function killUpdates(rounds, seed, say) {
  const random = randomNumbers(seed)
  const executablePath = await findChromium()
  const folder = mkdtempSync(join(tmpdir(), 'filterbank-updates-'))
  const profile = mkdtempSync(join(tmpdir(), 'filterbank-crash-'))
  const original = join(folder, 'original')
  await build({ logLevel: 'error', base: '/x/', build: { outDir: original, emptyOutDir: true } })
  /** @type {{ module: typeof import('../e2e/support/next-version.ts') }} */
  const { module: versions } = await runnerImport('/test/e2e/support/next-version.ts', { configFile: false })
  /** @type {{ module: typeof import('../e2e/support/static-host.ts') }} */
  const { module: hosts } = await runnerImport('/test/e2e/support/static-host.ts', { configFile: false })
  const host = new hosts.StaticHost(version(0), '/x/')
  let failed = 0
  const offlineStarts = { old: 0, new: 0 }
  let browser = null
  try {
    await host.start()
    browser = await started()
    await browser.page.goto(host.url)
    const page = new OpenApp(browser.page)
    await page.ready()
    await page.keepWeight(0.625)
    for (let round = 1; round <= rounds; round++) {
      const what = random() < 0.5 ? 'the service worker' : 'the browser'
      const isAway = random() < 0.5
      try {
        const app = new OpenApp(browser.page)
        host.folder = version(round)
        host.delay = () => SLOWEST * random()
        await app.beginUpdate()
        await browser.page.waitForTimeout(LATEST * random())
        if (what === 'the browser') {
          await browser.kill()
          browser = await started()
        } else await app.killServiceWorker()
        host.delay = () => 0
        if (isAway) await host.stop()
        await browser.page.goto(host.url)
        const open = new OpenApp(browser.page)
        const found = await open.ready()
        if (found !== round - 1 && found !== round) throw new Error(`version ${found} opens`)
        if (isAway) offlineStarts[found === round ? 'new' : 'old']++
        if ((await open.weight()) !== 0.625) throw new Error(`a weight is ${await open.weight()}`)
        await open.loadsParts()
        if (isAway) await host.start()
        await open.updateTo(round)
      } catch (error) {
        failed++
        say(`update ${round}, ${what} killed: ${error instanceof Error ? error.message : String(error)}`)
        await host.stop()
        await host.start()
        await browser.kill()
        browser = await started()
        await browser.page.goto(host.url)
        await new OpenApp(browser.page).updateTo(round)
      }
      rmSync(version(round - 1, false), { recursive: true, force: true })
      if (round % 10 === 0) say(`${round} of ${rounds} updates, ${failed} failed`)
    }
  } finally {
    await browser?.kill()
    await host.stop()
    rmSync(folder, { recursive: true, force: true })
    rmSync(profile, { recursive: true, force: true })
  }
  const { old, new: newer } = offlineStarts
  say(
    `updates: killed ${rounds} times (seed ${seed}), ${failed} failed; without the host ${old} opened as before and ${newer} as updated`,
  )
  return failed === 0

  async function started() {
    const mortal = await startBrowser(executablePath, profile)
    mortal.page.setDefaultTimeout(PATIENCE_MS)
    return mortal
  }

  /** The folder of a version, made unless it is there. */
  function version(/** @type {number} */ number, isMade = true) {
    const made = join(folder, String(number))
    if (isMade) versions.nextVersion(original, made, String(number))
    return made
  }
}
