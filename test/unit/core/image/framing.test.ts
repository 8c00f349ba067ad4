import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWithin } from '../../../../src/core/image/crop.ts'
import { framing } from '../../../../src/core/image/framing.ts'
import type { Size } from '../../../../src/core/image/image-tensor.ts'
import { PlaneReducer } from '../../../../src/core/image/plane-reducer.ts'
import type { InputSettings } from '../../../../src/core/layers/layer.ts'
import type { PicturePart } from '../../../../src/core/picture-part.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import { SEED } from '../arbitraries.ts'

const IMAGENET_SIZE = { width: 224, height: 224, shorter: 256 }

describe('how a picture is framed', () => {
  test('by the working resolution alone it is all of it', () => {
    expect(framing({ width: 6000, height: 4000 }, {}, 1024)).toEqual({
      crop: { x: 0, y: 0, width: 6000, height: 4000 },
      scaled: { width: 1024, height: 683 },
      window: { x: 0, y: 0, width: 1024, height: 683 },
    })
  })

  test('a crop is what the working resolution is of, and never enlarged', () => {
    const crop = { x: 100, y: 50, width: 2000, height: 1000 }
    const photo = { width: 6000, height: 4000 }
    expect(framing(photo, { crop }, 1024)).toMatchObject({ crop, scaled: { width: 1024, height: 512 } })
    expect(framing(photo, { crop }, 0)).toMatchObject({ crop, scaled: { width: 2000, height: 1000 } })
    expect(framing(photo, { crop }, 4096)).toMatchObject({ crop, scaled: { width: 2000, height: 1000 } })
  })

  test('a crop that reaches beyond the picture is not used', () => {
    const photo = { width: 10, height: 10 }
    const whole = framing(photo, {}, 0)
    for (const crop of [
      { x: 5, y: 0, width: 6, height: 10 },
      { x: 0, y: 10, width: 1, height: 1 },
      { x: -1, y: 0, width: 5, height: 5 },
    ])
      expect(framing(photo, { crop }, 0)).toEqual(whole)
    expect(framing(photo, { crop: { x: 9, y: 9, width: 1, height: 1 } }, 0).window.width).toBe(1)
  })

  // what torchvision 0.15 does: _compute_resized_output_size cuts the longer side off, center_crop takes int(round((h - th) / 2.0))
  test.each<[Size, Size, x: number, y: number]>([
    [{ width: 500, height: 375 }, { width: 341, height: 256 }, 58, 16], // (341 - 224) / 2 = 58.5 goes to 58
    [{ width: 375, height: 500 }, { width: 256, height: 341 }, 16, 58],
    [{ width: 343, height: 256 }, { width: 343, height: 256 }, 60, 16], // 59.5 goes to 60
    [{ width: 1600, height: 1200 }, { width: 341, height: 256 }, 58, 16],
    [{ width: 100, height: 100 }, { width: 256, height: 256 }, 16, 16],
    [{ width: 640, height: 427 }, { width: 383, height: 256 }, 80, 16], // 79.5 goes to 80
  ])('as in ImageNet, %o', (photo, scaled, x, y) => {
    const found = framing(photo, { size: IMAGENET_SIZE }, 64)
    expect(found).toMatchObject({ scaled, window: { x, y, width: 224, height: 224 } })
  })

  test('without a shorter side each side becomes what is asked for', () => {
    expect(framing({ width: 640, height: 480 }, { size: { width: 32, height: 64 } }, 0)).toMatchObject({
      scaled: { width: 32, height: 64 },
      window: { x: 0, y: 0, width: 32, height: 64 },
    })
  })

  test('the window always lies in what the crop is scaled to', () => {
    const side = fc.integer({ min: 1, max: 9000 })
    const size = fc
      .record({ width: fc.integer({ min: 1, max: 400 }), height: fc.integer({ min: 1, max: 400 }) })
      .chain(({ width, height }) =>
        fc
          .option(fc.integer({ min: Math.max(width, height), max: 900 }), { nil: undefined })
          .map((shorter) => ({ width, height, ...(shorter !== undefined && { shorter }) })),
      )
    fc.assert(
      fc.property(side, side, size, (width, height, exact) => {
        const { scaled, window } = framing({ width, height }, { size: exact }, 0)
        expect(isWithin(window, scaled)).toBe(true)
      }),
      SEED,
    )
  })
})

/** Levels of a picture, 0..255, repeating in no short period. */
const level = (x: number, y: number, c: number) => (x * 91 + y * 57 + c * 131 + x * y * 7) % 256

function rows(width: number, part: PicturePart): Uint8Array {
  const rgba = new Uint8Array(4 * part.width * part.height)
  for (let i = 0; i < rgba.length; i++) {
    const [x, y] = [part.x + ((i >> 2) % part.width), part.y + Math.floor((i >> 2) / part.width)]
    expect(x).toBeLessThan(width)
    rgba[i] = i % 4 === 3 ? 255 : level(x, y, i % 4)
  }
  return rgba
}

/** What the app makes of the picture, reading only what it says that it needs. */
function framed(
  photo: Size,
  input: Pick<InputSettings, 'crop' | 'size'>,
  longSide: number,
  bandRows: number,
) {
  const { crop, scaled, window } = framing(photo, input, longSide)
  const reducer = new PlaneReducer(crop, scaled, 'srgb', undefined, window)
  const { x, y, width, height } = reducer.part
  const part = { x: crop.x + x, y: crop.y + y, width, height }
  expect(isWithin(part, photo)).toBe(true)
  const rgba = rows(photo.width, part)
  const band = 4 * width * bandRows
  for (let at = 0; at < rgba.length; at += band) reducer.add(rgba.subarray(at, at + band))
  return { planes: reducer.planes, crop, scaled, window }
}

/**
 * The weight of source pixel `from` in output pixel `to`, float64, by the definitions: the overlap of the two on the axis where it
 * shrinks; where it grows, PyTorch's area_pixel_compute_source_index and the two pixels about it.
 */
function weight(source: number, target: number, to: number, from: number): number {
  if (target <= source) {
    const [low, high] = [(to * source) / target, ((to + 1) * source) / target]
    return (Math.max(0, Math.min(high, from + 1) - Math.max(low, from)) * target) / source
  }
  const index = Math.max(0, (source / target) * (to + 0.5) - 0.5)
  const before = Math.floor(index)
  const after = before + (before < source - 1 ? 1 : 0)
  return (from === before ? 1 - (index - before) : 0) + (from === after ? index - before : 0)
}

function expected(
  { crop, scaled, window }: ReturnType<typeof framed>,
  x: number,
  y: number,
  c: number,
): number {
  let sum = 0
  for (let v = 0; v < crop.height; v++)
    for (let u = 0; u < crop.width; u++)
      sum +=
        weight(crop.height, scaled.height, window.y + y, v) *
        weight(crop.width, scaled.width, window.x + x, u) *
        level(crop.x + u, crop.y + v, c)
  return sum / 255
}

describe('a framed picture', () => {
  const side = fc.integer({ min: 1, max: 14 })
  const photoAndCrop = fc.record({ width: side, height: side }).chain((photo) =>
    fc
      .record({ x: fc.nat(photo.width - 1), y: fc.nat(photo.height - 1) })
      .chain(({ x, y }) =>
        fc.record({
          x: fc.constant(x),
          y: fc.constant(y),
          width: fc.integer({ min: 1, max: photo.width - x }),
          height: fc.integer({ min: 1, max: photo.height - y }),
        }),
      )
      .map((crop) => ({ photo, crop })),
  )
  const size = fc.option(
    fc
      .record({ width: side, height: side, more: fc.option(fc.nat(9), { nil: undefined }) })
      .map(({ width, height, more }) =>
        more === undefined ? { width, height } : { width, height, shorter: Math.max(width, height) + more },
      ),
    { nil: undefined },
  )

  test('is the float64 reference of its crop, shrunk or enlarged, in bands of any height', () => {
    fc.assert(
      fc.property(
        photoAndCrop,
        size,
        fc.nat(14),
        fc.integer({ min: 1, max: 5 }),
        ({ photo, crop }, exact, longSide, bandRows) => {
          const found = framed(photo, { crop, ...(exact && { size: exact }) }, longSide, bandRows)
          const { width, height } = found.window
          for (const [i, value] of found.planes.entries()) {
            const [c, at] = [Math.floor(i / (width * height)), i % (width * height)]
            expect(value).toBeCloseTo(expected(found, at % width, Math.floor(at / width), c), 6)
          }
        },
      ),
      SEED,
    )
  })

  test('enlarged by whole numbers is PyTorch’s upsample, bilinear', () => {
    const photo = { width: 7, height: 5 }
    const source = { shape: [1, 3, 5, 7] as const, data: new Float32Array(105) }
    source.data.forEach((_, i) => {
      source.data[i] = level(i % 7, Math.floor(i / 7) % 5, Math.floor(i / 35)) / 255
    })
    for (const [v, h] of [
      [2, 3],
      [4, 1],
      [3, 5],
    ] as const) {
      const { planes } = framed(photo, { size: { width: 7 * h, height: 5 * v } }, 0, 2)
      const [upsampled] = referencePipeline(source, [
        { type: 'upsample', scaleFactor: [v, h], mode: 'bilinear', alignCorners: false },
      ])
      expect(planes.length).toBe(upsampled?.data.length)
      for (const [i, value] of planes.entries()) expect(value).toBeCloseTo(upsampled?.data[i] ?? NaN, 6)
    }
  })

  test('cropped without reduction has the very values of the photo', () => {
    const crop = { x: 3, y: 2, width: 4, height: 3 }
    const { planes } = framed({ width: 9, height: 8 }, { crop }, 0, 1)
    const values = Array.from({ length: 36 }, (_, i) =>
      Math.fround(level(3 + (i % 4), 2 + (Math.floor(i / 4) % 3), Math.floor(i / 12)) / 255),
    )
    expect([...planes]).toEqual(values)
  })
})
