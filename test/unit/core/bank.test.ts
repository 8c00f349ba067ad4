import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createBank,
  droppedWeights,
  kernelOf,
  renameFilter,
  setBias,
  setBiasEnabled,
  setGroups,
  setInChannels,
  setKernel,
  setKernelSize,
  setOutChannels,
  setParams,
  setWeight,
} from '../../../src/core/bank.ts'
import { checkBank, inChannelsOf } from '../../../src/core/conv2d.ts'
import { groupOf, validGroups } from '../../../src/core/groups.ts'
import type { FilterBank } from '../../../src/core/layers.ts'
import { bank, pair, SEED } from './arbitraries.ts'

/** The weights as a dense (C_out, C_in) matrix of kernels; null where a filter does not see a channel. */
function matrix(b: FilterBank): (number[] | null)[][] {
  const [outChannels, inPerGroup] = b.weight.shape
  return Array.from({ length: outChannels }, (_, filter) => {
    const first = groupOf(filter, outChannels, b.params.groups) * inPerGroup
    return Array.from({ length: inChannelsOf(b) }, (_unused, channel) =>
      channel < first || channel >= first + inPerGroup ? null : [...kernelOf(b, filter, channel - first)],
    )
  })
}

/** A copy, to notice writing to the original. */
const snapshot = (b: FilterBank) => structuredClone(b)

const channels = fc.integer({ min: 1, max: 12 })

describe('every edit', () => {
  const edit = fc.oneof(
    channels.map((n) => (b: FilterBank) => setInChannels(b, n)),
    fc.integer({ min: 1, max: 4 }).map((n) => (b: FilterBank) => setOutChannels(b, n * b.params.groups)),
    pair(1, 31).map((size) => (b: FilterBank) => setKernelSize(b, size)),
    fc.nat().map((i) => (b: FilterBank) => {
      const choices = validGroups(inChannelsOf(b), b.weight.shape[0])
      return setGroups(b, choices[i % choices.length] ?? 1)
    }),
    fc.float().map((value) => (b: FilterBank) => setWeight(b, 0, 0, 0, 0, value)),
    fc.float().map((value) => (b: FilterBank) => setBias(b, b.weight.shape[0] - 1, value)),
    fc.boolean().map((on) => (b: FilterBank) => setBiasEnabled(b, on)),
    fc.string().map((name) => (b: FilterBank) => renameFilter(b, 0, name)),
  )

  it('gives a valid bank and leaves the one before as it was', () => {
    fc.assert(
      fc.property(bank(), fc.array(edit, { maxLength: 5 }), (start, edits) => {
        let current = start
        for (const apply of edits) {
          const before = snapshot(current)
          const next = apply(current)
          expect(current).toEqual(before)
          checkBank(next)
          current = next
        }
      }),
      SEED,
    )
  })
})

describe('setWeight and setKernel', () => {
  const start = createBank(2, 2, [2, 2], { groups: 1 })

  it('change one tap and share the rest', () => {
    const next = setWeight(start, 1, 0, 1, 0, 0.5)
    expect([...next.weight.data].map((v, i) => v - (start.weight.data[i] ?? NaN))).toEqual(
      Array.from({ length: 16 }, (_, i) => (i === 10 ? 0.5 : 0)),
    )
    expect(next.bias).toBe(start.bias)
    expect(next.names).toBe(start.names)
    expect(next.params).toBe(start.params)
  })

  it('give the same bank for the same value', () => {
    const once = setWeight(start, 0, 0, 0, 1, 0.1)
    expect(setWeight(once, 0, 0, 0, 1, 0.1)).toBe(once)
  })

  it('replace one kernel', () => {
    const next = setKernel(start, 1, 1, [1, 2, 3, 4])
    expect([...kernelOf(next, 1, 1)]).toEqual([1, 2, 3, 4])
    expect([...kernelOf(next, 1, 0)]).toEqual([...kernelOf(start, 1, 0)])
  })

  it.each([
    [2, 0, 0, 0],
    [-1, 0, 0, 0],
    [0, 2, 0, 0],
    [0, 0, 2, 0],
    [0, 0, 0, NaN],
  ])('refuse a tap that is not there: %j', (filter, channel, row, column) => {
    expect(() => setWeight(start, filter, channel, row, column, 1)).toThrow(RangeError)
  })
})

describe('setGroups', () => {
  it('keeps what a filter still sees and zeros what it did not see', () => {
    fc.assert(
      fc.property(bank(), fc.nat(7), (b, choice) => {
        const choices = validGroups(inChannelsOf(b), b.weight.shape[0])
        const after = setGroups(b, choices[choice % choices.length] ?? 1)
        const old = matrix(b)
        matrix(after).forEach((row, filter) => {
          row.forEach((kernel, channel) => {
            if (kernel) expect(kernel).toEqual(old[filter]?.[channel] ?? kernel.map(() => 0))
          })
        })
      }),
      SEED,
    )
  })

  it('keeps the blocks from grouped to dense and back', () => {
    fc.assert(
      fc.property(bank(), (b) => {
        const back = setGroups(setGroups(b, 1), b.params.groups)
        expect(back).toEqual(b)
      }),
      SEED,
    )
  })

  it('says how many weights were dropped', () => {
    const start = createBank(8, 16, [3, 3])
    const full: FilterBank = {
      ...start,
      weight: { ...start.weight, data: start.weight.data.map(() => 1) },
    }
    const four = setGroups(full, 4)
    const eight = setGroups(four, 8)
    expect(droppedWeights(full, four)).toBe(16 * 6 * 9)
    expect(droppedWeights(four, eight)).toBe(144)
    expect(droppedWeights(eight, setGroups(eight, 1))).toBe(0)
  })
})

describe('setKernelSize', () => {
  it('loses nothing by growing and shrinking back', () => {
    fc.assert(
      fc.property(bank(), pair(0, 6), (b, [down, right]) => {
        const [, , height, width] = b.weight.shape
        const grown = setKernelSize(b, [height + down, width + right])
        expect(droppedWeights(b, grown)).toBe(0)
        expect(setKernelSize(grown, [height, width])).toEqual(b)
      }),
      SEED,
    )
  })

  it('keeps the centre, an even size having it before its middle', () => {
    const three = setKernel(createBank(1, 1, [3, 3]), 0, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect([...kernelOf(setKernelSize(three, [1, 1]), 0, 0)]).toEqual([5])
    expect([...kernelOf(setKernelSize(three, [2, 2]), 0, 0)]).toEqual([5, 6, 8, 9])
    expect([...kernelOf(setKernelSize(three, [1, 5]), 0, 0)]).toEqual([0, 4, 5, 6, 0])
  })

  it.each([
    [0, 3],
    [3, 32],
    [2.5, 3],
  ])('refuses %d x %d', (height, width) => {
    const call = () => setKernelSize(createBank(1, 1, [3, 3]), [height, width])
    expect(call).toThrow(expect.objectContaining({ name: 'ShapeError', field: 'kernelSize' }))
  })
})

describe('setOutChannels', () => {
  it('lets every filter that stays keep group, kernels, bias and name', () => {
    const start = createBank(4, 4, [1, 1], { groups: 2 })
    const named = ['a', 'b', 'c', 'd'].reduce((b, name, i) => renameFilter(setBias(b, i, i), i, name), start)
    const grown = setOutChannels(named, 6)
    expect(grown.names).toEqual(['a', 'b', '', 'c', 'd', ''])
    expect([...(grown.bias ?? [])]).toEqual([0, 1, 0, 2, 3, 0])
    expect(setOutChannels(grown, 4)).toEqual(named)
  })

  it('makes new filters that pass a channel of their group each', () => {
    const grown = setOutChannels(createBank(3, 1, [3, 3]), 4)
    const passes = matrix(grown).map((row) => row.map((kernel) => kernel?.[4]))
    expect(passes).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ])
  })

  it.each([
    [3, 'out_channels must be divisible by groups'],
    [0, 'A layer keeps at least one filter. To take all of them away, remove the layer.'],
    [1026, 'A layer has 1 to 1024 filters, not 1026.'],
  ])('refuses %d filters in 2 groups', (count, message) => {
    const call = () => setOutChannels(createBank(2, 2, [1, 1], { groups: 2 }), count)
    expect(call).toThrow(expect.objectContaining({ name: 'ShapeError', message, field: 'outChannels' }))
  })
})

describe('setInChannels', () => {
  it('keeps the kernels in order, and groups or the largest valid number below', () => {
    fc.assert(
      fc.property(bank(), channels, (b, n) => {
        const after = setInChannels(b, n)
        const valid = validGroups(n, b.weight.shape[0]).filter((g) => g <= b.params.groups)
        const kept = Math.min(b.weight.shape[1], after.weight.shape[1])
        expect(inChannelsOf(after)).toBe(n)
        expect(after.params.groups).toBe(inChannelsOf(b) === n ? b.params.groups : Math.max(...valid))
        for (let filter = 0; filter < b.weight.shape[0]; filter++) {
          for (let channel = 0; channel < kept; channel++) {
            expect(kernelOf(after, filter, channel)).toEqual(kernelOf(b, filter, channel))
          }
        }
      }),
      SEED,
    )
  })
})

describe('biases and settings', () => {
  it('come as zeros and go', () => {
    const start = createBank(1, 2, [1, 1])
    const without = setBiasEnabled(start, false)
    expect(without.bias).toBeNull()
    expect([...(setBiasEnabled(without, true).bias ?? [])]).toEqual([0, 0])
    expect([...(setBias(without, 1, 0.5).bias ?? [])]).toEqual([0, 0.5])
    expect(setBiasEnabled(start, true)).toBe(start)
  })

  it('may be invalid: the weights stay shared', () => {
    const start = createBank(1, 2, [1, 1])
    const invalid = setParams(start, { padding: 'same', stride: [2, 2] })
    expect(invalid.weight).toBe(start.weight)
    expect(() => {
      checkBank(invalid)
    }).toThrow("padding='same' is not supported for strided convolutions")
  })
})
