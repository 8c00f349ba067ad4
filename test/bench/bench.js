/*
 * Measures the built app: `npm run bench` prints the results and writes them to bench.json, an array of cases. Times are
 * never asserted; they are only as good as the machine is quiet.
 */
import { writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { BROWSER_ARGS, findChromium } from '../tools/find-chromium.js'
import { serveBuild } from '../tools/serve.js'
import { openLargePhoto } from './large-photo.js'

const executablePath = await findChromium()
await build({ logLevel: 'warn' })
const server = await serveBuild({ headers: true })
const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS })
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(server.url)
  const results = [await openLargePhoto(page)]
  for (const result of results) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  writeFileSync('bench.json', `${JSON.stringify(results, null, 2)}\n`)
} finally {
  await browser.close()
  await server.close()
}
