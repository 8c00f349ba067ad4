/*
 * Finds the best register blocks by trying all: `npm run bench:tune [-- --set simd --only text --finalists 5]`. Prints for each
 * shape the block of src/kernels/conv/direct/blocks.ts and the best, in GFLOP/s; takes about 2 seconds a shape, and is only as good as the
 * machine is quiet.
 */
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { createServer } from 'vite'
import { BROWSER_ARGS, findChromium } from '../tools/find-chromium.js'

const { values } = parseArgs({
  options: {
    set: { type: 'string', default: 'relaxed' },
    only: { type: 'string', default: '' },
    finalists: { type: 'string', default: '5' },
  },
})
/** @type {readonly import('../../src/kernels/wasm/sets.ts').KernelSet[]} */
const SETS = ['relaxed', 'simd', 'plain']
const { only } = values
const set = SETS.find((each) => each === values.set)
if (set === undefined) throw new TypeError(`the sets are ${SETS.join(', ')}, not ${values.set}`)
const finalists = Number(values.finalists)
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

const server = await createServer({
  configFile: false,
  logLevel: 'error',
  appType: 'mpa',
  optimizeDeps: { noDiscovery: true },
  server: { port: 0, hmr: false, watch: null, headers: ISOLATION },
})
await server.listen()
const url = server.resolvedUrls?.local[0]
if (url === undefined) throw new Error('the server has no local address')
const browser = await chromium.launch({ executablePath: await findChromium(), args: BROWSER_ARGS })
try {
  const page = await browser.newPage()
  await page.goto(new URL('test/bench/tune/index.html', url).href)
  const names = await page.evaluate(() => window.tuner.names)
  process.stdout.write(`| ${set} | block | GFLOP/s | best blocks |\n| --- | --- | --- | --- |\n`)
  for (const name of names.filter((each) => each.includes(only))) {
    const { chosen, found } = await page.evaluate(
      (shape) => window.tuner.tune(shape.name, shape.set, shape.finalists),
      { name, set, finalists },
    )
    const own = found.find(([block]) => block === chosen)?.[1] ?? NaN
    const best = found.map(([block, gflops]) => `${block} ${gflops.toFixed(1)}`).join(', ')
    process.stdout.write(`| ${name} | ${chosen} | ${own.toFixed(1)} | ${best} |\n`)
  }
} finally {
  await browser.close()
  await server.close()
}
