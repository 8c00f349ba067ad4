import { describe, expect, it } from 'vitest'
import {
  colorTable,
  contrast,
  fixedColorTable,
  paintedRange,
  primaryTable,
  signedColor,
  textOnSigned,
  type Theme,
} from '../../../../src/core/image/colors.ts'

type Rgb = readonly [number, number, number]
const rgbOf = (word: number): Rgb => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255]
const rgbOfCss = (css: string): Rgb => {
  const [r = NaN, g = NaN, b = NaN] = css.match(/\d+/g)?.map(Number) ?? []
  return [r, g, b]
}
const entry = (table: Uint32Array, i: number) => rgbOf(table[i] ?? NaN)
const THEMES: readonly Theme[] = ['light', 'dark']

describe('colorTable', () => {
  it.each(['gray', 'viridis', 'magma', 'signed'] as const)('%s has 256 opaque entries', (name) => {
    const table = colorTable(name, 'light')
    expect(table.length).toBe(256)
    expect(table.every((word) => word >>> 24 === 255)).toBe(true)
  })

  it('gray is the identity', () => {
    expect(entry(colorTable('gray', 'dark'), 77)).toEqual([77, 77, 77])
  })

  it.each([
    [0, 0x440154],
    [7, 0x460b5e],
    [100, 0x2a768e],
    [127, 0x21908d],
    [200, 0x70cf57],
    [248, 0xece51b],
    [255, 0xfde725],
  ])('viridis entry %d is the published one, to one level', (i, published) => {
    const expected = [published >> 16, (published >> 8) & 255, published & 255]
    entry(colorTable('viridis', 'light'), i).forEach((level, k) => {
      expect(Math.abs(level - (expected[k] ?? NaN))).toBeLessThanOrEqual(1)
    })
  })

  it.each([
    [0, 0x000004],
    [7, 0x03030f],
    [100, 0x892881],
    [127, 0xb5367a],
    [200, 0xfd9869],
    [248, 0xfcf0b2],
    [255, 0xfcfdbf],
  ])('magma entry %d is the published one, to one level', (i, published) => {
    const expected = [published >> 16, (published >> 8) & 255, published & 255]
    entry(colorTable('magma', 'light'), i).forEach((level, k) => {
      expect(Math.abs(level - (expected[k] ?? NaN))).toBeLessThanOrEqual(1)
    })
  })

  it.each(['gray', 'viridis', 'magma', 'signed'] as const)(
    'absolute values of %s mirror about zero',
    (name) => {
      const [table, whole] = [colorTable(name, 'dark', 'absolute'), colorTable(name, 'dark')]
      for (let i = 0; i < 128; i++) expect(table[i]).toBe(table[255 - i])
      expect(table[255]).toBe(whole[255])
      expect(table[128]).toBe(whole[name === 'signed' ? 128 : 0])
    },
  )

  it.each(['gray', 'viridis', 'magma', 'signed'] as const)(
    'clamped values of %s are zero below zero',
    (name) => {
      const table = colorTable(name, 'light', 'clamped')
      expect(new Set(table.subarray(0, 129)).size).toBe(1)
      expect([...table.subarray(128)]).toEqual([...colorTable(name, 'light', 'absolute').subarray(128)])
    },
  )

  it('three primaries add up to gray', () => {
    const grays = colorTable('gray', 'light')
    const [red, green, blue] = [0, 1, 2].map((k) => entry(primaryTable(grays, k), 200))
    expect([red, green, blue]).toEqual([
      [200, 0, 0],
      [0, 200, 0],
      [0, 0, 200],
    ])
  })

  const TABLE_RANGE = { low: -0.5, high: 2 }
  it.each(['gray', 'viridis', 'magma'] as const)('%s between given ends is the whole colour map', (name) => {
    expect(fixedColorTable(name, 'light', 'signed', TABLE_RANGE)).toEqual(colorTable(name, 'light'))
  })

  it.each(THEMES)('signed colours between given ends are those of the values (%s)', (theme) => {
    const { low, high } = TABLE_RANGE
    const table = fixedColorTable('signed', theme, 'signed', TABLE_RANGE)
    for (let i = 0; i < 256; i += 15) {
      const value = low + (i / 255) * (high - low)
      const expected = Math.abs(value) < 0.005 ? 0 : value
      expect(entry(table, i)).toEqual(rgbOfCss(signedColor(expected, 2, theme)))
    }
    expect(entry(table, 51)).toEqual(entry(colorTable('signed', theme), 127)) // zero
  })

  it.each(['absolute', 'clamped'] as const)('%s values reach from the low end to the high one', (shown) => {
    const range = { low: 0.5, high: 1 }
    expect(paintedRange(shown, range)).toEqual({ low: -1, high: 1 })
    const table = fixedColorTable('gray', 'light', shown, range)
    const gray = (value: number) => entry(table, Math.round(((value + 1) / 2) * 255))[0]
    expect([gray(0), gray(0.49), gray(1)]).toEqual([0, 0, 255])
    expect(gray(0.75)).toBeGreaterThan(120)
    expect(gray(-1)).toBe(shown === 'absolute' ? 255 : 0)
  })

  it.each([
    ['light', [250, 250, 249]],
    ['dark', [24, 25, 28]],
  ] as const)('signed has the paper of the %s theme in its middle', (theme, paper) => {
    const table = colorTable('signed', theme)
    expect(table[127]).toBe(table[128])
    entry(table, 127).forEach((level, k) => {
      expect(Math.abs(level - (paper[k] ?? NaN))).toBeLessThanOrEqual(2)
    })
  })

  it.each(THEMES)('signed is blue below and orange above zero (%s)', (theme) => {
    const table = colorTable('signed', theme)
    const [rn, , bn] = entry(table, 64)
    const [rp, , bp] = entry(table, 191)
    expect(bn).toBeGreaterThan(rn + 50)
    expect(rp).toBeGreaterThan(bp + 50)
  })

  it.each(THEMES)('signed moves away from the paper with every step (%s)', (theme) => {
    const table = colorTable('signed', theme)
    const paper = entry(table, 127)
    const distance = (i: number) => contrast(entry(table, i), paper)
    for (let i = 129; i < 256; i++) {
      expect(distance(i)).toBeGreaterThanOrEqual(distance(i - 1) - 0.02)
      expect(distance(255 - i)).toBeGreaterThanOrEqual(distance(256 - i) - 0.02)
    }
  })
})

describe('colours of kernel cells', () => {
  it.each(THEMES)('are those of the signed map (%s)', (theme) => {
    const table = colorTable('signed', theme)
    expect(rgbOfCss(signedColor(-2, 2, theme))).toEqual(entry(table, 0))
    expect(rgbOfCss(signedColor(5, 2, theme))).toEqual(entry(table, 255))
    for (const [value, max] of [
      [0, 1],
      [NaN, 1],
      [1, 0],
    ] as const) {
      expect(rgbOfCss(signedColor(value, max, theme))).toEqual(entry(table, 127))
    }
  })

  it.each(THEMES)('carry text of a contrast of 4.5 or more (%s)', (theme) => {
    for (let value = -1; value <= 1; value += 1 / 64) {
      const background = rgbOfCss(signedColor(value, 1, theme))
      expect(contrast(rgbOfCss(textOnSigned(value, 1, theme)), background)).toBeGreaterThanOrEqual(4.5)
    }
  })
})
