import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'
import { BROWSER_ARGS, findChromium } from '../tools/find-chromium.js'

/** What SharedArrayBuffer needs. The bench page has no security policy: TensorFlow.js starts its threads from blobs. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}
const PAGE = 'test/bench/page/index.html'

/**
 * A browser and a page that holds our engine and the peers, built as the app is and served from one origin, their WebAssembly
 * included.
 * @returns {Promise<{ version: string, open: () => Promise<import('playwright-core').Page>, close: () => Promise<void> }>}
 */
export async function benchBrowser() {
  const outDir = mkdtempSync(join(tmpdir(), 'filterbank-bench-'))
  process.on('exit', () => {
    rmSync(outDir, { recursive: true, force: true })
  })
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      target: 'es2023',
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      // TensorFlow.js sends the text of a function to its threads, which a minifier breaks.
      minify: false,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { input: PAGE },
    },
    worker: { format: 'es' },
  })
  // LiteRT.js takes a folder and finds its files there by name.
  cpSync('node_modules/@litertjs/core/wasm', join(outDir, 'litert'), { recursive: true })
  const server = await preview({
    configFile: false,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0, strictPort: false, headers: HEADERS },
  })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('the server has no local address')
  const browser = await chromium.launch({ executablePath: await findChromium(), args: BROWSER_ARGS })
  return {
    version: browser.version(),
    async open() {
      const page = await browser.newPage()
      page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`))
      page.on('console', (message) => {
        // LiteRT.js tells there of all it does.
        if (message.type() === 'error' && !message.text().startsWith('INFO'))
          process.stderr.write(`${message.text()}\n`)
      })
      await page.goto(new URL(PAGE, url).href)
      return page
    },
    async close() {
      await browser.close()
      await server.close()
    },
  }
}
