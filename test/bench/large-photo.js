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

/**
 * Open a photo of 12 megapixels (4000 x 3000, drawn in the page, JPEG) at full resolution with one Conv2d 3 -> 8, 3 x 3:
 * milliseconds from the choice of the file to the maps on the screen, and the main thread's long tasks (over 50 ms)
 * meanwhile.
 * @param {import('playwright-core').Page} page on the app, no photo open
 */
export async function openLargePhoto(page) {
  await page.getByLabel('Working resolution').selectOption('0')
  await page.getByLabel('Import filters', { exact: true }).setInputFiles({
    name: 'bench.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(BANK)),
  })
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(4000, 3000)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    for (let i = 0; i < 4000; i++) {
      context.fillStyle = `hsl(${(i * 137) % 360} 60% ${30 + (i % 40)}%)`
      context.beginPath()
      context.arc((i * 733) % 4000, (i * 397) % 3000, 10 + (i % 90), 0, 7)
      context.fill()
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
    const files = new DataTransfer()
    files.items.add(new File([blob], 'large.jpg', { type: 'image/jpeg' }))
    Reflect.set(globalThis, 'largePhoto', files.files)
  })
  const measured = await page.evaluate(async () => {
    const input = document.querySelector('[aria-label="Open image"]')
    const files = /** @type {unknown} */ (Reflect.get(globalThis, 'largePhoto'))
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
          ?.textContent.includes('(1, 3, 3000, 4000)')
        if (alert !== null) reject(new Error(alert.textContent))
        else if (maps !== null && shape === true) resolve(performance.now() - start)
        else requestAnimationFrame(look)
      }
      look()
    })
    await new Promise((resolve) => setTimeout(resolve, 200))
    observer.disconnect()
    return { ms, longTasks }
  })
  return {
    case: '12 MP photo, Conv2d 3 -> 8, 3 x 3: open to maps',
    threads: await page.evaluate(() => navigator.hardwareConcurrency),
    ours_ms: Math.round(measured.ms),
    long_tasks: measured.longTasks.length,
    long_tasks_ms: Math.round(measured.longTasks.reduce((sum, task) => sum + task, 0)),
  }
}
