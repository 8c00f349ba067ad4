import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  among,
  exactWeight,
  fixed,
  rangeDigits,
  rangeText,
  shortWeight,
} from '../../../../src/ui/canvas/numerals.ts'

test.each([
  [0, '0'],
  [-0, '0'],
  [0.25, '.25'],
  [-0.5, '−.50'],
  [0.995, '1'],
  [2.5, '2.5'],
  [-2, '−2'],
  [12.34, '12.3'],
  [123.4, '123'],
  [0.0042, '.004'],
  [-0.00003, '−3e−5'],
  [25_000, '3e4'],
  [NaN, 'NaN'],
  [Infinity, '∞'],
  [-Infinity, '−∞'],
])('a weight of %d is printed as %s', (value, text) => {
  expect(shortWeight(value)).toBe(text)
})

test('a second digit where there is room', () => {
  expect(shortWeight(2.5, 2)).toBe('2.50')
  expect(shortWeight(2, 2)).toBe('2')
})

test('short weights fit a cell', () => {
  fc.assert(
    fc.property(fc.float(), (value) => {
      expect(shortWeight(value).length).toBeLessThanOrEqual(6)
    }),
    { seed: 5 },
  )
})

test('the exact text of a float32 reads back as the same float32', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Math.fround(Number(exactWeight(value)))).toBe(value)
    }),
    { seed: 6 },
  )
  expect(exactWeight(Math.fround(0.1))).toBe('0.1')
})

test('ranges get the digits that their size asks for', () => {
  expect([rangeDigits(-8.8, 4.7), rangeDigits(0, 0.5), rangeDigits(-0.02, 0), rangeDigits(0, 300)]).toEqual([
    1, 2, 3, 0,
  ])
})

test('ranges have true minuses, but none before a zero', () => {
  expect(rangeText(-8.84, 4.66)).toBe('−8.8 … 4.7')
  expect(rangeText(-0.04, 1.7)).toBe('0.0 … 1.7')
})

test('long numbers have an exponent', () => {
  expect(fixed(9_686_274.4, 1)).toBe('9686274.4')
  expect(fixed(-9.686e37, 0)).toBe('−9.69e37')
  expect(rangeText(0, 9.686e37)).toBe('0 … 9.69e37')
})

test('values of small maps are not all zeros, those of large ones have no digits that nobody knows', () => {
  expect(rangeText(-0.00012, 0.000003)).toBe('−1.2e−4 … 3.0e−6')
  expect(rangeText(-0.0042, 0.001)).toBe('−0.0042 … 0.0010')
  expect([among(0.5, 1, 2), among(-0.5, 300, 2), among(123_456.789, 200_000, 2)]).toEqual([
    '0.500',
    '−0.50',
    '123457',
  ])
  expect([among(0, 0), fixed(Infinity, 2), fixed(NaN, 2)]).toEqual(['0', '∞', 'NaN'])
})
