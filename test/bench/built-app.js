import { chromium } from 'playwright-core'
import { build } from 'vite'
import { BROWSER_ARGS, findChromium } from '../tools/find-chromium.js'
import { serveBuild } from '../tools/serve.js'
import { openLargePhoto } from './large-photo.js'
import { editLive } from './live-edits.js'
import { watchLive } from './live-watch.js'

/**
 * Build the app, serve it as `npm start` does and measure what a person waits for.
 * @param {ReadonlySet<string>} parts `photo`, `live` or both
 * @returns {Promise<{ photo?: import('./large-photo.js').LargePhoto, live?: import('./live-edits.js').LiveEdits }>}
 */
export async function measureApp(parts) {
  const executablePath = await findChromium()
  await build({ logLevel: 'warn' })
  const server = await serveBuild({ headers: true })
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS })
  try {
    const open = async () => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      await page.addInitScript(watchLive)
      await page.goto(server.url)
      return page
    }
    return {
      ...(parts.has('photo') ? { photo: await openLargePhoto(await open()) } : {}),
      ...(parts.has('live') ? { live: await editLive(await open()) } : {}),
    }
  } finally {
    await browser.close()
    await server.close()
  }
}
