import { expect, test } from 'vitest'
import { paintedValues } from '../../../../src/core/image/painted-values.ts'

const ramp = Uint32Array.from({ length: 256 }, (_, i) => i + 1)

test('values are painted over their own range, or about zero in the middle', () => {
  expect([...paintedValues([0, 5, 10], ramp, false)]).toEqual([1, 129, 256])
  expect([...paintedValues([-10, 0, 5], ramp, true)]).toEqual([1, 129, 192])
})

test('a flat map has the colour of the middle; NaN is transparent, infinities are at the ends', () => {
  expect([...paintedValues([3, 3], ramp, false)]).toEqual([129, 129])
  expect([...paintedValues([0, 0], ramp, true)]).toEqual([129, 129])
  expect([...paintedValues([NaN, 1, 2, Infinity, -Infinity], ramp, false)]).toEqual([0, 1, 256, 256, 1])
  expect([...paintedValues([NaN, Infinity], ramp, true)]).toEqual([0, 129])
})
