/* Makes the icons of the installed app from public/icon.svg: `node test/tools/make-icons.js`, writes public/icons/. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { BROWSER_ARGS, findChromium } from './find-chromium.js'

const icon = readFileSync('public/icon.svg', 'utf8')
const ground = /<rect width="64" height="64" rx="14"/
if (!icon.includes('<rect width="64" height="64" rx="14"'))
  throw new Error('public/icon.svg has no ground of 64 x 64 with rounded corners')

/** Systems cut a maskable icon to their own shape: the ground fills it, the squares stay inside the safe circle. */
const maskable = icon
  .replace(ground, '<rect width="64" height="64"')
  .replace('<g>', '<g transform="translate(32 32) scale(0.76) translate(-32 -32)">')

/** Systems colour a monochrome icon themselves, so only its opacity counts: the strength of each weight. */
const STRENGTHS = [0.9, 0.6, 0.25, 0.6, 0.35, 0.7, 0.25, 0.7, 1]
let weight = 0
const monochrome = maskable
  .replace(/<rect width="64"[^>]*>/, '')
  .replace(
    /fill="#\w+"/g,
    () => `fill="#000" fill-opacity="${String(STRENGTHS[weight++ % STRENGTHS.length])}"`,
  )

const ICONS = [
  { name: 'icon-192.png', size: 192, svg: icon },
  { name: 'icon-512.png', size: 512, svg: icon },
  { name: 'maskable-192.png', size: 192, svg: maskable },
  { name: 'maskable-512.png', size: 512, svg: maskable },
  { name: 'monochrome-512.png', size: 512, svg: monochrome },
  { name: 'apple-touch-icon.png', size: 180, svg: maskable },
]

mkdirSync('public/icons', { recursive: true })
const browser = await chromium.launch({ executablePath: await findChromium(), args: BROWSER_ARGS })
try {
  for (const { name, size, svg } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`)
    writeFileSync(`public/icons/${name}`, await page.screenshot({ omitBackground: true }))
    await page.close()
  }
} finally {
  await browser.close()
}
