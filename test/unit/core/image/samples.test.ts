import { describe, expect, test } from 'vitest'
import { planesToRgba, toLinear } from '../../../../src/core/image/image-tensor.ts'
import { PlaneReducer } from '../../../../src/core/image/plane-reducer.ts'
import { sampleRows, type Samples } from '../../../../src/core/image/samples.ts'
import { seededRandom } from '../../../../src/core/random.ts'

const random = seededRandom(5)

/** Planes R, G, B of a part at its own size. */
function planesOf(
  samples: Samples,
  matte = '#ffffff',
  part = { x: 0, y: 0, width: samples.width, height: samples.height },
  light: 'srgb' | 'linear' = 'srgb',
): Float32Array {
  const reducer = new PlaneReducer(part, part, light)
  for (const band of sampleRows(samples, part, matte)) reducer.add(band)
  return reducer.planes
}

describe('samples become planes', () => {
  test('bytes / 255, words / 65535 and floats as they are, in float32', () => {
    const words = Uint16Array.of(0, 1, 255, 256, 40_000, 65_535)
    expect(planesOf({ width: 2, height: 1, channels: 3, data: words })).toEqual(
      Float32Array.from([0, 256, 1, 40_000, 255, 65_535], (value) => value / 65_535),
    )
    expect(planesOf({ width: 2, height: 1, channels: 1, data: Uint8Array.of(7, 200) })).toEqual(
      Float32Array.from([7, 200, 7, 200, 7, 200], (value) => value / 255),
    )
    const floats = Float32Array.of(-1.5, 0.1, 1e6, NaN, Infinity, 1e-20)
    const planes = planesOf({ width: 6, height: 1, channels: 1, data: floats })
    for (let c = 0; c < 3; c++) expect(planes.subarray(6 * c, 6 * c + 6)).toEqual(floats)
  })

  test('every word keeps its place among all others, in linear light too', () => {
    const data = Uint16Array.from({ length: 65_536 }, (_, i) => i)
    const samples: Samples = { width: 256, height: 256, channels: 1, data }
    const part = { x: 0, y: 0, width: 256, height: 256 }
    expect(planesOf(samples, '#ffffff', part, 'linear').subarray(0, 65_536)).toEqual(
      Float32Array.from(data, (value) => toLinear(value / 65_535)),
    )
  })

  test('what is transparent lies over the matte, with alpha multiplied in or not', () => {
    const [width, height] = [5, 4]
    const data = Uint16Array.from({ length: 4 * width * height }, () => 65_536 * random())
    const planes = planesOf({ width, height, channels: 4, data }, '#336699')
    const colors = Float32Array.from(data, (value, i) =>
      i % 4 === 3 ? value / 65_535 : ((value / 65_535) * (data[i | 3] ?? 0)) / 65_535,
    )
    const multiplied = planesOf({ width, height, channels: 4, data: colors, premultiplied: true }, '#336699')
    for (let i = 0; i < width * height; i++) {
      for (const [c, under] of [0x33, 0x66, 0x99].entries()) {
        const alpha = (data[4 * i + 3] ?? 0) / 65_535
        const expected = (alpha * (data[4 * i + c] ?? 0)) / 65_535 + ((1 - alpha) * under) / 255
        expect(planes[c * width * height + i]).toBeCloseTo(expected, 6)
        expect(multiplied[c * width * height + i]).toBeCloseTo(expected, 6)
      }
    }
    const gray = planesOf({ width: 1, height: 1, channels: 2, data: Uint8Array.of(51, 0) }, '#336699')
    expect(gray).toEqual(Float32Array.of(0x33 / 255, 0x66 / 255, 0x99 / 255))
  })

  test('a part of a picture is that part, whatever the bands', () => {
    const [width, height] = [700, 900]
    const data = Uint16Array.from({ length: width * height }, () => 65_536 * random())
    const samples: Samples = { width, height, channels: 1, data }
    const part = { x: 13, y: 21, width: 600, height: 800 }
    const planes = planesOf(samples, '#ffffff', part)
    for (const [x, y] of [
      [0, 0],
      [599, 799],
      [17, 437],
    ] as const)
      expect(planes[y * 600 + x]).toBe(Math.fround((data[(y + 21) * width + x + 13] ?? 0) / 65_535))
  })
})

test('values beyond 0..1 are shown as black and white, in any light', () => {
  for (const light of ['srgb', 'linear'] as const)
    expect([...planesToRgba(Float32Array.of(7, -3, 1), light)]).toEqual([255, 0, 255, 255])
})
