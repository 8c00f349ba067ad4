/*
 * Photographs the running app: `npm run shots`. Wide and narrow, light and dark, into docs/screenshots/ (not committed);
 * the README's picture, docs/screenshot.png, is the wide light one.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { build } from 'vite'
import { BROWSER_ARGS, findChromium } from './find-chromium.js'
import { serveBuild } from './serve.js'
import { chromium } from 'playwright-core'

const FOLDER = 'docs/screenshots'
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

const executablePath = await findChromium()
await build({ logLevel: 'warn' })
mkdirSync(FOLDER, { recursive: true })
const server = await serveBuild({ headers: true })
const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS })
try {
  for (const [name, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const page = await browser.newPage({ viewport, colorScheme, hasTouch: name === 'phone' })
      await page.goto(server.url)
      await page.locator('[aria-label="Feature maps"][aria-busy="false"]').waitFor()
      await page.mouse.move(0, 0) // where nothing shows that it is pointed at
      const path = `${FOLDER}/${name}-${colorScheme}.png`
      await page.screenshot({ path })
      process.stdout.write(`${path}\n`)
      await page.close()
    }
  }
  copyFileSync(`${FOLDER}/desktop-light.png`, 'docs/screenshot.png')
} finally {
  await browser.close()
  await server.close()
}
