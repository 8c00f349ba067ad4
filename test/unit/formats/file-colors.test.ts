import { describe, expect, test } from 'vitest'
import { inSrgb, type ColorSpace } from '../../../src/core/image/color-space.ts'
import { fromLinear, toLinear } from '../../../src/core/image/image-tensor.ts'
import { sampleRows, type Samples } from '../../../src/core/image/samples.ts'
import { heicColors, pngColors } from '../../../src/formats/file-colors.ts'
import { readProfile } from '../../../src/formats/matrix-profile.ts'
import { avif, iccp, latin, matrixProfile, png, profile, u32 } from '../../fixtures/small-pictures.ts'
import { openTiff, TAG } from '../../../src/formats/tiff-directory.ts'
import { tiffFile } from '../../fixtures/small-tiffs.ts'
import PROFILES from '../../fixtures/photos/profiles.json' with { type: 'json' }
import { hasThirdParty, thirdParty } from '../core/image/fixtures.ts'

/** Red, green and blue of a row of samples over white, 0..1. */
function converted(
  colors: ColorSpace | string,
  samples: Omit<Samples, 'width' | 'height'>,
  matte = '#ffffff',
): number[] {
  if (typeof colors === 'string') throw new Error(colors)
  const width = samples.data.length / samples.channels
  const picture = inSrgb({ width, height: 1, ...samples }, colors)
  const rows = [...sampleRows(picture, { x: 0, y: 0, width, height: 1 }, matte)]
  return rows.flatMap((row) => [...row].filter((_, i) => i % 4 !== 3))
}

function expectNear(actual: readonly number[], expected: readonly number[], within: number): void {
  expect(actual).toHaveLength(expected.length)
  for (const [i, value] of actual.entries())
    expect(Math.abs(value - (expected[i] ?? NaN)), `value ${i}`).toBeLessThan(within)
}

const linear = (gamma: number) => pngColors(png(16, ['gAMA', u32(gamma)]), false)

describe('a PNG without a profile', () => {
  const data = Uint16Array.of(0, 655, 13_107, 26_214, 39_321, 65_535)
  const light = Array.from(data, (value) => value / 65_535)

  test('has values that are light to the power of its gAMA', () => {
    expectNear(converted(linear(100_000), { channels: 3, data }), light.map(fromLinear), 1e-6)
    const gamma = (value: number) => fromLinear(value ** (1 / 0.4))
    expectNear(converted(linear(40_000), { channels: 3, data }), light.map(gamma), 1e-6)
    expect(linear(0)).toMatch(/gamma is 0/)
  })

  test('has the primaries of its cHRM, or of its cICP', () => {
    const p3 = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6000].flatMap(u32)
    // from Display P3 to sRGB (CSS Color 4, section 17), the white and the grays staying
    const expected = [0, 0.01, 0.2].map((_, i) =>
      [0.8, 0.3, 0.1].map((value, c) => value * (M[i]?.[c] ?? 0)).reduce((a, b) => a + b),
    )
    const floats = Float32Array.of(0.8, 0.3, 0.1)
    const chromatic = pngColors(png(16, ['gAMA', u32(100_000)], ['cHRM', p3]), false)
    expectNear(converted(chromatic, { channels: 3, data: floats }), expected.map(fromLinear), 1e-4)
    const coded = pngColors(png(16, ['cICP', [12, 8, 0, 1]]), false)
    expectNear(converted(coded, { channels: 3, data: floats }), expected.map(fromLinear), 1e-4)
    expectNear(
      converted(coded, { channels: 3, data: Float32Array.of(0.5, 0.5, 0.5) }),
      [0.5, 0.5, 0.5].map(fromLinear),
      1e-4,
    )
  })

  test('in light for screens of another kind is left to the browser', () => {
    expect(pngColors(png(16, ['cICP', [9, 16, 0, 1]]), false)).toMatch(/not read here/)
    expect(heicColors(avif())).toMatch(/damaged/)
    expect(pngColors(png(16, ['gAMA', u32(45_455)], ['cHRM', new Array<number>(32).fill(0)]), false)).toMatch(
      /no colours/,
    )
  })
})

/** Linear Display P3 to linear sRGB. */
const M = [
  [1.22494, -0.22494, 0],
  [-0.042057, 1.042057, 0],
  [-0.019638, -0.078636, 1.098274],
]

test('whole numbers stay within 0..1, floats do not; what is transparent shows the matte behind converted colours', () => {
  const coded = pngColors(png(16, ['cICP', [12, 8, 0, 1]]), false)
  expect(converted(coded, { channels: 3, data: Uint8Array.of(0, 255, 0) })).toEqual([0, 1, 0])
  const [red = 0, green = 0] = converted(coded, { channels: 3, data: Float32Array.of(0, 1, 0) })
  expect(red).toBeLessThan(-0.4)
  expect(green).toBeGreaterThan(1.01)
  const light = linear(100_000)
  const half = { channels: 4, data: Uint8Array.of(55, 55, 55, 51) } as const
  const over = (value: number) => 0.2 * fromLinear(value) + 0.8
  expectNear(converted(light, half), Array<number>(3).fill(over(55 / 255)), 1e-6)
  const multiplied = {
    channels: 4,
    data: Float32Array.of(0.05, 0.05, 0.05, 0.2),
    premultiplied: true,
  } as const
  expectNear(converted(light, multiplied), Array<number>(3).fill(over(0.25)), 1e-6)
})

test('a profile by a matrix, with a gamma, a function and samples as its curves', () => {
  const space = readProfile(matrixProfile(), false)
  if (typeof space === 'string') throw new Error(space)
  const [gamma, curve, sampled] = space.curves
  expectNear([gamma(0.5), gamma(-0.5)], [0.5 ** 2.19921875, -(0.5 ** 2.19921875)], 1e-9)
  for (const value of [0, 0.02, 0.5, 1]) expect(curve?.(value)).toBeCloseTo(toLinear(value), 4)
  expectNear(
    [0, 0.25, 0.5, 0.75, 1].map((value) => sampled?.(value) ?? NaN),
    [0, 0.125, 0.25, 0.625, 1].map((value) => value * (value < 0.6 ? 65_536 / 65_535 : 1)),
    2e-5,
  )
  expectNear(converted(space, { channels: 3, data: Uint8Array.of(255, 255, 255) }), [1, 1, 1], 2e-4)
  const applied = pngColors(png(16, iccp([...matrixProfile()])), false)
  expectNear(
    converted(applied, { channels: 3, data: Uint8Array.of(9, 99, 199) }),
    converted(space, { channels: 3, data: Uint8Array.of(9, 99, 199) }),
    1e-9,
  )
  const tiff = tiffFile({
    width: 1,
    height: 1,
    samples: 3,
    bits: 16,
    format: 1,
    values: [1, 2, 3],
    tags: [[34_675, 7, [...matrixProfile()]]],
  })
  expect(
    readProfile(openTiff(tiff)?.pages().next().value?.bytes(TAG.profile) ?? new Uint8Array(), false),
  ).not.toBeTypeOf('string')
})

describe('profiles that cannot be applied are told', () => {
  test('damaged, of other colours, by tables', () => {
    expect(readProfile(Uint8Array.from(profile('P', 2)), false)).toMatch(/damaged/)
    expect(pngColors(png(16, iccp(profile('P', 4))), false)).toMatch(/damaged/)
    expect(pngColors(png(16, ['iCCP', latin('icc\0\0not zlib')]), false)).toMatch(/damaged/)
  })

  test.skipIf(!hasThirdParty)('as CMYK, and gray for colours (FIXTURES_DIR)', () => {
    const read = (name: string, gray: boolean) => readProfile(thirdParty(`images/icc/${name}`), gray)
    expect(read('CGATS001Compat-v2-micro.icc', false)).toMatch(/other colours/)
    expect(read('sGrey-v2-nano.icc', false)).toMatch(/other colours/)
    expect(read('sRGB-v2-nano.icc', true)).toMatch(/of colours/)
  })
})

const LEVELS = [0, 0.02, 0.3, 0.75, 1]
const COLORS = LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.flatMap((b) => [r, g, b])))
const GRAYS = Array.from({ length: 21 }, (_, i) => i / 20)

// Expected values are those of Little CMS 2.14 in doubles (test/fixtures/photos/make_profiles.py).
describe.skipIf(!hasThirdParty)('profiles (FIXTURES_DIR)', () => {
  test.each(Object.entries(PROFILES))('%s', (name, expected) => {
    const isGray = expected.length === 3 * GRAYS.length
    const space = readProfile(thirdParty(`images/icc/${name}`), isGray)
    const data = Float32Array.from(isGray ? GRAYS : COLORS)
    const clipped = converted(space, { channels: isGray ? 1 : 3, data }).map((value) =>
      Math.min(1, Math.max(0, value)),
    )
    expectNear(clipped, expected, 2e-4)
  })
})
