/*
 * Photographs the running app for the manifest, where stores and browsers show what is installed:
 * `npm run build && node test/tools/make-manifest-screenshots.js`, writes public/screenshots/.
 */
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { BROWSER_ARGS, findChromium } from './find-chromium.js'
import { serveBuild } from './serve.js'

const SHOTS = {
  wide: { viewport: { width: 1440, height: 900 } },
  narrow: { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true },
}

mkdirSync('public/screenshots', { recursive: true })
const server = await serveBuild({ headers: true })
const browser = await chromium.launch({ executablePath: await findChromium(), args: BROWSER_ARGS })
try {
  for (const [name, options] of Object.entries(SHOTS)) {
    const page = await browser.newPage(options)
    await page.goto(server.url)
    const hints = page.getByRole('button', { name: 'Hide hints' })
    if ((await hints.count()) > 0) await hints.click()
    await page.locator('[aria-label="Feature maps"][aria-busy="false"]').waitFor()
    await page.waitForFunction(() =>
      document.querySelector('[role=status]')?.textContent.includes('Offline ready'),
    )
    await page.screenshot({ path: `public/screenshots/${name}.jpg`, type: 'jpeg', quality: 82 })
    await page.close()
  }
} finally {
  await browser.close()
  await server.close()
}
