import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonFactor } from '../../../../src/core/bank/common-factor.ts'

const over = (whole: readonly number[], by: number) => Float32Array.from(whole, (each) => each / by)

describe('the factor of a kernel', () => {
  it.each([
    [[1, 2, 1, 2, 4, 2, 1, 2, 1], 16, '1/16'],
    [[1, 1, 1, 1, 1, 1, 1, 1, 1], 9, '1/9'],
    [[-1, 0, 1, -2, 0, 2, -1, 0, 1], 8, '1/8'],
    [[0, -1, 0, -1, 5, -1, 0, -1, 0], 10, '0.1'],
    [[2, 3], 7, '1/7'],
    [[1, 4, 6, 4, 1], 1000, '0.001'],
  ])('%j / %d', (whole, by, words) => {
    expect(commonFactor(over(whole, by))).toEqual({ words, whole })
  })

  it('is the largest: what the whole numbers share is in it', () => {
    expect(commonFactor(over([2, 4, 2], 9))).toEqual({ words: '2/9', whole: [1, 2, 1] })
  })

  it('may be no fraction', () => {
    const found = commonFactor(Float32Array.of(-Math.SQRT1_2, 0, Math.SQRT1_2))
    expect(found).toEqual({ words: '0.70710677', whole: [-1, 0, 1] })
  })

  it.each([
    ['whole numbers', [1, 2, 1]],
    ['zeros', [0, 0]],
    ['one weight', [0, 0.5, 0]],
    ['what is not finite', [0.5, NaN, 0.5]],
    ['too large an infinity', [0.5, Infinity]],
    ['numbers of no factor', [0.123456, 0.7654321, 0.333]],
  ])('of %s is none', (_, values) => {
    expect(commonFactor(Float32Array.from(values))).toBeNull()
  })

  it('is found for any small whole numbers over any whole number, and gives the weights back to the last bit', () => {
    const small = fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 2, maxLength: 25 })
    fc.assert(
      fc.property(small, fc.integer({ min: 2, max: 999 }), (whole, by) => {
        const values = over(whole, by)
        fc.pre(values.filter((value) => value !== 0).length > 1 && !values.every(Number.isInteger))
        const found = commonFactor(values)
        const [above = NaN, below = 1] = found?.words.split('/').map(Number) ?? []
        expect(found?.whole.map((each) => Math.fround((each * above) / below) + 0)).toEqual(
          [...values].map((v) => v + 0),
        )
      }),
      { seed: 18, numRuns: 500 },
    )
  })

  it('is none of random weights', () => {
    const random = fc.array(fc.float({ min: Math.fround(0.01), max: 1, noNaN: true }), {
      minLength: 9,
      maxLength: 9,
    })
    fc.assert(
      fc.property(random, (values) => {
        fc.pre(new Set(values).size === 9 && values.every((value) => (value * 2 ** 16) % 1 !== 0))
        expect(commonFactor(Float32Array.from(values))).toBeNull()
      }),
      { seed: 18, numRuns: 500 },
    )
  })
})
