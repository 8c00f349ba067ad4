import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { costFigures } from '../../../../src/core/cost/figures.ts'
import { costVariants, type CostVariant } from '../../../../src/core/cost/variants.ts'
import { SEED } from '../arbitraries.ts'
import { bankOf, settings, type Setting } from '../conv-settings.ts'

/** Windows of an axis, counted one by one. */
function windows(setting: Setting, axis: 0 | 1): number {
  const { input, kernel, stride, dilation, padding } = setting
  const reach = dilation[axis] * (kernel[axis] - 1) + 1
  const pad = padding === 'same' ? reach - 1 : padding === 'valid' ? 0 : 2 * padding[axis]
  let count = 0
  for (let start = 0; start + reach <= input[axis === 0 ? 2 : 3] + pad; start += stride[axis]) count++
  return count
}

const factors = (n: number) => Array.from({ length: n }, (_, i) => i + 1).filter((f) => n % f === 0)

/** A line of the table by closed formulas. */
function line(
  n: number,
  pixelsIn: number,
  pixelsOut: number,
  from: number,
  to: number,
  groups: number,
  taps: number,
  bias: boolean,
) {
  const weights = (to * from * taps) / groups
  const macs = n * pixelsOut * weights
  const activationBytes = 4 * n * (from * pixelsIn + to * pixelsOut)
  const weightBytes = 4 * (weights + (bias ? to : 0))
  return {
    weight: weights,
    bias: bias ? to : 0,
    macs,
    flops: 2 * macs,
    activationBytes,
    weightBytes,
    intensity: (2 * macs) / (activationBytes + weightBytes),
  }
}

function lineOf({ cost }: Pick<CostVariant, 'cost'>) {
  const { flops, activationBytes, weightBytes, intensity } = costFigures(cost)
  return { ...cost.parameters, macs: cost.macs, flops, activationBytes, weightBytes, intensity }
}

describe('costVariants', () => {
  it('equals closed formulas for 500 random settings', () => {
    const kinds = new Set<string>()
    fc.assert(
      fc.property(settings, (setting) => {
        const { input, outChannels: to, groups, kernel, hasBias } = setting
        const [n, from, height, width] = input
        const pixelsIn = height * width
        const pixelsOut = windows(setting, 0) * windows(setting, 1)
        const taps = kernel[0] * kernel[1]
        const expected: Record<string, object> = {}
        for (const g of factors(from).filter((f) => to % f === 0)) {
          expected[`groups-${g}`] = line(n, pixelsIn, pixelsOut, from, to, g, taps, hasBias)
        }
        if (taps > 1) {
          const first = line(n, pixelsIn, pixelsOut, from, from, from, taps, false)
          const second = line(n, pixelsOut, pixelsOut, from, to, 1, 1, hasBias)
          const sum = (key: 'weight' | 'bias' | 'macs' | 'flops' | 'activationBytes' | 'weightBytes') =>
            first[key] + second[key]
          expected['separable'] = {
            weight: sum('weight'),
            bias: sum('bias'),
            macs: sum('macs'),
            flops: sum('flops'),
            activationBytes: sum('activationBytes'),
            weightBytes: sum('weightBytes'),
            intensity: sum('flops') / (sum('activationBytes') + sum('weightBytes')),
          }
        }
        if (groups > 1) {
          expected[`more-filters-${groups}`] = line(
            n,
            pixelsIn,
            pixelsOut,
            from,
            to * groups,
            groups,
            taps,
            hasBias,
          )
          // The widest by trying: every larger layer of the same proportions that costs no more than dense.
          const budget = from * to * taps
          let widest = { from, to }
          for (let wide = 1; wide <= 8 * from; wide++) {
            const filters = (wide * to) / from
            if (!Number.isInteger(filters) || wide % groups !== 0 || filters % groups !== 0) continue
            if ((wide * filters * taps) / groups <= budget) widest = { from: wide, to: filters }
          }
          if (widest.from > from) {
            expected[`wider-${groups}`] = line(
              n,
              pixelsIn,
              pixelsOut,
              widest.from,
              widest.to,
              groups,
              taps,
              hasBias,
            )
          }
        }
        const variants = costVariants(input, bankOf(setting))
        expect(Object.fromEntries(variants.map((variant) => [variant.id, lineOf(variant)]))).toEqual(expected)
        expect(variants.filter(({ current }) => current).map(({ id }) => id)).toEqual([`groups-${groups}`])
        variants.forEach(({ kind }) => kinds.add(kind))
      }),
      { ...SEED, numRuns: 500 },
    )
    expect([...kinds].sort()).toEqual(['dense', 'depthwise', 'grouped', 'moreFilters', 'separable', 'wider'])
  })

  const of = (variants: readonly CostVariant[], id: string) => {
    const found = variants.find((variant) => variant.id === id)
    if (found === undefined) throw new Error(`no ${id}: ${variants.map((variant) => variant.id).join(', ')}`)
    return lineOf(found)
  }

  it('AlexNet’s second convolution in 2 groups', () => {
    const variants = costVariants(
      [1, 96, 27, 27],
      createBank(96, 256, [5, 5], { padding: [2, 2], groups: 2 }),
    )
    expect(of(variants, 'groups-2')).toEqual({
      weight: 307_200,
      bias: 256,
      macs: 223_948_800,
      flops: 447_897_600,
      activationBytes: 1_026_432,
      weightBytes: 1_229_824,
      intensity: 447_897_600 / 2_256_256,
    })
    expect(of(variants, 'groups-1')).toMatchObject({ weight: 614_400, macs: 447_897_600 })
    expect(of(variants, 'more-filters-2')).toMatchObject({ weight: 614_400, bias: 512, macs: 447_897_600 })
  })

  it('MobileNet’s first depthwise pair', () => {
    const bank = { ...createBank(32, 64, [3, 3], { padding: [1, 1] }), bias: null }
    const variants = costVariants([1, 32, 112, 112], bank)
    const pair = variants.find(({ id }) => id === 'separable')
    expect(pair?.costs.map((cost) => [cost.parameters.weight, cost.macs])).toEqual([
      [288, 3_612_672],
      [2_048, 25_690_112],
    ])
    expect(of(variants, 'separable')).toEqual({
      weight: 2_336,
      bias: 0,
      macs: 29_302_784,
      flops: 58_605_568,
      activationBytes: 4 * 12_544 * (32 + 32 + 32 + 64),
      weightBytes: 9_344,
      intensity: 58_605_568 / (8_028_160 + 9_344),
    })
    expect(of(variants, 'groups-1').macs).toBe(231_211_008)
  })

  it('the grouped 3x3 of a ResNeXt-50 32x4d block', () => {
    const bank = { ...createBank(128, 128, [3, 3], { padding: [1, 1], groups: 32 }), bias: null }
    const variants = costVariants([1, 128, 56, 56], bank)
    expect(of(variants, 'groups-32')).toEqual({
      weight: 4_608,
      bias: 0,
      macs: 14_450_688,
      flops: 28_901_376,
      activationBytes: 3_211_264,
      weightBytes: 18_432,
      intensity: 28_901_376 / 3_229_696,
    })
    expect(of(variants, 'groups-1')).toMatchObject({ weight: 147_456, macs: 462_422_016 })
    // 704^2 / 32 = 15488 <= 128^2 = 16384 < 736^2 / 32
    expect(of(variants, 'wider-32')).toMatchObject({ weight: (704 * 704 * 9) / 32, macs: 437_133_312 })
  })

  it('takes other groups for what is wider, and refuses those that do not divide', () => {
    const bank = createBank(8, 16, [3, 3])
    expect(costVariants([1, 8, 9, 9], bank).map(({ id }) => id)).toEqual([
      'groups-1',
      'groups-2',
      'groups-4',
      'groups-8',
      'separable',
    ])
    const wide = costVariants([1, 8, 9, 9], bank, 4).slice(-2)
    expect(wide.map(({ id, convs }) => [id, convs[0]?.input[1], convs[0]?.weight[0]])).toEqual([
      ['more-filters-4', 8, 64],
      ['wider-4', 16, 32],
    ])
    expect(() => costVariants([1, 8, 9, 9], bank, 3)).toThrow('divisible by groups')
    expect(() => costVariants([1, 7, 9, 9], bank)).toThrow('to have 8 channels')
  })
})
