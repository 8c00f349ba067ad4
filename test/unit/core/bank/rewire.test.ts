import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank, kernelOf, renameFilter, setBias } from '../../../../src/core/bank/bank.ts'
import { checkBank, inChannelsOf } from '../../../../src/core/layers/conv2d.ts'
import { all, duplicated, moved, removed } from '../../../../src/core/bank/filter-list.ts'
import { groupOf, validGroups, type Sources } from '../../../../src/core/layers/groups.ts'
import type { FilterBank } from '../../../../src/core/layers/layer.ts'
import { droppedWeights, rewire, setGroups, setOutChannels } from '../../../../src/core/bank/rewire.ts'
import { bank, SEED } from '../arbitraries.ts'

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

/** Lists as edits make them: some taken away, some new ones put between, in another order. Each old one once at most. */
const sources = (count: number): fc.Arbitrary<Sources> =>
  fc
    .record({
      kept: fc.shuffledSubarray(all(count), { minLength: 1 }),
      isSorted: fc.boolean(),
      added: fc.array(fc.nat(), { maxLength: 4 }),
    })
    .map(({ kept, isSorted, added }) =>
      added.reduce<(number | null)[]>(
        (list, at) => list.toSpliced(at % (list.length + 1), 0, null),
        isSorted ? kept.toSorted((a, b) => a - b) : [...kept],
      ),
    )

const wiring = bank().chain((b) =>
  fc.record({ b: fc.constant(b), filters: sources(b.weight.shape[0]), channels: sources(inChannelsOf(b)) }),
)

describe('rewire', () => {
  it('keeps every kernel between a filter and a channel that are still there, and has zeros for new channels', () => {
    fc.assert(
      fc.property(wiring, ({ b, filters, channels }) => {
        const after = rewire(b, filters, channels)
        checkBank(after)
        expect([after.weight.shape[0], inChannelsOf(after)]).toEqual([filters.length, channels.length])
        const old = matrix(b)
        matrix(after).forEach((row, filter) => {
          const source = filters[filter] ?? null
          if (source === null) return
          expect(after.names[filter]).toBe(b.names[source])
          expect(after.bias?.[filter]).toBe(b.bias?.[source])
          row.forEach((kernel, channel) => {
            const read = channels[channel] ?? null
            const before = read === null ? null : old[source]?.[read]
            if (kernel) expect(kernel).toEqual(before ?? kernel.map(() => 0))
            else expect(before ?? null).toBeNull()
          })
        })
      }),
      SEED,
    )
  })

  it('takes the most groups, up to those there were, in which nothing is lost', () => {
    fc.assert(
      fc.property(wiring, ({ b, filters, channels }) => {
        const { groups } = rewire(b, filters, channels).params
        const more = validGroups(channels.length, filters.length).filter(
          (each) => each > groups && each <= b.params.groups,
        )
        const old = matrix(b)
        for (const each of more) {
          const isLost = filters.some((source, filter) =>
            channels.some((read, channel) => {
              if (source === null || read === null || !old[source]?.[read]) return false
              const home = groupOf(filter, filters.length, each)
              return groupOf(channel, channels.length, each) !== home
            }),
          )
          expect(isLost).toBe(true)
        }
      }),
      SEED,
    )
  })

  it('keeps groups where every group keeps as many channels, takes fewer where halves stay, else becomes dense', () => {
    const b = createBank(8, 16, [1, 1], { groups: 4 })
    const groups = (channels: Sources) => rewire(b, all(16), channels).params.groups
    expect(groups(removed(8, [1, 2, 5, 7]))).toBe(4)
    expect(groups(moved(8, [2, 3], 0))).toBe(2)
    expect(groups(duplicated(8, all(8)).map((source, i) => (i % 2 === 0 ? source : null)))).toBe(4)
    expect(groups(removed(8, [1]))).toBe(1)
    expect(groups([...all(8), null, null, null, null])).toBe(1)
    // a filter that crosses groups
    const arranged = (filters: Sources) => rewire(b, filters, all(8)).params.groups
    expect(arranged(moved(16, [0], 3))).toBe(4)
    expect(arranged(moved(16, [0], 7))).toBe(2)
    expect(arranged(moved(16, [0], 15))).toBe(1)
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
