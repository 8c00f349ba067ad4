import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { signedColor, textOnSigned, type Theme } from '../../../src/core/image/colors.ts'

const css = readFileSync('src/ui/tokens.css', 'utf8')
const [light = '', dark = ''] = css.split("[data-theme='dark']")
const SHEETS: Readonly<Record<Theme, string>> = { light, dark }

/** A token's colour as CSS has it: OKLCH to sRGB levels 0..255 (CSS Color 4, sections 9.3 and 10.1). */
function token(theme: Theme, name: string): readonly number[] {
  const found = new RegExp(`--${name}: oklch\\(([^)]+)\\)`).exec(SHEETS[theme])?.[1]
  if (found === undefined) throw new RangeError(`no colour --${name} in the ${theme} theme`)
  const [lightness = NaN, chroma = NaN, hue = NaN] = found.split(/[\s/]+/).map(Number)
  const [a, b] = [chroma * Math.cos((hue / 180) * Math.PI), chroma * Math.sin((hue / 180) * Math.PI)]
  const [l, m, s] = [
    [0.3963377773761749, 0.2158037573099136],
    [-0.1055613458156586, -0.0638541728258133],
    [-0.0894841775298119, -1.2914855480194092],
  ].map(([byA = NaN, byB = NaN]) => (lightness + byA * a + byB * b) ** 3)
  return [
    [4.0767416360759574, -3.3077115392580616, 0.2309699031821043],
    [-1.2684379732850317, 2.6097573492876887, -0.3413193760026573],
    [-0.0041960761386756, -0.7034186179359363, 1.7076146940746113],
  ].map(([byL = NaN, byM = NaN, byS = NaN]) => {
    const linear = Math.min(1, Math.max(0, byL * (l ?? NaN) + byM * (m ?? NaN) + byS * (s ?? NaN)))
    return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055)
  })
}

const levels = (color: string) => (color.match(/\d+/g) ?? []).map(Number)

/** Within half a level, and rounding. */
function expectLike(color: string, wanted: readonly number[]) {
  const got = levels(color)
  expect(got).toHaveLength(3)
  expect(Math.max(...got.map((level, i) => Math.abs(level - (wanted[i] ?? NaN))))).toBeLessThan(0.6)
}

describe.each(['light', 'dark'] as const)(
  'the signed colours in the %s theme are the design tokens',
  (theme) => {
    it.each([
      [-1, 'neg-end'],
      [-0.5, 'neg'],
      [0, 'zero'],
      [0.5, 'pos'],
      [1, 'pos-end'],
    ])('%d is --%s', (value, name) => {
      expectLike(signedColor(value, 1, theme), token(theme, name))
    })

    it.each([
      ['zero', 0, 'ink'],
      ['the ends', 1, 'on-end'],
    ])('text on %s is --%s', (_, value, name) => {
      expectLike(textOnSigned(value, 1, theme), token(theme, name))
    })
  },
)
