import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { findChromium } from '../tools/find-chromium.js'
import { serveBuild } from '../tools/serve.js'
import { Editor } from './editing.js'
import { lossesText, lossOf } from './losses.js'
import { startBrowser } from './mortal-browser.js'
import { randomNumbers } from './random.js'

/** Time of editing before a kill, in ms. */
const LEAST = 100
const MOST = 4000

/**
 * Someone edits, the browser and all its processes are killed at a random moment, the app is opened again: its document must
 * open, as it was at some moment, and how many seconds of edits are missing is said. One profile goes through all rounds, as a
 * person's does.
 * @type {import('./crash.js').Trial}
 */
export async function killBrowsers(rounds, seed, say) {
  const random = randomNumbers(seed)
  const executablePath = await findChromium()
  await build({ logLevel: 'error' })
  const server = await serveBuild({ headers: true })
  const profile = mkdtempSync(join(tmpdir(), 'filterbank-crash-'))
  /** @type {import('./losses.js').Loss[]} */
  const losses = []
  /** What there was when the browser was killed last. @type {{ editor: Editor, killed: number } | null} */
  let before = null
  let edits = 0
  let failed = 0
  try {
    for (let round = 0; round <= rounds; round++) {
      const browser = await startBrowser(executablePath, profile)
      const editor = new Editor(browser.page, random, edits)
      try {
        await browser.page.goto(server.url)
        const seen = await editor.see()
        if (before !== null)
          losses.push(lossOf(before.editor.edits, before.editor.pending, before.killed, seen))
        before = null
        if (round === rounds) continue
        let isAlive = true
        const editing = editor.edit(seen, () => isAlive)
        await Promise.race([editing, browser.page.waitForTimeout(LEAST + (MOST - LEAST) * random())])
        isAlive = false
        const killed = Date.now()
        await browser.kill()
        await editing
        edits = editor.count
        before = { editor, killed }
      } catch (error) {
        failed++
        say(`after kill ${round}: ${error instanceof Error ? error.message : String(error)}`)
        before = null
      } finally {
        await browser.kill()
      }
      if (round > 0 && round % 50 === 0) say(`${round} of ${rounds} kills, ${failed} failed`)
    }
  } finally {
    await server.close()
    rmSync(profile, { recursive: true, force: true })
  }
  say(
    `browser: killed ${rounds} times in ${edits} edits (seed ${seed}): ${losses.length} documents opened, ${failed} failed`,
  )
  say(lossesText(losses))
  return failed === 0 && losses.length === rounds
}
