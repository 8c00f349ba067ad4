import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../../src/core/errors.ts'
import { numberText, typedNumber } from '../../../src/formats/number-text.ts'

const SEED = { seed: 18, numRuns: 500 }

describe('a number that is typed', () => {
  it.each([
    ['1/9', 1 / 9],
    ['-sqrt(2)/2', -Math.SQRT2 / 2],
    ['−√2/2', -Math.SQRT2 / 2],
    ['2*pi', 2 * Math.PI],
    ['2π', 2 * Math.PI],
    ['2pi', 2 * Math.PI],
    ['π/4', Math.PI / 4],
    ['1e-3', 1e-3],
    ['1,5', 1.5],
    ['1,5/2,5', 0.6],
    [' ( 1 + 2 ) * 3 ', 9],
    ['1 - 2 - 3', -4],
    ['8/2/2', 2],
    ['-2^2', -4],
    ['2^-1', 0.5],
    ['2^3^2', 512],
    ['2**0.5', Math.SQRT2],
    ['exp(-0.5)', Math.exp(-0.5)],
    ['cos(pi/3)', Math.cos(Math.PI / 3)],
    ['2×3÷4', 1.5],
    ['np.sqrt(2)', Math.SQRT2],
    ['1.f', 1],
    ['2 - -1', 3],
    ['-0', -0],
  ])('%j is %d', (text, value) => {
    expect(typedNumber(text)).toBe(value)
  })

  it.each([
    ['five', '“five” is not a number'],
    ['', 'the text ends too early'],
    ['1/', 'the text ends too early'],
    ['(1', 'a bracket is not closed'],
    ['1)', '“1)” is not a number'],
    ['--1', '“-1” is not a number'],
    ['1 2', '“1 2” is not a number'],
    ['1.234,5.6', '“1.234,5.6” is not a number'],
    ['50%', '“50%” is not a number'],
    ['1/0', '“1/0” is too large: a float32 ends at 3.4e38'],
    ['1e39', '“1e39” is too large: a float32 ends at 3.4e38'],
    ['nan', '“nan” is not a number'],
    ['-inf', '“-inf” is not a number'],
    ['alert(1)', '“alert(1)” is not a number'],
    ['constructor', '“constructor” is not a number'],
    ['[1]', '“[1]” is not a number'],
  ])('%j is none: %s', (text, problem) => {
    expect(typedNumber(text)).toBe(problem)
  })

  it('is bounded in length and depth', () => {
    expect(typedNumber(`1${'+1'.repeat(100)}`)).toMatch(/more than 200 characters/)
    expect(typedNumber('('.repeat(100))).toMatch(/nested more than 32 deep/)
    expect(typedNumber('-'.repeat(100))).toMatch(/is not a number/)
  })
})

/** Arithmetic, its value, and whether it is a sum, a product or else, for brackets. */
interface Written {
  readonly text: string
  readonly value: number
}

const written = fc.letrec<{ sum: Written; product: Written; atom: Written }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 5 },
    fc
      .double({ noNaN: true, noDefaultInfinity: true, min: 0 })
      .map((value) => ({ text: String(value), value })),
    fc.constant({ text: 'pi', value: Math.PI }),
    tie('sum').map(({ text, value }) => ({ text: `(${text})`, value })),
    tie('sum').map(({ text, value }) => ({ text: `sqrt( ${text} )`, value: Math.sqrt(value) })),
  ),
  product: fc
    .tuple(tie('atom'), fc.array(fc.tuple(fc.constantFrom('*', ' / '), tie('atom')), { maxLength: 2 }))
    .map(([first, rest]) =>
      rest.reduce(
        (all, [sign, { text, value }]) => ({
          text: all.text + sign + text,
          value: sign === '*' ? all.value * value : all.value / value,
        }),
        first,
      ),
    ),
  sum: fc
    .tuple(tie('product'), fc.array(fc.tuple(fc.constantFrom('+', ' - '), tie('product')), { maxLength: 2 }))
    .map(([first, rest]) =>
      rest.reduce(
        (all, [sign, { text, value }]) => ({
          text: all.text + sign + text,
          value: sign === '+' ? all.value + value : all.value - value,
        }),
        first,
      ),
    ),
})).sum

describe('arithmetic', () => {
  it('is what it says, to the last bit, or refused where float32 does not hold it', () => {
    fc.assert(
      fc.property(written, ({ text, value }) => {
        if (Number.isFinite(Math.fround(value))) expect(numberText(text, '', false)).toBe(value)
        else expect(() => numberText(text, '', false)).toThrow('does not fit into float32')
      }),
      SEED,
    )
  })

  it('any text is read or refused by name', () => {
    const parts = fc.constantFrom(
      ...Array.from('0123456789.,+-*/^()[]{}eπ√ \\"\'#%x'),
      'sqrt',
      'frac',
      'nan',
      'np.',
      '**',
    )
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 40 }).map((each) => each.join('')),
        (text) => {
          expect(['number', 'string']).toContain(typeof typedNumber(text))
          try {
            numberText(text, 'here', true)
          } catch (error) {
            if (!(error instanceof FormatError)) throw error
          }
        },
      ),
      { ...SEED, numRuns: 3000 },
    )
  })
})
