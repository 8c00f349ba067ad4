import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conv2dInfo, inChannelsOf } from '../../../../src/core/layers/conv2d.ts'
import { poolInfo } from '../../../../src/core/layers/pool.ts'
import { shapeFormula } from '../../../../src/core/layers/shape-formula.ts'
import { bank, pair, SEED } from '../arbitraries.ts'

/** What a reader of the text computes: signs of floor and ceiling as calls, operators as in arithmetic. */
function evaluate(text: string): number {
  const match =
    /^([⌊⌈])\((\d+) \+ (?:2·(\d+)|(\d+) \+ (\d+)) − (\d+)·\((\d+) − 1\) − 1\) \/ (\d+)[⌋⌉] \+ 1( − 1)? = \d+$/.exec(
      text,
    )
  if (!match) throw new Error(`not the formula: ${text}`)
  const [, sign, size, twice, before, after, dilation, kernel, stride, drop] = match
  const padding = twice === undefined ? Number(before) + Number(after) : 2 * Number(twice)
  const quotient = (Number(size) + padding - Number(dilation) * (Number(kernel) - 1) - 1) / Number(stride)
  return (sign === '⌊' ? Math.floor(quotient) : Math.ceil(quotient)) + 1 - (drop === undefined ? 0 : 1)
}

describe('shapeFormula', () => {
  it('puts the numbers in', () => {
    const { h } = conv2dInfo([1, 3, 400, 600], [8, 3, 3, 3], {
      stride: [2, 2],
      padding: [1, 1],
      paddingMode: 'zeros',
      dilation: [1, 1],
      groups: 1,
    })
    const formula = shapeFormula('H', h)
    expect(formula.letters).toBe('⌊(H + 2p − d·(k − 1) − 1) / s⌋ + 1')
    expect(formula.text).toBe('⌊(400 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 200')
    expect(formula.quotient).toBe(199.5)
    expect(formula.unseen).toBe(1)
    expect(formula.parts.filter(({ symbol }) => symbol !== null)).toEqual([
      { text: '400', symbol: 'size' },
      { text: '2·1', symbol: 'padding' },
      { text: '1', symbol: 'dilation' },
      { text: '3', symbol: 'kernel' },
      { text: '2', symbol: 'stride' },
      { text: '200', symbol: 'out' },
    ])
  })

  it('shows an odd padding of “same” in two parts', () => {
    const { w } = conv2dInfo([1, 1, 5, 5], [1, 1, 2, 2], {
      stride: [1, 1],
      padding: 'same',
      paddingMode: 'zeros',
      dilation: [1, 1],
      groups: 1,
    })
    expect(shapeFormula('W', w).text).toBe('⌊(5 + 0 + 1 − 1·(2 − 1) − 1) / 1⌋ + 1 = 5')
    expect(shapeFormula('W', w).letters).toContain('W + p₁ + p₂')
  })

  it('comes out, for every convolution', () => {
    fc.assert(
      fc.property(bank(), fc.integer({ min: 7, max: 40 }), (b, size) => {
        const info = conv2dInfo([1, inChannelsOf(b), size, size + 3], b.weight.shape, b.params)
        expect(evaluate(shapeFormula('H', info.h).text)).toBe(info.output[2])
        expect(evaluate(shapeFormula('W', info.w).text)).toBe(info.output[3])
      }),
      SEED,
    )
  })

  it('comes out, for every pooling layer, with the window that ceil mode drops', () => {
    const dropped = new Set<boolean>()
    fc.assert(
      fc.property(
        pair(2, 4),
        pair(1, 5),
        pair(0, 1),
        fc.boolean(),
        fc.integer({ min: 6, max: 20 }),
        (kernelSize, stride, padding, ceilMode, size) => {
          const { h, output } = poolInfo([1, 1, size, size], {
            type: 'maxPool2d',
            kernelSize,
            stride,
            padding,
            dilation: [1, 1],
            ceilMode,
          })
          const formula = shapeFormula('H', h, ceilMode)
          expect(evaluate(formula.text)).toBe(output[2])
          expect(formula.text).toContain(`2·${padding[0]}`)
          dropped.add(formula.dropsWindow)
        },
      ),
      SEED,
    )
    expect(dropped.size).toBe(2)
  })
})
