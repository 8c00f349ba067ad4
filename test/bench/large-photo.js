import { drawPhoto, importBank, openPhoto } from './app-page.js'

const SIZE = { width: 4000, height: 3000 }

/**
 * What the first maps of a large photo took.
 * @typedef {object} LargePhoto
 * @property {number} ms from the choice of the file to the maps on the screen
 * @property {number} long_tasks tasks of the main thread over 50 ms meanwhile
 * @property {number} long_tasks_ms their sum
 */

/**
 * Open a photo of 12 megapixels (4000 x 3000, JPEG) at full resolution with one Conv2d 3 -> 8, 3 x 3.
 * @param {import('playwright-core').Page} page on the app, no photo open
 * @returns {Promise<LargePhoto>}
 */
export async function openLargePhoto(page) {
  await page.getByLabel('Working resolution').selectOption('0')
  await importBank(page)
  await drawPhoto(page, SIZE)
  const { ms, longTasks } = await openPhoto(page, SIZE)
  return {
    ms: Math.round(ms),
    long_tasks: longTasks.length,
    long_tasks_ms: Math.round(longTasks.reduce((sum, task) => sum + task, 0)),
  }
}

/** @param {LargePhoto} photo */
export function largePhotoText({ ms, long_tasks, long_tasks_ms }) {
  return `12 MP photo, 3->8 3x3: open to maps ${ms} ms; long tasks of the main thread: ${long_tasks} (${long_tasks_ms} ms in all)`
}
