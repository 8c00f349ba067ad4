import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arithmeticRead } from '../../../../src/ui/controls/arithmetic.svelte.ts'
import {
  formatBytes,
  formatCount,
  formatMs,
  formatNumber,
  formatPair,
  formatShare,
  formatShares,
  numberProblem,
  parseNumber,
  parsePair,
} from '../../../../src/ui/controls/numbers.ts'

describe('numbers as people type them', () => {
  it.each([
    ['3', 3],
    [' -2 ', -2],
    ['−0.5', -0.5],
    ['.25', 0.25],
    ['0,5', 0.5],
    ['1e-3', 0.001],
    ['+7', 7],
  ])('%j is %d', (text, value) => {
    expect(parseNumber(text)).toBe(value)
  })

  it.each(['', 'x', '1 2', '--1', '1e', 'NaN', 'Infinity', '0x10', '1e999', '1e39', '-3.5e38'])(
    '%j is none',
    (text) => {
      expect(parseNumber(text)).toBeNull()
    },
  )

  it.each([
    ['1e39', false, '“1e39” is too large: a float32 ends at 3.4e38.'],
    ['−1e999', true, '“−1e999” is too large: a float32 ends at 3.4e38.'],
    ['five', false, '“five” is not a number. Try 0.25, −1,5 or 1/9.'],
    ['2.5', true, '“2.5” is not a whole number.'],
    ['', true, '“” is not a whole number.'],
    ['3.4e38', false, null],
    ['2.5', false, null],
    ['-3', true, null],
  ])('%j (whole: %j) is %j', (text, whole, problem) => {
    expect(numberProblem(text, whole)).toBe(problem)
  })

  it('arithmetic is a number once its reader is there', async () => {
    await arithmeticRead()
    expect(['1/9', '−sqrt(2)/2', '2*pi', '1,5/3'].map(parseNumber)).toEqual([
      1 / 9,
      -Math.SQRT2 / 2,
      2 * Math.PI,
      0.5,
    ])
    expect(numberProblem('16/4', true)).toBeNull()
    expect(numberProblem('1/9', true)).toBe('“1/9” is not a whole number.')
    expect(numberProblem('(1', false)).toBe('a bracket is not closed. Try 0.25, −1,5 or 1/9.')
    expect(numberProblem('1/0', false)).toBe(
      '“1/0” is too large: a float32 ends at 3.4e38. Try 0.25, −1,5 or 1/9.',
    )
  })

  it('what is shown can be read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99999, max: 99999 }), (value) => {
        expect(parseNumber(formatNumber(value / 100))).toBe(value / 100)
      }),
      { seed: 1 },
    )
  })
})

describe('pairs', () => {
  it.each([
    ['3', [3, 3]],
    ['3 x 5', [3, 5]],
    ['3×5', [3, 5]],
    ['3, 5', [3, 5]],
    ['(3, 5)', [3, 5]],
    ['3 5', [3, 5]],
    ['−1', [-1, -1]],
  ])('%j is H and W', (text, pair) => {
    expect(parsePair(text)).toEqual(pair)
  })

  it.each(['', 'x', '1 2 3', '1.5', '3 x', 'same'])('%j is none', (text) => {
    expect(parsePair(text)).toBeNull()
  })

  it('equal axes are one number, unless both are asked for', () => {
    expect(formatPair([3, 3])).toBe('3')
    expect(formatPair([3, 3], true)).toBe('3 × 3')
    expect(formatPair([3, 5])).toBe('3 × 5')
  })

  it('what is shown can be read back', () => {
    const axis = fc.integer({ min: -20, max: 20 })
    fc.assert(
      fc.property(axis, axis, fc.boolean(), (h, w, both) => {
        expect(parsePair(formatPair([h, w], both))).toEqual([h, w])
      }),
      { seed: 2 },
    )
  })
})

describe('sizes in the status', () => {
  it('bytes, counts and times change their unit', () => {
    expect([999, 1500, 23_040_000, 4.2e9].map(formatBytes)).toEqual(['999 B', '1.5 kB', '23.0 MB', '4.20 GB'])
    expect([528, 25_376, 121e6, 5.97e9].map(formatCount)).toEqual(['528', '25\u2009376', '121.0 M', '5.97 G'])
    expect([4.84, 38.4, 1234].map(formatMs)).toEqual(['4.8 ms', '38 ms', '1.2 s'])
  })
})

describe('shares', () => {
  it('are never nothing where there is something, nor all where something is missing', () => {
    expect([0, 0.0002, 0.0073, 0.9999, 1].map(formatShare)).toEqual([
      '0.0 %',
      '< 0.1 %',
      '0.7 %',
      '> 99.9 %',
      '100.0 %',
    ])
  })

  it('of parts add up', () => {
    expect(formatShares([1, 1, 1])).toEqual(['34 %', '33 %', '33 %'])
    expect(formatShares([1000, 1, 0])).toEqual(['100 %', '< 1 %', '0 %'])
    expect(formatShares([0, 0])).toEqual(['0 %', '0 %'])
  })
})
