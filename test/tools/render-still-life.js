/*
 * Renders the default sample, a still life, by path tracing: `node test/tools/render-still-life.js`. Writes
 * public/samples/still-life.jpg; takes some minutes. With a width and a number of samples it makes a draft:
 * `node test/tools/render-still-life.js 300 4 draft.jpg`. The browser encodes the JPEG.
 */
import { writeFileSync } from 'node:fs'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { encodePictures } from './encode-picture.js'
import { cameraRay, develop, radiance } from './still-life/tracer.js'
import { random } from './still-life/vector.js'

const ASPECT = 1.5
const LANES = 2

/**
 * @typedef {{ width: number, height: number, samples: number, lane: number }} Part
 */

/** Every LANES-th row, RGB bytes one after another. @param {Part} part */
function renderRows({ width, height, samples, lane }) {
  const grid = Math.round(Math.sqrt(samples))
  const pixels = new Uint8ClampedArray(width * height * 3)
  for (let y = lane; y < height; y += LANES) {
    const next = random(1 + y)
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0]
      for (let s = 0; s < grid * grid; s++) {
        const dx = ((s % grid) + next()) / grid
        const dy = (Math.floor(s / grid) + next()) / grid
        const [origin, direction] = cameraRay((x + dx) / width, (y + dy) / height, ASPECT, next)
        // a very bright sample counts less: no fireflies
        radiance(origin, direction, 2, next).forEach(
          (value, c) => (sum[c] = (sum[c] ?? 0) + Math.min(value, 6)),
        )
      }
      sum.forEach((value, c) => (pixels[(y * width + x) * 3 + c] = develop(value / (grid * grid))))
    }
  }
  return pixels
}

/** @param {Omit<Part, 'lane'>} picture @returns {Promise<Uint8ClampedArray>} */
async function render(picture) {
  const lanes = Array.from({ length: LANES }, (_, lane) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { ...picture, lane } })
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  })
  const pixels = new Uint8ClampedArray(picture.width * picture.height * 3)
  const pitch = picture.width * 3
  for (const [lane, rows] of (await Promise.all(lanes)).entries()) {
    if (!(rows instanceof Uint8ClampedArray)) throw new TypeError('a lane sent no pixels')
    for (let y = lane; y < picture.height; y += LANES) {
      pixels.set(rows.subarray(y * pitch, (y + 1) * pitch), y * pitch)
    }
  }
  return pixels
}

if (isMainThread) {
  const [width = 1200, samples = 64] = process.argv.slice(2, 4).map(Number)
  const height = Math.round(width / ASPECT)
  const pixels = await render({ width, height, samples })
  const [jpeg] = await encodePictures([{ pixels, width, height }], 'image/jpeg', 0.9)
  if (jpeg === undefined) throw new Error('the browser encoded nothing')
  writeFileSync(process.argv[4] ?? 'public/samples/still-life.jpg', jpeg)
} else {
  /** @type {Part} */
  const part = workerData
  parentPort?.postMessage(renderRows(part))
}
