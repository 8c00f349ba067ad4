/*
 * Measures reading the maps in the built app: `npm run bench:maps`. A first visit, scrolling through 256 maps, the camera's
 * rate with Chromium's fake device, edit to frame through three layers at half a megapixel, and exports at full resolution.
 * `--built` leaves the build as it is.
 */
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { BROWSER_ARGS, findChromium } from '../tools/find-chromium.js'
import { serveBuild } from '../tools/serve.js'
import { importConv } from '../tools/shots/acts.js'
import { mapsReady } from '../tools/shots/scenes.js'
import { drawPhoto, openPhoto } from './app-page.js'
import { exportLarge } from './exports.js'
import { watchLive } from './live-watch.js'
import { median } from './results.js'

const FRAME_MS = 1000 / 60
/** Half a megapixel. */
const SIZE = { width: 866, height: 577 }
const VIEWPORT = { width: 1440, height: 900 }
const VISITS = 7

/** @typedef {import('playwright-core').Page} Page */

const executablePath = await findChromium()
if (!process.argv.includes('--built')) await build({ logLevel: 'warn' })
const server = await serveBuild({ headers: true })
const args = [...BROWSER_ARGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
const browser = await chromium.launch({ executablePath, args })
try {
  process.stdout.write('| what | measured |\n|---|---|\n')
  process.stdout.write(`${await firstVisits()}\n`)
  for (const measure of [scrollMaps, cameraRate, editToFrame]) {
    const page = await browser.newPage({ viewport: VIEWPORT })
    await page.addInitScript(watchLive)
    await page.goto(server.url)
    await mapsReady(page)
    for (const line of await measure(page)) process.stdout.write(`${line}\n`)
    await page.close()
  }
  for (const line of await exportLarge({ executablePath, args: BROWSER_ARGS }, server.url))
    process.stdout.write(`${line}\n`)
} finally {
  await browser.close()
  await server.close()
}

/** Each in a profile of its own: from the start of loading to the frame in which maps are painted. */
async function firstVisits() {
  /** @type {number[]} */
  const times = []
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext({ viewport: VIEWPORT })
    const page = await context.newPage()
    await page.addInitScript(() => {
      const look = () => {
        const maps = document.querySelector('[aria-label="Feature maps"][aria-busy="false"]')
        const pictures = [...(maps?.querySelectorAll('button canvas') ?? [])]
        const isPainted = pictures.some((each) => each instanceof HTMLCanvasElement && each.width > 1)
        if (isPainted) Reflect.set(globalThis, 'firstMaps', performance.now())
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    await page.goto(server.url)
    const time = await page.waitForFunction(() => {
      const at = /** @type {unknown} */ (Reflect.get(globalThis, 'firstMaps'))
      return typeof at === 'number' ? at : null
    })
    times.push((await time.jsonValue()) ?? 0)
    await context.close()
  }
  const range = [Math.min(...times), Math.max(...times)].map((ms) => (ms / 1000).toFixed(2)).join(' to ')
  return `| first visit to first maps (median of ${VISITS}) | ${(median(times) / 1000).toFixed(2)} s (${range}) |`
}

/** From the first of 256 maps to the last and back, 30 pixels a frame. @param {Page} page */
async function scrollMaps(page) {
  await importConv(page, 3, 256)
  await mapsReady(page)
  const { frames, longTasks } = await watched(page, () =>
    page.getByRole('region', { name: 'Feature maps' }).evaluate(async (maps) => {
      const scroller = maps.parentElement
      if (scroller === null) throw new Error('nothing to scroll')
      for (let step = 30; step >= -30; step -= 60) {
        for (let top = NaN; top !== scroller.scrollTop;) {
          top = scroller.scrollTop
          scroller.scrollTop += step
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
      }
    }),
  )
  const seconds = ((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1000
  return [
    `| 256 maps, 1024 x 683, scrolled through and back in ${seconds.toFixed(1)} s: frames dropped | ${dropped(frames)} of ${Math.round(seconds * 60)} |`,
    `| the same: tasks of the main thread over 50 ms | ${longTasks.length}, the longest ${Math.round(Math.max(0, ...longTasks))} ms |`,
  ]
}

/** What the camera's bar says, second by second. @param {Page} page */
async function cameraRate(page) {
  await page.getByRole('button', { name: 'Camera' }).click()
  const rate = page.getByText(/frames\/s/)
  await rate.waitFor()
  await page.waitForTimeout(3000)
  /** @type {number[]} */
  const rates = []
  for (let i = 0; i < 8; i++) {
    await page.waitForTimeout(1000)
    rates.push(Number.parseFloat(await rate.innerText()))
  }
  return [
    `| camera, 1280 x 720 reduced to 1024 x 576, 3->8, ReLU, 8->16 in 4 groups: frames a second | ${median(rates).toFixed(1)} |`,
  ]
}

/** One weight stepped ten times a second, first of the last layer, then of the first. @param {Page} page */
async function editToFrame(page) {
  await drawPhoto(page, SIZE)
  await openPhoto(page, SIZE)
  const lines = []
  for (const layer of [3, 1]) {
    await page.getByRole('button', { name: new RegExp(`^Layer ${layer} `) }).click()
    await page
      .getByRole('region', { name: 'Kernel', exact: true })
      .getByRole('spinbutton', { name: 'filter 0, channel 0, row 1, column 1' })
      .focus()
    await press(page, 10)
    const { drawn, presented } = await watched(page, () => press(page, 40))
    lines.push(
      `| edit in layer ${layer} of 3, 0.5 MP: input event to draw call, to presented frame (medians) | ${median(drawn).toFixed(1)} ms, ${median(presented).toFixed(1)} ms |`,
    )
  }
  return lines
}

/** @param {Page} page @param {number} times */
async function press(page, times) {
  for (let i = 0; i < times; i++) {
    await page.keyboard.press('Shift+ArrowUp')
    await page.waitForTimeout(100)
  }
  await mapsReady(page)
}

/**
 * What `watchLive` notes meanwhile.
 * @param {Page} page @param {() => Promise<unknown>} act
 */
async function watched(page, act) {
  await page.evaluate(() => {
    Reflect.set(globalThis, 'liveNotes', { drawn: [], presented: [], frames: [], longTasks: [] })
  })
  await act()
  await page.waitForTimeout(200)
  return await page.evaluate(() => {
    /** @type {import('./live-watch.js').LiveNotes} */
    const notes = Reflect.get(globalThis, 'liveNotes')
    return notes
  })
}

/** Frames that a screen of 60 Hz would have shown and that were not. @param {readonly number[]} frames */
function dropped(frames) {
  const gaps = frames.slice(1).map((time, i) => time - (frames[i] ?? time))
  return gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0)
}
