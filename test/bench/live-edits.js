import { drawPhoto, importBank, openPhoto } from './app-page.js'
import { median } from './results.js'

const SIZE = { width: 1024, height: 1024 }
const EDITS_PER_SECOND = 60
const SECONDS = 10
const FRAME_MS = 1000 / 60

/**
 * @typedef {object} LiveEdits
 * @property {number} edits made by the keyboard
 * @property {number} shown of them, by a draw call of their own or of a newer one
 * @property {number} draw_ms input event to the draw call that shows it, median
 * @property {number} draw_p95_ms the same, of 95 in 100 edits at most
 * @property {number} present_ms input event to the end of the frame, median
 * @property {number} present_p95_ms
 * @property {number} frames_dropped of those that a screen of 60 Hz would have shown
 * @property {number} long_tasks tasks of the main thread over 50 ms
 */

/**
 * Edit one weight 60 times a second for 10 seconds, with the keyboard: 1 MP, Conv2d 3 -> 8, 3 x 3.
 * @param {import('playwright-core').Page} page on the app, `watchLive` installed, no photo open
 * @returns {Promise<LiveEdits>}
 */
export async function editLive(page) {
  await importBank(page)
  await drawPhoto(page, SIZE)
  await openPhoto(page, SIZE)
  const name = 'filter 0, channel 0, row 1, column 1'
  await page
    .getByRole('region', { name: 'Kernel', exact: true })
    .getByRole('spinbutton', { name, exact: true })
    .focus()
  await page.keyboard.down('Shift')
  // The first edits compile and warm up.
  await press(page, 2 * EDITS_PER_SECOND)
  await settled(page)
  await page.evaluate(() => {
    Reflect.set(globalThis, 'liveNotes', { drawn: [], presented: [], frames: [], longTasks: [] })
  })
  const edits = SECONDS * EDITS_PER_SECOND
  await press(page, edits)
  await settled(page)
  await page.waitForTimeout(200)
  await page.keyboard.up('Shift')
  const { drawn, presented, frames, longTasks } = await page.evaluate(() => {
    /** @type {import('./live-watch.js').LiveNotes} */
    const notes = Reflect.get(globalThis, 'liveNotes')
    return notes
  })
  const gaps = frames.slice(1).map((time, i) => time - (frames[i] ?? time))
  return {
    edits,
    shown: drawn.length,
    draw_ms: median(drawn),
    draw_p95_ms: quantile(drawn, 0.95),
    present_ms: median(presented),
    present_p95_ms: quantile(presented, 0.95),
    frames_dropped: gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0),
    long_tasks: longTasks.length,
  }
}

/** Press Shift+ArrowUp so often, on the beat whatever the page does. @param {import('playwright-core').Page} page @param {number} times */
async function press(page, times) {
  const start = performance.now()
  const presses = []
  for (let i = 0; i < times; i++) {
    const wait = start + (i * 1000) / EDITS_PER_SECOND - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    presses.push(page.keyboard.press('ArrowUp'))
  }
  await Promise.all(presses)
}

/** @param {import('playwright-core').Page} page */
async function settled(page) {
  await page.locator('[aria-label="Feature maps"][aria-busy="false"]').waitFor()
}

/** @param {readonly number[]} values @param {number} part 0..1 */
function quantile(values, part) {
  return [...values].sort((a, b) => a - b)[Math.ceil(part * values.length) - 1] ?? NaN
}

/** @param {LiveEdits} live */
export function liveText(live) {
  return [
    `${live.edits} edits in ${SECONDS} s at 1 MP, 3->8 3x3: ${live.shown} shown`,
    `input event to draw call ${live.draw_ms.toFixed(1)} ms at the median, ${live.draw_p95_ms.toFixed(1)} ms at the 95th percentile`,
    `input event to presented frame ${live.present_ms.toFixed(1)} ms, ${live.present_p95_ms.toFixed(1)} ms`,
    `frames dropped: ${live.frames_dropped} of ${SECONDS * 60}; long tasks: ${live.long_tasks}`,
  ].join('\n')
}
