/*
 * What is photographed: each scene brings the app from its first view into one state.
 */

import { holdWorkers, importConv } from './acts.js'

/** @typedef {import('playwright-core').Page} Page */
/**
 * @typedef {object} Scene
 * @property {string} name
 * @property {readonly ('desktop' | 'phone')[]} devices
 * @property {{ width: number, height: number }} [viewport] another size than the device's
 * @property {'active' | 'none'} [forcedColors]
 * @property {boolean} [unready] the state has no finished maps
 * @property {boolean} [pointing] the pointer stays where it is
 * @property {(page: Page) => Promise<void>} [before] before the app is loaded
 * @property {(page: Page, device: 'desktop' | 'phone') => Promise<void>} [act]
 */

const BOTH = /** @type {const} */ (['desktop', 'phone'])
const DESKTOP = /** @type {const} */ (['desktop'])
const PHONE = /** @type {const} */ (['phone'])

/** Wait for the newest maps, where the view shows them. @param {Page} page */
export async function mapsReady(page) {
  await page.waitForFunction(
    () =>
      document.querySelector('.app') !== null && document.querySelectorAll('[aria-busy="true"]').length === 0,
  )
}

/** @param {Page} page @param {string | RegExp} name */
const press = (page, name) => page.getByRole('button', { name }).first().click()
/** @param {Page} page @param {string} name */
const exact = (page, name) => page.getByRole('button', { name, exact: true }).first().click()

/** @param {Page} page @param {'desktop' | 'phone'} device @param {string} tab */
async function openTab(page, device, tab) {
  if (device === 'phone') await page.getByRole('navigation').getByRole('button', { name: tab }).click()
  else await page.getByRole('tab', { name: tab }).click()
}

/** @param {Page} page @param {'desktop' | 'phone'} device @param {string} item */
async function fromMenu(page, device, item) {
  await exact(page, device === 'phone' ? 'More' : 'Export maps')
  await page.getByRole('menuitem').filter({ hasText: item }).first().click()
}

/** @param {Page} page @param {number} map */
async function openLarge(page, map) {
  const tile = page.getByLabel(new RegExp(`^feature map ${map} of layer`))
  await tile.click()
  await mapsReady(page)
  await tile.click()
  await page.getByRole('region', { name: 'Large map' }).waitFor()
}

/** @param {Page} page @param {string} mode */
async function chooseView(page, mode) {
  await page.getByRole('radiogroup', { name: 'View' }).getByText(mode, { exact: true }).click()
}

/** @type {readonly Scene[]} */
export const SCENES = [
  { name: 'main', devices: BOTH },
  { name: 'loading', devices: BOTH, unready: true, before: (page) => holdWorkers(page, /decode/) },
  {
    name: 'empty',
    devices: BOTH,
    unready: true,
    async before(page) {
      await page.route(/samples?\b.*|image-.*\.jpg/, (route) => route.abort())
    },
    act: (page) => page.getByText('Drop a photo').waitFor(),
  },
  {
    name: 'busy',
    devices: BOTH,
    unready: true,
    async act(page) {
      await mapsReady(page)
      await page.evaluate(() => {
        const post = /** @type {(...values: unknown[]) => void} */ (
          /** @type {unknown} */ (Reflect.get(Worker.prototype, 'postMessage'))
        )
        Worker.prototype.postMessage = function (/** @type {unknown[]} */ ...values) {
          const [message] = values
          if (!JSON.stringify(message).includes('"execute"')) Reflect.apply(post, this, values)
        }
      })
      await page.getByRole('combobox', { name: 'Working resolution' }).first().selectOption('512')
      await page.waitForTimeout(1000)
    },
  },
  {
    name: 'error',
    devices: BOTH,
    async act(page) {
      await page.getByLabel('Open image', { exact: true }).setInputFiles({
        name: 'broken.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.from('no picture'),
      })
      await page.getByRole('alert').first().waitFor()
    },
  },
  {
    name: 'hover-map',
    devices: DESKTOP,
    pointing: true,
    act: (page) => page.getByLabel(/^feature map 9 of layer/).hover(),
  },
  { name: 'large', devices: BOTH, act: (page) => openLarge(page, 5) },
  {
    name: 'large-side',
    devices: BOTH,
    async act(page) {
      await openLarge(page, 5)
      await chooseView(page, 'Side by side')
    },
  },
  {
    name: 'large-values',
    devices: BOTH,
    async act(page) {
      await openLarge(page, 5)
      await chooseView(page, 'Map')
      for (let i = 0; i < 12; i++) await exact(page, 'Zoom in')
    },
  },
  {
    name: 'large-rgb',
    devices: BOTH,
    async act(page) {
      await openLarge(page, 5)
      await chooseView(page, 'RGB')
    },
  },
  {
    name: 'large-difference',
    devices: BOTH,
    async act(page) {
      await openLarge(page, 5)
      await chooseView(page, 'A − B')
    },
  },
  {
    name: 'maps-256',
    devices: BOTH,
    async act(page) {
      await importConv(page, 3, 256)
      await mapsReady(page)
      await page.getByLabel(/^feature map 0 of layer/).focus()
      for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowDown')
    },
  },
  { name: 'dense-16', devices: BOTH, act: (page) => importConv(page, 3, 16, { size: 7 }) },
  { name: 'depthwise', devices: DESKTOP, act: (page) => importConv(page, 3, 12, { size: 5, groups: 3 }) },
  {
    name: 'fixed-range',
    devices: BOTH,
    async act(page, device) {
      const maps = page.getByRole('region', { name: 'Feature maps' })
      if (device === 'phone') await maps.getByRole('combobox', { name: 'Range' }).selectOption('fixed')
      else await maps.getByRole('radiogroup', { name: 'Range' }).getByText('Fixed').click()
    },
  },
  { name: 'camera', devices: BOTH, act: startCamera },
  {
    name: 'export-full',
    devices: BOTH,
    act: (page, device) =>
      fromMenu(page, device, device === 'phone' ? 'Export at full' : 'At full resolution'),
  },
  {
    name: 'export-full-rgb',
    devices: DESKTOP,
    async act(page, device) {
      await fromMenu(page, device, 'At full resolution')
      await page.getByLabel('RGB picture').check()
    },
  },
  {
    name: 'export-progress',
    devices: BOTH,
    before: (page) => holdWorkers(page, /encode/),
    async act(page, device) {
      await fromMenu(page, device, device === 'phone' ? 'Export at full' : 'At full resolution')
      await exact(page, 'Export')
      await page.getByRole('progressbar', { name: 'Exporting' }).waitFor()
    },
  },
  {
    name: 'menu',
    devices: BOTH,
    act: (page, device) => exact(page, device === 'phone' ? 'More' : 'Export maps'),
  },
  { name: 'samples', devices: DESKTOP, act: (page) => press(page, 'Samples') },
  {
    name: 'presets',
    devices: DESKTOP,
    async act(page) {
      await page.keyboard.press('p')
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'palette',
    devices: DESKTOP,
    async act(page) {
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'keys',
    devices: DESKTOP,
    async act(page) {
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'projects',
    devices: BOTH,
    async act(page, device) {
      if (device === 'phone') await fromMenu(page, device, 'Projects')
      else await press(page, /projects/i)
      await page.getByRole('dialog').waitFor()
    },
  },
  ...['Filter', 'Inspect', 'Cost', 'Code'].map((tab) => ({
    name: `tab-${tab.toLowerCase()}`,
    devices: DESKTOP,
    act: (/** @type {Page} */ page, /** @type {'desktop' | 'phone'} */ device) => openTab(page, device, tab),
  })),
  ...['Filters', 'Settings', 'Inspect', 'Cost'].map((tab) => ({
    name: `tab-${tab.toLowerCase()}`,
    devices: PHONE,
    act: (/** @type {Page} */ page, /** @type {'desktop' | 'phone'} */ device) => openTab(page, device, tab),
  })),
  ...[1, 2].map((layer) => ({
    name: `layer-${layer}`,
    devices: BOTH,
    act: (/** @type {Page} */ page) => press(page, new RegExp(`^Layer ${layer} `)),
  })),
  { name: 'width-360', devices: PHONE, viewport: { width: 360, height: 640 } },
  {
    name: 'width-360-large',
    devices: PHONE,
    viewport: { width: 360, height: 640 },
    act: (page) => openLarge(page, 5),
  },
  { name: 'zoom-200', devices: DESKTOP, viewport: { width: 720, height: 450 } },
  {
    name: 'zoom-200-large',
    devices: DESKTOP,
    viewport: { width: 720, height: 450 },
    act: (page) => openLarge(page, 5),
  },
  { name: 'tablet', devices: DESKTOP, viewport: { width: 1024, height: 768 } },
  {
    name: 'tablet-large',
    devices: DESKTOP,
    viewport: { width: 1024, height: 768 },
    act: (page) => openLarge(page, 5),
  },
  { name: '4k', devices: DESKTOP, viewport: { width: 3840, height: 2160 } },
  {
    name: '4k-large',
    devices: DESKTOP,
    viewport: { width: 3840, height: 2160 },
    act: (page) => openLarge(page, 5),
  },
  { name: 'forced-colors', devices: BOTH, forcedColors: 'active' },
  { name: 'forced-colors-large', devices: BOTH, forcedColors: 'active', act: (page) => openLarge(page, 5) },
]

/** @param {Page} page @param {'desktop' | 'phone'} device */
async function startCamera(page, device) {
  if (device === 'phone') await fromMenu(page, device, 'Camera')
  else await exact(page, 'Camera')
  await page.getByText(/frames\/s/).waitFor()
}
