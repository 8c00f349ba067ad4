import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_INPUT } from '../../src/state/document/document.ts'
import { startDecoding } from '../../src/state/photo/decode-host.ts'
import { WorkerDecoder } from '../../src/state/photo/decoder.ts'
import { tiffFile, type TiffOrder } from '../fixtures/small-tiffs.ts'
import type { DecodedPicture, DecodeOptions } from '../../workers/decode/api.ts'

const files = import.meta.glob<string>('../fixtures/images/*', {
  query: '?url',
  import: 'default',
  eager: true,
})
const FULL: DecodeOptions = { input: DEFAULT_INPUT, longSide: 0 }

const RED = [220, 40, 30]
const GREEN = [40, 170, 60]
const BLUE = [30, 60, 200]
const YELLOW = [240, 210, 40]
/** JPEG and WebP store colours at half the resolution and with rounding. */
const LOSSY = 6

let decoder: WorkerDecoder

beforeEach(() => {
  decoder = new WorkerDecoder()
})
afterEach(() => decoder.dispose())

async function own(name: string): Promise<Blob> {
  const url = files[`../fixtures/images/${name}`]
  if (url === undefined) throw new Error(`no fixture ${name}`)
  return await (await fetch(url)).blob()
}

async function open(name: string, options = FULL): Promise<DecodedPicture> {
  return await decoder.decode(await own(name), name, options, new AbortController().signal)
}

/** Levels 0..255 of one pixel of a picture in the range 0..1. */
function pixel({ shape, data }: DecodedPicture, x: number, y: number): number[] {
  const plane = shape[2] * shape[3]
  return [0, 1, 2].map((c) => 255 * (data[c * plane + y * shape[3] + x] ?? NaN))
}

function expectNear(actual: number[], expected: number[], within: number): void {
  actual.forEach((value, c) => expect(Math.abs(value - (expected[c] ?? NaN))).toBeLessThanOrEqual(within))
}

function expectUpright(picture: DecodedPicture, within: number): void {
  expect(picture.shape).toEqual([1, 3, 32, 48])
  expect([picture.width, picture.height]).toEqual([48, 32])
  expectNear(pixel(picture, 8, 6), RED, within)
  expectNear(pixel(picture, 40, 6), GREEN, within)
  expectNear(pixel(picture, 8, 26), BLUE, within)
  expectNear(pixel(picture, 40, 26), YELLOW, within)
}

/** Red, green, blue and alpha at a point of the picture for the screen. */
function seen(preview: ImageBitmap, x: number, y: number): number[] {
  const context = new OffscreenCanvas(preview.width, preview.height).getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.drawImage(preview, 0, 0)
  return [...context.getImageData(x, y, 1, 1).data]
}

describe('a photo becomes a tensor', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i stands upright, JPEG and WebP', async (orientation) => {
    expectUpright(await open(`orientation-${orientation}.jpg`), LOSSY)
    expectUpright(await open(`orientation-${orientation}.webp`), LOSSY)
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'orientation %i is cropped and resized as it stands',
    async (orientation) => {
      const name = `orientation-${orientation}.webp`
      const crop = { x: 26, y: 2, width: 20, height: 12 }
      const cropped = await open(name, { input: { ...DEFAULT_INPUT, crop }, longSide: 10 })
      expect(cropped.shape).toEqual([1, 3, 6, 10])
      expect([cropped.width, cropped.height]).toEqual([48, 32]) // of the photo, not of what is seen of it
      for (const x of [0, 9]) for (const y of [0, 5]) expectNear(pixel(cropped, x, y), GREEN, LOSSY)

      const size = { width: 12, height: 14, shorter: 16 }
      const { shape, data } = await open(name, { input: { ...DEFAULT_INPUT, size }, longSide: 10 })
      expect(shape).toEqual([1, 3, 14, 12])
      const host = await startDecoding()
      const file = await own(name)
      expect(await host.remote.openFull(file, name, { ...DEFAULT_INPUT, size })).toEqual({
        width: 12,
        height: 14,
      })
      const rows = await host.remote.rows(5, 9)
      host.end()
      // the bits are those of the whole, where rows begin and end
      const plane = 12 * 14
      const expected = [0, 1, 2].flatMap((c) => [...data.subarray(c * plane + 60, c * plane + 108)])
      expect([...rows]).toEqual(expected)
    },
  )

  test('a PNG gives its values exactly, in shared memory', async () => {
    const picture = await open('plain.png')
    expect(pixel(picture, 0, 0).map((value) => Math.round(1e4 * value))).toEqual(
      RED.map((value) => 1e4 * value),
    )
    expect(picture.data[0]).toBe(Math.fround(220 / 255))
    expect(picture.data.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(picture.note).toBe('')
  })

  test('and a picture for the screen', async () => {
    const { preview } = await open('orientation-6.jpg')
    expect([preview.width, preview.height]).toEqual([48, 32])
    expectNear(seen(preview, 40, 6), [...GREEN, 255], LOSSY)
  })

  test('transparent pixels show the matte', async () => {
    const onWhite = await open('alpha.png')
    const onBlack = await open('alpha.png', { ...FULL, input: { ...DEFAULT_INPUT, matte: '#000000' } })
    expectNear(pixel(onWhite, 47, 0), [255, 255, 255], 0)
    expectNear(pixel(onBlack, 47, 0), [0, 0, 0], 0)
    expectNear(pixel(onBlack, 0, 0), RED, 1e-4)
    const alpha = Math.round(255 * (1 - 20 / 47)) / 255
    expectNear(
      pixel(onWhite, 20, 0),
      RED.map((value) => value * alpha + 255 * (1 - alpha)),
      1,
    )
  })

  test('16 bits are kept, and it says so', async () => {
    const picture = await open('deep.png')
    expectUpright(picture, 1)
    expect(picture.note).toBe('16 bits kept')
    const levels = new Set(Array.from(picture.data, (value) => 65_535 * value))
    for (const level of levels) expect(Math.abs(level - Math.round(level))).toBeLessThan(0.01)
    const bytes = Array.from(levels, (level) => Math.round(level) / 257)
    expect(bytes.some((byte) => !Number.isInteger(byte))).toBe(true)
  })

  describe('TIFF', () => {
    const form = { width: 48, height: 32, samples: 3, bits: 8, format: 1 } as const
    const openTiff = async (order: TiffOrder, options = FULL) =>
      await decoder.decode(new Blob([tiffFile(order)]), 'a.tif', options, new AbortController().signal)

    test('of 16 bits, turned upright, at full size by rows and in a chosen range', async () => {
      // 2 x 3 as stored, 3 x 2 once it is turned clockwise
      const values = [1, 2, 3, 4, 5, 6].map((value) => 1000 * value)
      const order: TiffOrder = {
        ...form,
        width: 2,
        height: 3,
        samples: 1,
        bits: 16,
        values,
        tags: [[274, 3, [6]]],
      }
      const turned = [5000, 3000, 1000, 6000, 4000, 2000]
      const picture = await openTiff(order, { input: { ...DEFAULT_INPUT, range: '-1..1' }, longSide: 0 })
      expect(picture).toMatchObject({
        shape: [1, 3, 2, 3],
        width: 3,
        height: 2,
        note: '16 bits kept, turned upright',
      })
      const half = (value: number) => Math.fround(Math.fround(value / 65_535) - 0.5) / 0.5
      expect([...picture.data.subarray(0, 6)]).toEqual(turned.map((value) => Math.fround(half(value))))
      const host = await startDecoding()
      expect(await host.remote.openFull(new Blob([tiffFile(order)]), 'a.tif', DEFAULT_INPUT)).toEqual({
        width: 3,
        height: 2,
      })
      expect([...(await host.remote.rows(1, 2)).subarray(0, 3)]).toEqual(
        turned.slice(3).map((value) => Math.fround(value / 65_535)),
      )
      host.end()
    })

    test('with a JPEG in it', async () => {
      const jpeg = new Uint8Array(await (await own('orientation-1.jpg')).arrayBuffer())
      const order: TiffOrder = { ...form, values: [], compression: 7, packed: [jpeg], photometric: 6 }
      expectUpright(await openTiff(order), LOSSY)
      await expect(openTiff({ ...order, width: 40 })).rejects.toThrow(
        /a\.tif cannot be opened: it is damaged \(a piece has another size/,
      )
    })
  })

  test('HEIC of 8 and 10 bits', async () => {
    const [eight, ten] = [await open('eight.heic'), await open('ten.heic')]
    expectUpright(eight, 2)
    expectUpright(ten, 2)
    expect([eight.note, ten.note]).toEqual(['', '10 bits kept'])
    const whole = new Uint8Array(await (await own('eight.heic')).arrayBuffer())
    const cut = new Blob([whole.subarray(0, whole.length - 100)])
    const opening = decoder.decode(cut, 'cut.heic', FULL, new AbortController().signal)
    await expect(opening).rejects.toThrow(/^cut\.heic cannot be opened: it is damaged/)
  })

  test('at the working resolution, by area average, in the chosen range', async () => {
    const options: DecodeOptions = { input: { ...DEFAULT_INPUT, range: '-1..1' }, longSide: 3 }
    const { shape, data, width } = await open('plain.png', options)
    expect(shape).toEqual([1, 3, 2, 3])
    expect(width).toBe(48)
    // the middle column covers as much of the left colour as of the right one
    expect(data[0]).toBeCloseTo((2 * 220) / 255 - 1, 5)
    expect(data[1]).toBeCloseTo((220 + 40) / 255 - 1, 5)
  })
})

describe('a file that cannot be opened is told by its name and in plain words', () => {
  test.each([
    ['text.png', /no picture/],
    ['empty.png', /empty/],
    ['photo.heic', /damaged/],
    ['photo.tif', /damaged/],
    ['huge.png', /400 megapixels/],
    ['no-size.png', /damaged/],
    ['truncated.png', /damaged/],
  ])('%s', async (name, message) => {
    const failure = open(name)
    await expect(failure).rejects.toMatchObject({ name: 'ImageError' })
    await expect(failure).rejects.toThrow(message)
    await expect(failure).rejects.toThrow(name)
  })

  test('and the next file opens as ever', async () => {
    await expect(open('text.png')).rejects.toThrow()
    expectUpright(await open('plain.png'), 1e-3)
  })
})

test('an aborted decode rejects at once, and the next one works', async () => {
  const abort = new AbortController()
  const aborted = decoder.decode(await own('plain.png'), 'plain.png', FULL, abort.signal)
  abort.abort()
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
  expectUpright(await open('plain.png'), 1e-3)
})

test('a drawn chart is a picture that opens', async () => {
  const chart = await decoder.draw('zone-plate')
  expect(chart.type).toBe('image/png')
  const { shape } = await decoder.decode(chart, 'Zone plate', FULL, new AbortController().signal)
  expect(shape).toEqual([1, 3, 1024, 1024])
})

test.skipIf(!self.crossOriginIsolated)(
  'memory that is given is filled as new memory would be, where it is about as large',
  async () => {
    for (const name of ['orientation-1.jpg', 'orientation-6.jpg']) {
      const fresh = await open(name)
      const bytes = fresh.data.byteLength
      for (const [size, isTaken] of [
        [bytes, true],
        [bytes + 4000, true],
        [bytes - 4, false],
        [3 * bytes, false],
      ] as const) {
        const into = new SharedArrayBuffer(size)
        const given = new Float32Array(into).fill(7)
        const picture = await open(name, { ...FULL, into })
        expect(picture.data).toEqual(fresh.data)
        expect(given[0] === picture.data[0], `${size} for ${bytes} bytes`).toBe(isTaken)
      }
    }
  },
)
