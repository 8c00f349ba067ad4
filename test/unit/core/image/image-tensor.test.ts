import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyRange,
  fromLinear,
  orientPlanes,
  storedPart,
  planesToRgba,
  toLinear,
  turnedSize,
  workingSize,
  type Size,
} from '../../../../src/core/image/image-tensor.ts'
import { PlaneReducer } from '../../../../src/core/image/plane-reducer.ts'

const SEED = { seed: 20240611, numRuns: 100 }

/** RGBA bytes of a picture from a function of position and channel. */
function picture({ width, height }: Size, value: (x: number, y: number, c: number) => number): Uint8Array {
  const rgba = new Uint8Array(4 * width * height)
  for (let i = 0; i < rgba.length; i++) {
    const pixel = i >> 2
    rgba[i] = i % 4 === 3 ? 255 : value(pixel % width, Math.floor(pixel / width), i % 4)
  }
  return rgba
}

function reduce(rgba: Uint8Array, source: Size, target: Size, bandRows = source.height): Float32Array {
  const reducer = new PlaneReducer(source, target, 'srgb')
  const band = 4 * source.width * bandRows
  for (let at = 0; at < rgba.length; at += band) reducer.add(rgba.subarray(at, at + band))
  return reducer.planes
}

/** The mean of the area that an output pixel covers, by summing every source pixel's overlap with it. */
function areaMean(rgba: Uint8Array, source: Size, target: Size, x: number, y: number, c: number): number {
  const overlap = (i: number, at: number, from: number, to: number) =>
    Math.max(0, Math.min((i + 1) * to, (at + 1) * from) - Math.max(i * to, at * from)) / from
  let sum = 0
  for (let v = 0; v < source.height; v++) {
    const weight = overlap(v, y, source.height, target.height)
    for (let u = 0; u < source.width; u++) {
      const value = rgba[4 * (v * source.width + u) + c] ?? NaN
      sum += weight * overlap(u, x, source.width, target.width) * value
    }
  }
  return sum / 255
}

describe('working size', () => {
  test('limits the long side in proportion', () => {
    expect(workingSize({ width: 6000, height: 4000 }, 1024)).toEqual({ width: 1024, height: 683 })
    expect(workingSize({ width: 4000, height: 6000 }, 1024)).toEqual({ width: 683, height: 1024 })
  })

  test('never enlarges, and 0 keeps the size', () => {
    expect(workingSize({ width: 300, height: 200 }, 1024)).toEqual({ width: 300, height: 200 })
    expect(workingSize({ width: 6000, height: 4000 }, 0)).toEqual({ width: 6000, height: 4000 })
  })

  test('keeps at least one pixel', () => {
    expect(workingSize({ width: 5000, height: 1 }, 256)).toEqual({ width: 256, height: 1 })
  })
})

describe('planes', () => {
  test('without reduction hold value / 255 in float32, as to_tensor does', () => {
    const size = { width: 256, height: 1 }
    const planes = reduce(
      picture(size, (x) => x),
      size,
      size,
    )
    expect(planes).toEqual(Float32Array.from({ length: 768 }, (_, i) => (i % 256) / 255))
  })

  test('are the mean over the exact area, in bands of any height', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 1, max: 5 }),
        (w, h, targetW, targetH, bandRows) => {
          const source = { width: w, height: h }
          const target = { width: Math.min(w, targetW), height: Math.min(h, targetH) }
          const rgba = picture(source, (x, y, c) => (x * 91 + y * 57 + c * 131) % 256)
          const planes = reduce(rgba, source, target, bandRows)
          const area = target.width * target.height
          for (let i = 0; i < planes.length; i++) {
            const [x, y] = [i % target.width, Math.floor((i % area) / target.width)]
            const expected = areaMean(rgba, source, target, x, y, Math.floor(i / area))
            expect(planes[i]).toBeCloseTo(expected, 6)
          }
        },
      ),
      SEED,
    )
  })

  test('average in linear light when light is linear', () => {
    const source = { width: 2, height: 1 }
    const reducer = new PlaneReducer(source, { width: 1, height: 1 }, 'linear')
    reducer.add(picture(source, (x) => 255 * x))
    expect([...reducer.planes]).toEqual([0.5, 0.5, 0.5])
  })

  test('of linear light look as the photo did', () => {
    const size = { width: 256, height: 1 }
    const rgba = picture(size, (x) => x)
    const reducer = new PlaneReducer(size, size, 'linear')
    reducer.add(rgba)
    expect([...planesToRgba(reducer.planes, 'linear')]).toEqual([...rgba])
  })
})

test('sRGB and linear light are inverse to each other and meet at the ends', () => {
  expect([toLinear(0), toLinear(1), fromLinear(0)]).toEqual([0, 1, 0])
  expect(toLinear(0.5)).toBeCloseTo(0.21404, 5)
  for (let i = 0; i <= 100; i++) expect(fromLinear(toLinear(i / 100))).toBeCloseTo(i / 100, 6)
})

describe('range', () => {
  const planes = () => Float32Array.of(0, 1, 0.5, 0.25, 1, 0)

  test('0..1 changes nothing', () => {
    const values = planes()
    applyRange(values, '0..1')
    expect(values).toEqual(planes())
  })

  test('-1..1 is (x - 0.5) / 0.5', () => {
    const values = planes()
    applyRange(values, '-1..1')
    expect([...values]).toEqual([-1, 1, 0, -0.5, 1, -1])
  })

  test('imagenet takes the mean away and divides by the deviation of each channel', () => {
    const values = planes()
    applyRange(values, 'imagenet')
    const expected = [
      -0.485 / 0.229,
      0.515 / 0.229,
      0.044 / 0.224,
      -0.206 / 0.224,
      0.594 / 0.225,
      -0.406 / 0.225,
    ]
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5))
  })
})

describe('orientation', () => {
  // a b c    stored as 3 x 2
  // d e f
  const upright = {
    1: 'abc/def',
    2: 'cba/fed',
    3: 'fed/cba',
    4: 'def/abc',
    5: 'ad/be/cf',
    6: 'da/eb/fc',
    7: 'fc/eb/da',
    8: 'cf/be/ad',
  }

  test.each(Object.entries(upright))('%s', (orientation, expected) => {
    const stored = Float32Array.from('abcdef', (letter) => letter.charCodeAt(0))
    const out = new Float32Array(6)
    orientPlanes(stored, { width: 3, height: 2 }, Number(orientation), out)
    expect(String.fromCharCode(...out)).toBe(expected.replaceAll('/', ''))
  })

  test('turns every plane', () => {
    const out = new Float32Array(12)
    orientPlanes(
      Float32Array.from({ length: 12 }, (_, i) => i),
      { width: 2, height: 2 },
      3,
      out,
    )
    expect([...out]).toEqual([3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8])
  })
})

describe('a part of an upright picture', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'comes from one part of the stored one, orientation %d',
    (orientation) => {
      const stored = { width: 5, height: 4 }
      const planes = Float32Array.from({ length: 3 * 20 }, (_, i) => i)
      const whole = new Float32Array(60)
      orientPlanes(planes, stored, orientation, whole)
      const upright = turnedSize(stored, orientation)
      const part = { x: 2, y: 1, width: 2, height: 2 }
      const { x, y, ...size } = storedPart(stored, orientation, part)
      const read = Float32Array.from({ length: 3 * size.width * size.height }, (_, i) => {
        const [c, at] = [Math.floor(i / (size.width * size.height)), i % (size.width * size.height)]
        return planes[c * 20 + (y + Math.floor(at / size.width)) * 5 + x + (at % size.width)] ?? NaN
      })
      const seen = new Float32Array(read.length)
      orientPlanes(read, size, orientation, seen)
      const expected = [0, 1, 2].flatMap((c) =>
        [1, 2].flatMap((row) => [2, 3].map((column) => whole[c * 20 + row * upright.width + column])),
      )
      expect([...seen]).toEqual(expected)
    },
  )
})
