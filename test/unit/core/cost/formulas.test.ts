import { describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { countAs, costFormulas, COUNTING_CONVENTIONS } from '../../../../src/core/cost/formulas.ts'
import { costVariants, type ConvShape } from '../../../../src/core/cost/variants.ts'

const conv: ConvShape = {
  input: [1, 96, 27, 27],
  weight: [256, 48, 5, 5],
  params: { stride: [1, 1], padding: [2, 2], paddingMode: 'zeros', dilation: [1, 1], groups: 2 },
  hasBias: true,
}

/** The value of "2 · (3 + 4) / 5": sums of products, parentheses one deep. */
function evaluate(text: string): number {
  const product = (terms: string) =>
    terms.split(/(?= [·/] )/).reduce((value, term, i) => {
      const factor = Number(i === 0 ? term : term.slice(3))
      return term.startsWith(' /') ? value / factor : i === 0 ? factor : value * factor
    }, 1)
  const sum = (terms: string) => terms.split(' + ').reduce((total, term) => total + product(term), 0)
  return sum(text.replace(/\(([^)]*)\)/g, (_, inner: string) => String(sum(inner))))
}

describe('costFormulas', () => {
  it('come out, in letters and with the numbers put in', () => {
    const formulas = costFormulas(conv)
    expect(Object.fromEntries(formulas.map(({ quantity, value }) => [quantity, value]))).toEqual({
      weights: 307_200,
      biases: 256,
      MACs: 223_948_800,
      FLOPs: 447_897_600,
      'activation bytes': 1_026_432,
      'weight bytes': 1_229_824,
      'FLOPs per byte': 447_897_600 / 2_256_256,
    })
    for (const { numbers, value } of formulas) expect(evaluate(numbers)).toBe(value)
    expect(formulas[0]).toMatchObject({
      letters: 'C_out · C_in / groups · kH · kW',
      numbers: '256 · 96 / 2 · 5 · 5',
    })
  })

  it('come out for every variant of a layer with strides and without biases', () => {
    const bank = { ...createBank(6, 12, [3, 2], { stride: [2, 3], padding: [1, 0], groups: 3 }), bias: null }
    for (const variant of costVariants([2, 6, 11, 13], bank)) {
      for (const shape of variant.convs) {
        for (const { numbers, value } of costFormulas(shape)) expect(evaluate(numbers)).toBeCloseTo(value, 9)
      }
    }
  })
})

describe('COUNTING_CONVENTIONS', () => {
  it('differ by a factor of two and by the biases', () => {
    const counts = Object.fromEntries(COUNTING_CONVENTIONS.map((c) => [c.tool, countAs(c, conv)]))
    const bias = 256 * 27 * 27
    expect(counts).toEqual({
      'ptflops, pytorch backend': 223_948_800 + bias,
      'ptflops, aten backend': 223_948_800,
      fvcore: 223_948_800,
      torchinfo: 223_948_800 + bias,
      'torch.utils.flop_counter': 447_897_600,
    })
    const without = COUNTING_CONVENTIONS.map((c) => countAs(c, { ...conv, hasBias: false }) / c.perMac)
    expect(new Set(without)).toEqual(new Set([223_948_800]))
  })

  it('have formulas in letters that come out', () => {
    for (const convention of COUNTING_CONVENTIONS) {
      const numbers = convention.letters
        .replaceAll('H_out', '27')
        .replaceAll('W_out', '27')
        .replaceAll('C_out', '256')
        .replaceAll('C_in', '96')
        .replaceAll('groups', '2')
        .replaceAll(/k[HW]/g, '5')
        .replaceAll('N', '1')
      expect(evaluate(numbers)).toBe(countAs(convention, conv))
      expect(convention.source).not.toBe('')
    }
  })
})
