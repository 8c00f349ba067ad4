/** A Conv2d 3 -> 8, 3 x 3, as a file. */
const BANK = {
  format: 'filterbank/1',
  name: 'bench',
  input: { range: '0..1', light: 'srgb', matte: '#ffffff' },
  layers: [
    {
      type: 'conv2d',
      inChannels: 3,
      outChannels: 8,
      kernelSize: [3, 3],
      stride: [1, 1],
      padding: [1, 1],
      paddingMode: 'zeros',
      dilation: [1, 1],
      groups: 1,
      bias: null,
      weight: Array.from({ length: 8 }, (_, f) =>
        Array.from({ length: 3 }, (_, c) =>
          Array.from({ length: 3 }, (_, y) =>
            Array.from({ length: 3 }, (_, x) => Math.sin(f * 27 + c * 9 + y * 3 + x)),
          ),
        ),
      ),
    },
  ],
}

/** Put the bank in place of the app's pipeline. @param {import('playwright-core').Page} page on the app */
export async function importBank(page) {
  await page.getByLabel('Import filters', { exact: true }).setInputFiles({
    name: 'bench.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(BANK)),
  })
}

/**
 * Draw a photo in the page, a JPEG of overlapping discs, ready for openPhoto.
 * @param {import('playwright-core').Page} page on the app
 * @param {{ width: number, height: number }} size
 */
export async function drawPhoto(page, size) {
  await page.evaluate(async ({ width, height }) => {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    for (let i = 0; i < width; i++) {
      context.fillStyle = `hsl(${(i * 137) % 360} 60% ${30 + (i % 40)}%)`
      context.beginPath()
      context.arc((i * 733) % width, (i * 397) % height, 10 + (i % 90), 0, 7)
      context.fill()
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
    const files = new DataTransfer()
    files.items.add(new File([blob], 'photo.jpg', { type: 'image/jpeg' }))
    Reflect.set(globalThis, 'benchPhoto', files.files)
  }, size)
}

/**
 * Open the photo that drawPhoto drew and wait for the maps.
 * @param {import('playwright-core').Page} page on the app
 * @param {{ width: number, height: number }} size
 * @returns {Promise<{ ms: number, longTasks: number[] }>} from the choice of the file to the maps, and how long each task of
 *   the main thread took that was longer than 50 ms
 */
export async function openPhoto(page, size) {
  return await page.evaluate(async ({ width, height }) => {
    const input = document.querySelector('[aria-label="Open image"]')
    const files = /** @type {unknown} */ (Reflect.get(globalThis, 'benchPhoto'))
    if (!(input instanceof HTMLInputElement && files instanceof FileList)) throw new Error('no file input')
    /** @type {number[]} */
    const longTasks = []
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration)
    })
    observer.observe({ type: 'longtask' })
    const start = performance.now()
    input.files = files
    input.dispatchEvent(new Event('change', { bubbles: true }))
    const ms = await new Promise((/** @type {(ms: number) => void} */ resolve, reject) => {
      const look = () => {
        const alert = document.querySelector('[role="alert"]')
        const maps = document.querySelector('[aria-label="Feature maps"][aria-busy="false"]')
        const shape = document
          .querySelector('[aria-label="Input"]')
          ?.textContent.includes(`(1, 3, ${height}, ${width})`)
        if (alert !== null) reject(new Error(alert.textContent))
        else if (maps !== null && shape === true) resolve(performance.now() - start)
        else requestAnimationFrame(look)
      }
      look()
    })
    await new Promise((resolve) => setTimeout(resolve, 200))
    observer.disconnect()
    return { ms, longTasks }
  }, size)
}
