import { describe, expect, test } from 'vitest'
import {
  cellText,
  channelRuns,
  differenceText,
  exactText,
  sumText,
} from '../../../../src/ui/inspect/inspect-words.ts'

describe('numbers of Inspect', () => {
  test.each([
    [0.31749, '0.317'],
    [0, '0'],
    [-1.5, '−1.500'],
    [12.345, '12.35'],
    [0.0001, '1e−4'],
    [NaN, 'NaN'],
  ])('a cell shows %d as %s', (value, text) => expect(cellText(value)).toBe(text))

  test('float32 values can be told apart, the sum has two digits more', () => {
    expect(exactText(Math.fround(0.1), 9)).toBe('0.100000001')
    expect(exactText(-0.1, 11)).toBe('−0.10000000000')
    expect(Math.fround(Number(exactText(Math.fround(1 / 3), 9)))).toBe(Math.fround(1 / 3))
  })

  test.each([
    [0, '0'],
    [-0.25, '−0.25'],
    [-5.96e-8, '−6.0e−8'],
  ])('a difference of %d reads %s', (value, text) => expect(differenceText(value)).toBe(text))

  test.each([
    [[3], '3'],
    [[0, 1], '0 and 1'],
    [[0, 1, 2, 5, 6, 7], '0–2 and 5–7'],
    [[0, 2, 4], '0, 2 and 4'],
  ])('channels %j read %s', (channels, text) => expect(channelRuns(channels)).toBe(text))

  test('sums have four digits', () => expect(sumText(-0.49653)).toBe('−0.4965'))
})
