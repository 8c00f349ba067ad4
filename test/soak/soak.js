/*
 * Whether the app can be left open for days: `npm run test:soak -- --minutes=30`. Someone does one thing after the other at random, and
 * what the app holds is measured every minute. It may grow while parts are loaded, and must then stay as it is.
 */
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import '../tools/require-node.js'
import { randomNumbers } from '../crash/random.js'
import { BROWSER_ARGS, findChromium } from '../tools/find-chromium.js'
import { serveBuild } from '../tools/serve.js'
import { actAtRandom } from './acting.js'
import { Gauge } from './gauge.js'
import { growthOf, tableOf } from './growth.js'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
})
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
if (!(minutes > 0) || !Number.isInteger(seed)) throw new TypeError('--minutes=N and --seed=N are numbers')

const random = randomNumbers(seed)
const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)

const executablePath = await findChromium()
await build({ logLevel: 'error' })
const server = await serveBuild({ headers: true })
const browser = await chromium.launch({
  executablePath,
  args: [
    ...BROWSER_ARGS,
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--enable-blink-features=ForceEagerMeasureMemory',
  ],
})
/** @type {string[]} */
const faults = []
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, acceptDownloads: false })
  page.on('pageerror', ({ message }) => faults.push(`page error: ${message}`))
  await page.goto(server.url)
  const gauge = await Gauge.on(page)
  const end = Date.now() + minutes * 60_000
  let actions = 0
  /** @type {import('./gauge.js').Reading[]} */
  const readings = []
  while (Date.now() < end) {
    const next = Math.min(end, Date.now() + 60_000)
    while (Date.now() < next) {
      await actAtRandom(page, random)
      actions += 1
    }
    readings.push(await gauge.read())
    say(`${readings.length} min, ${actions} actions: ${JSON.stringify(readings.at(-1))}`)
  }
  say(tableOf(readings))
  faults.push(...growthOf(readings))
  say(`${actions} actions in ${minutes} min (seed ${seed}), ${faults.length} faults`)
} finally {
  await browser.close()
  await server.close()
}
for (const fault of faults) say(fault)
process.exitCode = faults.length > 0 ? 1 : 0
