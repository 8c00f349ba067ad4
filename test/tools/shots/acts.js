/** @typedef {import('playwright-core').Page} Page */

/**
 * Put a Conv2d in place of the pipeline.
 * @param {Page} page @param {number} inChannels @param {number} outChannels @param {{ size?: number, groups?: number }} [of]
 */
export async function importConv(page, inChannels, outChannels, { size = 3, groups = 1 } = {}) {
  const weight = (/** @type {number[]} */ ...at) => Math.sin(at.reduce((sum, i) => sum * 7.3 + i, 1))
  /** @param {number} n @param {(i: number) => unknown} make */
  const list = (n, make) => Array.from({ length: n }, (_, i) => make(i))
  const layer = {
    type: 'conv2d',
    inChannels,
    outChannels,
    kernelSize: [size, size],
    stride: [1, 1],
    padding: 'same',
    paddingMode: 'zeros',
    dilation: [1, 1],
    groups,
    bias: null,
    weight: list(outChannels, (f) =>
      list(inChannels / groups, (c) => list(size, (y) => list(size, (x) => weight(f, c, y, x)))),
    ),
  }
  await page.getByLabel('Import filters', { exact: true }).setInputFiles({
    name: 'many.json',
    mimeType: 'application/json',
    buffer: Buffer.from(
      JSON.stringify({ format: 'filterbank/1', input: { range: '0..1' }, layers: [layer] }),
    ),
  })
  await page.getByRole('heading', { name: `${outChannels} maps` }).waitFor({ state: 'attached' })
}

/** Keep the engine's programs from ever being answered, and those of the photo too. @param {Page} page @param {RegExp} which */
export async function holdWorkers(page, which) {
  await page.addInitScript((source) => {
    const hold = new RegExp(source)
    class HeldWorker extends Worker {
      /** @param {string | URL} url @param {WorkerOptions} [options] */
      constructor(url, options) {
        super(url, options)
        if (!hold.test(`${String(url)} ${options?.name ?? ''}`)) return
        Object.defineProperty(this, 'postMessage', { value: () => undefined })
      }
    }
    Object.defineProperty(globalThis, 'Worker', { value: HeldWorker })
  }, which.source)
}
