import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImageError } from '../../../../src/core/errors.ts'
import { seededRandom } from '../../../../src/core/random.ts'
import { readSize } from '../../../../src/formats/image-header.ts'
import { tiffColors, tiffNote } from '../../../../src/formats/photos/tiff-note.ts'
import { readTiff, type TiffPicture } from '../../../../src/formats/photos/tiff.ts'
import { tiffFile, type TiffOrder } from '../../../fixtures/small-tiffs.ts'
import { hasThirdParty, thirdParty } from '../../core/image/fixtures.ts'
import { digest } from './digest.ts'

const noJpeg = () => Promise.reject(new Error('no JPEG is decoded here'))
const read = (bytes: Uint8Array): Promise<TiffPicture> => readTiff(bytes, 'a.tif', noJpeg)
const noteOf = async (bytes: Uint8Array) => {
  const picture = await read(bytes)
  return tiffNote(picture, tiffColors(picture))
}

const random = seededRandom(8)

/** Any values that a form of numbers has. */
function anyValues({ bits, format }: Pick<TiffOrder, 'bits' | 'format'>, count: number): number[] {
  return Array.from({ length: count }, () => {
    const value = random()
    if (format === 3) return Math.fround(2000 * value - 1000)
    const whole = Math.floor(value * 2 ** bits)
    return format === 2 ? whole - 2 ** (bits - 1) : whole
  })
}

/** What the values of a file are to be in the tensor's terms. */
function meant({ bits, format, values }: TiffOrder): Uint8Array | Uint16Array | Float32Array {
  if (format === 3) return Float32Array.from(values)
  const most = 2 ** (format === 2 ? bits - 1 : bits) - 1
  if (format === 1 && bits === 16) return Uint16Array.from(values)
  if (format === 1 && bits <= 8) return Uint8Array.from(values, (value) => Math.round((255 * value) / most))
  return Float32Array.from(values, (value) => value / most)
}

const FORMS = [
  [1, 1],
  [2, 1],
  [4, 1],
  [8, 1],
  [10, 1],
  [12, 1],
  [16, 1],
  [32, 1],
  [8, 2],
  [16, 2],
  [32, 2],
  [32, 3],
  [64, 3],
] as const

describe('a TIFF gives its values', () => {
  test('whatever its form, order of bytes, packing, predictor and pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          form: fc.constantFrom(...FORMS),
          samples: fc.constantFrom(1, 3),
          width: fc.integer({ min: 1, max: 40 }),
          height: fc.integer({ min: 1, max: 12 }),
          little: fc.boolean(),
          big: fc.boolean(),
          planar: fc.boolean(),
          compression: fc.constantFrom(1, 5, 8, 32_773),
          predicts: fc.boolean(),
          pieces: fc.constantFrom<Pick<TiffOrder, 'tile' | 'rows'>>(
            {},
            { rows: 1 },
            { rows: 5 },
            { tile: [16, 16] },
          ),
        }),
        async ({ form: [bits, format], predicts, pieces, ...rest }) => {
          const isWhole = format !== 3 && [8, 16, 32].includes(bits)
          const predictor = !predicts ? 1 : isWhole ? 2 : format === 3 ? 3 : 1
          const values = anyValues({ bits, format }, rest.width * rest.height * rest.samples)
          const order = { ...rest, ...pieces, bits, format, values, predictor } as TiffOrder
          const { width, height } = rest
          const file = tiffFile(order)
          expect(readSize(file, 'tiff')).toEqual({ width, height })
          const { samples } = await read(file)
          expect(samples).toMatchObject({ width, height, channels: rest.samples })
          expect(samples.data).toEqual(meant(order))
        },
      ),
      { seed: 20261130, numRuns: 150 },
    )
  })

  test('of a long LZW piece, whose table fills several times', async () => {
    const [width, height] = [300, 100]
    const values = Array.from(
      { length: width * height },
      (_, i) => ((i * i + (i >> 3)) % 256) & (i % 7 === 0 ? 255 : 3),
    )
    const file = tiffFile({ width, height, samples: 1, bits: 8, format: 1, values, compression: 5 })
    expect((await read(file)).samples.data).toEqual(Uint8Array.from(values))
  })
})

describe('what the values mean', () => {
  const base = { width: 2, height: 1, samples: 1, bits: 8, format: 1 } as const

  test('white may be zero', async () => {
    const bytes = tiffFile({ ...base, values: [0, 250], photometric: 0 })
    expect((await read(bytes)).samples.data).toEqual(Uint8Array.of(255, 5))
  })

  test('a palette names colours', async () => {
    const map = [0x1234, 0xffff, 0, 0, 0x8000, 1, 0, 0, 0xab00, 0x7f80, 0, 0].flat()
    const bytes = tiffFile({ ...base, bits: 2, values: [1, 0], photometric: 3, tags: [[320, 3, map]] })
    expect((await read(bytes)).samples).toMatchObject({
      channels: 3,
      data: Uint8Array.of(255, 0, 127, 18, 128, 171),
    })
  })

  test('inks leave some of white, channels together or apart', async () => {
    const values = [0, 51, 102, 128, 255, 0, 10, 0]
    for (const planar of [false, true]) {
      const bytes = tiffFile({ ...base, samples: 4, values, photometric: 5, planar })
      expect((await read(bytes)).samples.data).toEqual(Uint8Array.of(127, 102, 76, 0, 255, 245))
    }
    expect(await noteOf(tiffFile({ ...base, samples: 4, values, photometric: 5 }))).toMatch(/CMYK/)
  })

  test('alpha may be multiplied in, or be none', async () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8]
    for (const [extra, channels, premultiplied] of [
      [0, 3, false],
      [1, 4, true],
      [2, 4, false],
    ] as const) {
      const { samples } = await read(tiffFile({ ...base, samples: 4, values, tags: [[338, 3, [extra]]] }))
      expect(samples).toMatchObject({ channels, premultiplied })
    }
  })

  test('what was kept and left out is said', async () => {
    const one = { width: 1, height: 1, samples: 1 }
    expect(await noteOf(tiffFile({ ...base, values: [1, 2] }))).toBe('')
    expect(await noteOf(tiffFile({ ...one, bits: 16, format: 1, values: [1], morePages: 2 }))).toBe(
      '16 bits kept, page 1 of 3',
    )
    expect(await noteOf(tiffFile({ ...one, bits: 32, format: 3, values: [0.5] }))).toBe(
      'floats of 32 bits kept',
    )
    expect(await noteOf(tiffFile({ ...one, bits: 64, format: 3, values: [-0.5] }))).toBe(
      'floats of 64 bits read as 32, values from -0.5 to -0.5 kept as they are',
    )
    expect(await noteOf(tiffFile({ ...one, samples: 5, bits: 8, format: 1, values: [1, 2, 3, 4, 5] }))).toBe(
      '3 of 5 channels',
    )
  })

  test('the orientation is told', async () => {
    const bytes = tiffFile({ ...base, values: [1, 2], tags: [[274, 3, [6]]] })
    expect((await read(bytes)).orientation).toBe(6)
  })
})

describe('what cannot be read is refused by name, and why', () => {
  const base = { width: 3, height: 2, samples: 1, bits: 8, format: 1, values: [1, 2, 3, 4, 5, 6] } as const

  test.each([
    ['CIELab', tiffFile({ ...base, samples: 3, photometric: 8 }), /CIELab/],
    ['a rare predictor', tiffFile({ ...base, bits: 4, predictor: 2 }), /predictor 2/],
    ['no pages', Uint8Array.from([0x49, 0x49, 42, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), /no pages/],
  ])('%s', async (_, bytes, why) => {
    await expect(read(bytes)).rejects.toThrow(ImageError)
    await expect(read(bytes)).rejects.toThrow(why)
    await expect(read(bytes)).rejects.toThrow(/^a\.tif cannot be opened/)
  })

  test('a packing that there is no reader of', async () => {
    const bytes = tiffFile(base)
    const at = bytes.findIndex((_, i) => bytes[i] === 3 && bytes[i + 1] === 1 && bytes[i + 2] === 3)
    const zstd = Uint8Array.from(bytes)
    zstd.set([0x50, 0xc3], at + 8)
    await expect(read(zstd)).rejects.toThrow(/Zstandard.*Save it as TIFF with LZW/)
  })

  test('what is cut short anywhere, unless all that counts is there', async () => {
    for (const compression of [1, 5, 8, 32_773] as const) {
      const whole = tiffFile({ ...base, compression })
      for (let length = 0; length < whole.length; length++) {
        const values = await read(whole.subarray(0, length)).then(
          ({ samples }) => [...samples.data],
          (error: unknown) => (error instanceof ImageError ? null : error),
        )
        if (length < whole.length / 2) expect(values).toBeNull()
        else expect([null, base.values]).toContainEqual(values)
      }
    }
  })

  test('a picture larger than its bytes can be, before there is memory for it', async () => {
    const bytes = tiffFile({ ...base, rows: 12_000 })
    const view = new DataView(bytes.buffer)
    const directory = view.getUint32(4, true)
    for (const entry of [0, 1]) view.setUint32(directory + 2 + 12 * entry + 8, 12_000, true)
    await expect(read(bytes)).rejects.toThrow(/6 bytes of pixels/)
  })
})

// Digests of the pixels as Pillow 9.4 (bytes, gray of 16 bits), ImageMagick 6.9 (colours of 16 bits) and libtiff 4.5 (floats) read them.
describe.skipIf(!hasThirdParty)('third-party files (FIXTURES_DIR)', () => {
  test.each([
    ['made/photo_2page.tif', 'eb34dd1f360510f4'],
    ['made/photo_bigendian.tif', 'eb34dd1f360510f4'],
    ['made/photo_cmyk.tif', 'eb34dd1f360510f4'],
    ['made/photo_deflate.tif', 'eb34dd1f360510f4'],
    ['made/photo_gray.tif', '9dfc33329a16787a'],
    ['made/photo_lzw.tif', 'eb34dd1f360510f4'],
    ['made/photo_none.tif', 'eb34dd1f360510f4'],
    ['made/photo_tiled.tif', 'eb34dd1f360510f4'],
    ['made/photo_16bit.tif', 'b182aaa63ac79ec6'],
    ['made/photo_f32.tif', '0a4d3c2d7bd9336b'],
    ['pillow/12in16bit.tif', 'a27d4bccecf4f805'],
    ['pillow/16bit.MM.deflate.tif', 'f63dec220d2b5247'],
    ['pillow/16bit.cropped.tif', 'f63dec220d2b5247'],
    ['pillow/hopper.tif', '87ce2dc3eea0549d'],
    ['wuffs/bricks-color.tiff', '0cadc1a965be2cc5'],
  ])('%s', async (name, expected) => {
    const { samples } = await read(thirdParty(`images/${name}`))
    expect(digest(samples.data)).toBe(expected)
  })
})
