import { expect, test } from 'vitest'
import { decadeTicks, powersOfTwo, tick } from '../../../../src/ui/plots/draw.ts'

test('ticks of logarithmic axes', () => {
  expect(powersOfTwo(3, 17)).toEqual([2, 4, 8, 16, 32])
  expect(powersOfTwo(0.5, 64).length).toBeLessThanOrEqual(8)
  expect(decadeTicks(3, 120)).toEqual([3, 10, 30, 100])
  expect(decadeTicks(8, 45).map((value) => Number(value.toPrecision(3)))).toEqual([10, 20])
  expect([tick(0.25), tick(1200)]).toEqual(['0.25', '1.2k'])
})
