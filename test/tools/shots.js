/*
 * Photographs the running app: `npm run shots`. Every view and state, wide and narrow, light and dark, into
 * docs/screenshots/ (not committed); two of them become the README's pictures. `--only large,camera` takes those whose
 * name holds one of the words, `--built` leaves the build as it is.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { BROWSER_ARGS, findChromium } from './find-chromium.js'
import { serveBuild } from './serve.js'
import { mapsReady, SCENES } from './shots/scenes.js'

const FOLDER = 'docs/screenshots'
/** Pictures of the README, and the shots that they are. */
const PICTURES = {
  'docs/screenshot.png': 'desktop-light-main',
  'docs/screenshot-large.png': 'desktop-dark-large',
}
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

const { values } = parseArgs({ options: { only: { type: 'string' }, built: { type: 'boolean' } } })
const words = values.only?.split(',') ?? ['']

const executablePath = await findChromium()
if (values.built !== true) await build({ logLevel: 'warn' })
mkdirSync(FOLDER, { recursive: true })
const server = await serveBuild({ headers: true })
const args = [...BROWSER_ARGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
const browser = await chromium.launch({ executablePath, args })
try {
  for (const scene of SCENES) {
    for (const device of scene.devices) {
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        const name = `${device}-${colorScheme}-${scene.name}`
        if (words.some((word) => name.includes(word))) await photograph(scene, device, colorScheme, name)
      }
    }
  }
} finally {
  await browser.close()
  await server.close()
}

/**
 * @param {import('./shots/scenes.js').Scene} scene @param {'desktop' | 'phone'} device
 * @param {'light' | 'dark'} colorScheme @param {string} name
 */
async function photograph(scene, device, colorScheme, name) {
  const hasTouch = device === 'phone'
  const { viewport = SIZES[device], forcedColors = 'none' } = scene
  const context = await browser.newContext({ viewport, colorScheme, forcedColors, hasTouch })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await scene.before?.(page)
    await page.goto(server.url)
    if (!scene.unready) await mapsReady(page)
    await scene.act?.(page, device)
    if (!scene.unready) await mapsReady(page)
    if (!scene.pointing) await page.mouse.move(0, 0) // where nothing shows that it is pointed at
    const path = `${FOLDER}/${name}.png`
    await page.screenshot({ path })
    const [picture] = Object.entries(PICTURES).find(([, shot]) => shot === name) ?? []
    if (picture !== undefined) copyFileSync(path, picture)
    process.stdout.write(`${path}\n`)
  } finally {
    await context.close()
  }
}
