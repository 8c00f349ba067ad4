import { chromium } from 'playwright-core'
import { BROWSER_ARGS, installedChromium } from './find-chromium.js'

/**
 * RGB pixels, three bytes each.
 * @typedef {{ pixels: Uint8ClampedArray, width: number, height: number }} Picture
 */

/**
 * Encode pictures by the browser's canvas.
 * @param {readonly Picture[]} pictures
 * @param {'image/jpeg' | 'image/webp'} type
 * @param {number} quality 0..1
 * @returns {Promise<Buffer[]>}
 */
export async function encodePictures(pictures, type, quality) {
  return await withPage(async (page) => {
    const encoded = []
    for (const { pixels, width, height } of pictures) {
      const base64 = await page.evaluate(
        async ({ rgb, width, height, type, quality }) => {
          const bytes = Uint8Array.from(atob(rgb), (letter) => letter.charCodeAt(0))
          const image = new ImageData(width, height)
          for (let i = 0; i < width * height; i++) {
            image.data.set([...bytes.subarray(3 * i, 3 * i + 3), 255], 4 * i)
          }
          const canvas = new OffscreenCanvas(width, height)
          canvas.getContext('2d')?.putImageData(image, 0, 0)
          const blob = await canvas.convertToBlob({ type, quality })
          const out = new Uint8Array(await blob.arrayBuffer())
          return btoa(Array.from(out, (byte) => String.fromCharCode(byte)).join(''))
        },
        { rgb: Buffer.from(pixels).toString('base64'), width, height, type, quality },
      )
      encoded.push(Buffer.from(base64, 'base64'))
    }
    return encoded
  })
}

/**
 * A JPEG cut to a box and made as small as it, as a JPEG.
 * @param {Buffer} jpeg
 * @param {number} width
 * @param {number} height
 * @param {number} quality 0..1
 * @returns {Promise<Buffer>}
 */
export async function thumbnailOf(jpeg, width, height, quality) {
  return await withPage(async (page) => {
    const base64 = await page.evaluate(
      async ({ source, width, height, quality }) => {
        const bytes = Uint8Array.from(atob(source), (letter) => letter.charCodeAt(0))
        const bitmap = await createImageBitmap(new Blob([bytes]))
        const scale = Math.min(bitmap.width / width, bitmap.height / height)
        const [w, h] = [width * scale, height * scale]
        const canvas = new OffscreenCanvas(width, height)
        const context = canvas.getContext('2d')
        if (context === null) throw new Error('no canvas')
        context.imageSmoothingQuality = 'high'
        context.drawImage(bitmap, (bitmap.width - w) / 2, (bitmap.height - h) / 2, w, h, 0, 0, width, height)
        const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality })
        const out = new Uint8Array(await blob.arrayBuffer())
        return btoa(Array.from(out, (byte) => String.fromCharCode(byte)).join(''))
      },
      { source: jpeg.toString('base64'), width, height, quality },
    )
    return Buffer.from(base64, 'base64')
  })
}

/**
 * @template T
 * @param {(page: import('playwright-core').Page) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function withPage(use) {
  const browser = await chromium.launch({ executablePath: installedChromium(), args: BROWSER_ARGS })
  try {
    return await use(await browser.newPage())
  } finally {
    await browser.close()
  }
}
