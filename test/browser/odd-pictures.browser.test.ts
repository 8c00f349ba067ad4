import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/core/random.ts'
import type { DecodedPicture } from '../../workers/decode/api.ts'
import { jpegSegments } from '../../src/formats/picture-parts.ts'
import { PngStream } from '../../src/formats/pictures/png-stream.ts'
import { DEFAULT_INPUT } from '../../src/state/document/document.ts'
import { WorkerDecoder } from '../../src/state/photo/decoder.ts'

const files = import.meta.glob<string>(['../fixtures/life/*', '../fixtures/images/*'], {
  query: '?url',
  import: 'default',
  eager: true,
})

let decoder: WorkerDecoder

beforeEach(() => {
  decoder = new WorkerDecoder()
})
afterEach(() => decoder.dispose())

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = files[`../fixtures/${path}`]
  if (url === undefined) throw new Error(`no fixture ${path}`)
  return new Uint8Array(await (await fetch(url)).arrayBuffer())
}

async function open(
  bytes: Uint8Array<ArrayBuffer>,
  { ownValues = false, matte = DEFAULT_INPUT.matte, longSide = 0 } = {},
): Promise<DecodedPicture> {
  const input = { ...DEFAULT_INPUT, matte, ownValues }
  return await decoder.decode(new Blob([bytes]), 'it', { input, longSide }, new AbortController().signal)
}

/** Red, green and blue of a pixel, 0..255. */
function pixel({ shape, data }: DecodedPicture, x: number, y: number): number[] {
  const plane = shape[2] * shape[3]
  return [0, 1, 2].map((c) => Math.round(255 * (data[c * plane + y * shape[3] + x] ?? NaN)))
}

/** A colour for each pixel that tells where it is, and is nowhere black or white. */
const colorAt = (x: number, y: number) => [1 + ((x + 31 * y) % 251), 1 + ((x >> 8) % 251), 1 + (y % 251)]

function patterned(width: number, height: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const stream = new PngStream({ width, height }, 'rgb', 8, (bytes) => parts.push(bytes))
  const row = new Uint8Array(3 * width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) row.set(colorAt(x, y), 3 * x)
    stream.add(row)
  }
  stream.end()
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

describe('whatever a canvas holds at most, every pixel of a picture is there', () => {
  const random = seededRandom(14)
  const any = (most: number) => 1 + Math.floor(most * random())
  const LONG = [16_383, 16_384, 16_385, 32_768, 65_535, 65_536, 70_000, ...[1, 2, 3].map(() => any(90_000))]
  const SIZES = LONG.flatMap((long) => [
    [long, any(3)],
    [any(3), long],
  ])

  test.each(SIZES)('%i x %i', async (width, height) => {
    const picture = await open(patterned(width, height))
    expect(picture.shape).toEqual([1, 3, height, width])
    const wrong = []
    const plane = width * height
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isRight = colorAt(x, y).every(
          (value, c) => Math.abs(255 * (picture.data[c * plane + y * width + x] ?? NaN) - value) < 1e-3,
        )
        if (!isRight) wrong.push([x, y])
      }
    }
    expect(wrong.slice(0, 3)).toEqual([])
    expect(Math.max(picture.preview.width, picture.preview.height)).toBe(2048)
  })

  test('reduced, too', async () => {
    const picture = await open(patterned(70_000, 3), { longSide: 1024 })
    expect(picture.shape).toEqual([1, 3, 1, 1024])
    expect(pixel(picture, 1023, 0)[1]).toBe(colorAt(69_965, 0)[1])
  })
})

describe('a picture that only lacks its end', () => {
  test.each(['jpg', 'png'])('opens with all of its pixels, %s', async (kind) => {
    const name = kind === 'jpg' ? 'orientation-6.jpg' : 'plain.png'
    const whole = await bytesOf(`images/${name}`)
    const [expected, cut] = [await open(whole), await open(whole.subarray(0, kind === 'jpg' ? -2 : -12))]
    expect(cut.data).toEqual(expected.data)
    expect(cut.note).toMatch(/^the file has no end/)
  })
})

test('what is there of a damaged picture is shown over the matte, with a note; of nothing nothing is made', async () => {
  const whole = patterned(64, 400)
  const cut = await open(whole.subarray(0, whole.length >> 1), { matte: '#000000' })
  expect(cut.shape).toEqual([1, 3, 400, 64])
  expect(pixel(cut, 63, 10)).toEqual(colorAt(63, 10))
  expect(pixel(cut, 63, 399)).toEqual([0, 0, 0])
  expect(cut.note).toMatch(/damaged.*matte/)
  await expect(open(whole.subarray(0, 60))).rejects.toThrow(/it cannot be opened: it is damaged/)
  const jpeg = await bytesOf('images/orientation-1.jpg')
  const scan = [...jpegSegments(jpeg)].at(-1)?.end ?? 0
  await expect(open(jpeg.subarray(0, scan))).rejects.toThrow(/it cannot be opened: it is damaged/)
})

test('a hidden bomb is refused before it is decoded', async () => {
  // a WebP whose header has a reserved bit set, which decoders pass over: 16384 x 16384
  const webp = new Uint8Array(64)
  webp.set(new TextEncoder().encode('RIFF8\0\0\0WEBPVP8X\n\0\0\0'))
  webp.set([0x41, 0, 0, 0, 0xff, 0x3f, 0, 0xff, 0x3f, 0], 20)
  await expect(open(webp)).rejects.toThrow(/damaged|megapixels/)
})

test("with the file's own values colours are neither converted nor changed by gamma", async () => {
  const file = await bytesOf('life/gama_45455_chrm.png')
  const [converted, own] = [await open(file), await open(file, { ownValues: true })]
  expect(converted.note).toBe('gAMA and cHRM may change values')
  expect(own.note).toBe('gAMA and cHRM not applied')
  expect(own.data).not.toEqual(converted.data)
  // the same pixels in a file that says nothing of colours
  const [signature, header] = [file.subarray(0, 8), file.subarray(8, 33)]
  const rest = file.subarray(33 + 16 + 44)
  const plain = Uint8Array.from([...signature, ...header, ...rest])
  expect(own.data).toEqual((await open(plain)).data)
})
