import { describe, expect, test } from 'vitest'
import { ImageError } from '../../../../src/core/errors.ts'
import { pictureFacts } from '../../../../src/formats/conversions.ts'
import { readSize } from '../../../../src/formats/image-header.ts'
import { readHeif } from '../../../../src/formats/photos/heif.ts'
import { openLibheif } from '../../../fixtures/libheif.ts'
import { ownImage } from '../../core/image/fixtures.ts'

const { heif, places } = openLibheif()

const read = (bytes: Uint8Array) => readHeif(heif, bytes, pictureFacts(bytes, 'heic').depth > 8, 'a.heic')

describe('HEIC', () => {
  test('is decoded with the filters of HEVC, which this build of the library leaves out', () => {
    expect(places).toBe(2)
  })

  test.each([
    ['eight.heic', 8],
    ['ten.heic', 10],
  ])('%s', (name, depth) => {
    const bytes = ownImage(name)
    // as coded: what is cropped of it the decoder knows
    expect(readSize(bytes, 'heic')).toEqual({ width: 64, height: 64 })
    expect(pictureFacts(bytes, 'heic')).toEqual({ depth, colors: null, frames: 1 })
    const { width, height, channels, data } = read(bytes)
    expect([width, height, channels]).toEqual([48, 32, 4])
    const full = depth === 8 ? 255 : 1
    const colors = [0, 40, 48 * 31, 48 * 31 + 40].map((pixel) =>
      Array.from(data.subarray(4 * pixel, 4 * pixel + 4), (value) => value / full),
    )
    const expected = [
      [220, 40, 30, 255],
      [40, 170, 60, 255],
      [30, 60, 200, 255],
      [240, 210, 40, 255],
    ]
    for (const [i, color] of colors.entries())
      for (const [c, value] of color.entries())
        expect(Math.abs(255 * value - (expected[i]?.[c] ?? NaN))).toBeLessThan(2)
  })

  test('cut short or changed, it ends in one message', () => {
    const whole = ownImage('eight.heic')
    for (let length = 0; length < whole.length; length += 7)
      expect(() => read(whole.subarray(0, length))).toThrow(ImageError)
    for (let at = 0; at < whole.length; at += 3) {
      const changed = Uint8Array.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 0x55
      try {
        expect(read(changed).channels).toBe(4)
      } catch (error) {
        expect(error).toBeInstanceOf(ImageError)
      }
    }
    expect(read(whole).width).toBe(48)
  })
})
