import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank, kernelOf } from '../../../../src/core/bank/bank.ts'
import { checkBank, conv2dInfo } from '../../../../src/core/layers/conv2d.ts'
import { layerCost } from '../../../../src/core/cost/cost.ts'
import { totalCost } from '../../../../src/core/cost/figures.ts'
import { convCost, costVariants } from '../../../../src/core/cost/variants.ts'
import { variantBanks, widenInput } from '../../../../src/core/cost/variant-banks.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'
import { SEED } from '../arbitraries.ts'
import { bankOf, settings } from '../conv-settings.ts'

describe('variantBanks', () => {
  it('run: every convolution takes the one before, and costs what the table says', () => {
    fc.assert(
      fc.property(settings, (setting) => {
        const bank = bankOf(setting)
        for (const variant of costVariants(setting.input, bank)) {
          const banks = variantBanks(variant, bank)
          let input = variant.convs[0]?.input ?? setting.input
          const costs = banks.map((layer) => {
            checkBank(layer)
            const cost = layerCost(input, { type: 'conv2d', bank: layer })
            input = conv2dInfo(input, layer.weight.shape, layer.params).output
            return cost
          })
          expect(costs).toEqual(variant.costs)
          expect(totalCost(costs)).toEqual(variant.cost)
          expect(variant.convs.map(convCost)).toEqual(variant.costs)
        }
      }),
      { ...SEED, numRuns: 100 },
    )
  })

  const bank = (() => {
    const start = createBank(4, 4, [1, 2], { groups: 2 })
    return {
      ...start,
      weight: { ...start.weight, data: start.weight.data.map((_, i) => 100 + i) },
      names: ['a', 'b', 'c', 'd'],
      bias: Float32Array.of(1, 2, 3, 4),
    }
  })()
  const banksOf = (id: string, seed?: number) => {
    const variant = costVariants([1, 4, 5, 5], bank).find((candidate) => candidate.id === id)
    if (variant === undefined) throw new Error(`no ${id}`)
    return variantBanks(variant, bank, seed)
  }

  it('keep the weights of the same filter and channel and fill the rest within PyTorch’s bound', () => {
    expect(banksOf('groups-2')).toEqual([bank])
    const [dense] = banksOf('groups-1')
    if (dense === undefined) throw new Error('no bank')
    expect([...kernelOf(dense, 2, 3)]).toEqual([...kernelOf(bank, 2, 1)])
    const filled = [...dense.weight.data].filter((value) => value < 100)
    expect(filled.length).toBe(16)
    expect(new Set(filled).size).toBe(16)
    expect(Math.max(...filled.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(8))
    expect(dense.names).toEqual(bank.names)
    expect(dense.bias).toEqual(bank.bias)
  })

  it('are the same for the same seed', () => {
    expect(banksOf('groups-1', 7)).toEqual(banksOf('groups-1', 7))
    expect(banksOf('groups-1', 7)).not.toEqual(banksOf('groups-1', 8))
  })

  it('take a kernel on its channel for the depthwise part of the separable pair', () => {
    const [depthwise, pointwise] = banksOf('separable')
    expect([...(depthwise?.weight.data ?? [])]).toEqual([100, 101, 106, 107, 108, 109, 114, 115])
    expect(depthwise?.bias).toBeNull()
    expect(pointwise?.weight.shape).toEqual([4, 4, 1, 1])
  })

  it('give each group all of the filters when there are more of them', () => {
    const [more] = banksOf('more-filters-2')
    expect(more?.names).toEqual(['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'])
    if (more === undefined) throw new Error('no bank')
    expect([...kernelOf(more, 0, 1)]).toEqual([...kernelOf(bank, 0, 1)])
    expect([...kernelOf(more, 6, 1)]).toEqual([...kernelOf(bank, 2, 1)])
    expect(Math.max(...kernelOf(more, 2, 0))).toBeLessThan(1)
  })
})

describe('widenInput', () => {
  it('repeats the channels of each image', () => {
    const input = randomTensor([2, 2, 1, 2], 3)
    const wide = widenInput(input, 3)
    const [a, b, c, d, e, f, g, h] = input.data
    expect([...wide.data]).toEqual([a, b, c, d, a, b, e, f, g, h, e, f])
    expect(wide.shape).toEqual([2, 3, 1, 2])
    expect(widenInput(input, 2)).toBe(input)
  })
})
