import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inChannelsOf } from '../../../../src/core/layers/conv2d.ts'
import { fitPipeline } from '../../../../src/core/bank/channel-flow.ts'
import { ShapeError } from '../../../../src/core/errors.ts'
import type { FilterBank, Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import { repairs } from '../../../../src/core/bank/repair.ts'
import { runningLayers } from '../../../../src/state/document/bypass.ts'
import type { FilterbankDocument } from '../../../../src/state/document/document.ts'
import * as edits from '../../../../src/state/document/edits.ts'
import * as filters from '../../../../src/state/document/filter-edits.ts'
import { repairLayers, toggleBypass } from '../../../../src/state/document/layer-edits.ts'
import { pipeline, SEED } from '../../core/arbitraries.ts'
import { conv, smallDocument } from '../documents.ts'
import { banksOf, denseKernels, inputNames, referenceMaps } from '../wiring.ts'

/** Fewer than elsewhere: a pipeline takes its time to be made. */
const RUNS = { ...SEED, numRuns: 80 }

/** A Conv2d of the list, and a number below the count of its filters. */
const place = (layers: Pipeline, a: number, b: number) => {
  const banks = banksOf(layers)
  const { at, bank } = banks[a % banks.length] ?? expect.fail('no Conv2d')
  return { at, bank, filter: b % bank.weight.shape[0] }
}

/** Every edit of the filters of one layer. */
const FILTER_EDITS: readonly ((d: FilterbankDocument, a: number, b: number, c: number) => edits.Edit)[] = [
  (d, a, b, c) => {
    const { at, bank } = place(d.layers, a, b)
    const { groups } = bank.params
    return edits.changeLayer(d, at, { outChannels: groups * (1 + (c % 12)) })
  },
  (d, a, b) => filters.addFilter(d, place(d.layers, a, b).at, place(d.layers, a, b).filter),
  (d, a, b) => filters.duplicateFilters(d, place(d.layers, a, b).at, [place(d.layers, a, b).filter]),
  (d, a, b) => filters.removeFilters(d, place(d.layers, a, b).at, [place(d.layers, a, b).filter]),
  (d, a, b, c) => filters.moveFilters(d, place(d.layers, a, b).at, [place(d.layers, a, b).filter], c % 12),
]

const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 })

/** Of filters of one name only the first keeps it: the others are copies. */
const withoutCopies = (layers: Pipeline): Pipeline =>
  layers.map((layer) => {
    if (layer.type !== 'conv2d') return layer
    const names = layer.bank.names.map((name, i, all) => (all.indexOf(name) === i ? name : ''))
    return { type: 'conv2d', bank: { ...layer.bank, names } }
  })

/** The document after some edits of filters, new ones without a name; what an edit refuses is left out. */
function edited(
  document: FilterbankDocument,
  list: readonly (readonly [number, number, number, number])[],
): FilterbankDocument {
  return list.reduce((before, [kind, a, b, c]) => {
    try {
      const after = FILTER_EDITS[kind % FILTER_EDITS.length]?.(before, a, b, c).document ?? before
      return { ...after, layers: withoutCopies(after.layers) }
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      return before
    }
  }, document)
}

/** The kernels of a bank by names of filters and channels, '' for none; unnamed ones are left out. */
function kernelsByName(bank: FilterBank, channels: readonly string[]): Map<string, string> {
  const kernels = denseKernels(bank)
  return new Map(
    bank.names.flatMap((name, filter) =>
      channels.flatMap((channel, c): [string, string][] =>
        name === '' || channel === '' ? [] : [[`${name} reads ${channel}`, kernels[filter]?.[c] ?? '']],
      ),
    ),
  )
}

/** That filters read what they read: equal kernels wherever a filter and a channel are in both, zeros for new channels. */
function expectSameReading(
  before: FilterBank,
  from: readonly string[],
  after: FilterBank,
  to: readonly string[],
) {
  const old = kernelsByName(before, from)
  for (const [reading, kernel] of kernelsByName(after, to)) {
    if (old.has(reading)) expect([reading, kernel]).toEqual([reading, old.get(reading)])
  }
  denseKernels(after).forEach((row, filter) => {
    if (!before.names.includes(after.names[filter] ?? '')) return
    row.forEach((kernel, c) => {
      if (!from.includes(to[c] ?? '')) expect(kernel).toBe('')
    })
  })
}

describe('edits of the filters of a layer', () => {
  test('leave every kernel between a filter and a channel that are still there, all biases and all settings', () => {
    fc.assert(
      fc.property(pipeline, steps, (layers, list) => {
        const after = edited(smallDocument({ layers }), list)
        const [namesBefore, namesAfter] = [inputNames(layers), inputNames(after.layers)]
        for (const { at, bank } of banksOf(layers)) {
          const now = edits.bankAt(after, at)
          expect({ ...now.params, groups: 0 }).toEqual({ ...bank.params, groups: 0 })
          expectSameReading(bank, namesBefore[at] ?? [], now, namesAfter[at] ?? [])
          now.names.forEach((name, filter) => {
            if (name !== '') expect(now.bias?.[filter]).toBe(bank.bias?.[bank.names.indexOf(name)])
          })
        }
      }),
      RUNS,
    )
  })

  test('leave every map that depends on nothing that went, bit for bit, also behind bypassed layers', () => {
    fc.assert(
      fc.property(pipeline, fc.option(fc.nat()), steps, (layers, bypass, list) => {
        const bypassed = bypass === null ? [] : [bypass % layers.length]
        const document = smallDocument({ layers, bypassed })
        const running = runningLayers(document)
        fc.pre(fitPipeline(running, 3).changes.length === 0)
        const now = runningLayers(edited(document, list))
        const maps = [referenceMaps(running), referenceMaps(now)] as const
        /** Names of filters that are gone or read, at whatever remove, one that is. */
        const touched = new Set<string>()
        const names = inputNames(running)
        for (const { at, bank } of banksOf(running)) {
          const kernels = denseKernels(bank)
          const { names: kept } = edits.bankAt({ ...document, layers: now }, at)
          bank.names.forEach((name, filter) => {
            const reads = (names[at] ?? []).filter((_, c) => kernels[filter]?.[c] !== '')
            if (!kept.includes(name) || reads.some((each) => touched.has(each))) touched.add(name)
            else expect(maps[1][at]?.[kept.indexOf(name)]).toBe(maps[0][at]?.[filter])
          })
        }
      }),
      RUNS,
    )
  })
})

describe('edits of the list of layers', () => {
  /** A layer that is in one list only, or elsewhere, as it passes channels on for the others: by number. */
  const passing = (layers: Pipeline, at: number): Pipeline => {
    const layer = layers[at]
    if (layer?.type === 'channelShuffle') return layers.with(at, { type: 'relu' })
    if (layer?.type !== 'conv2d') return layers
    const input = inputNames(layers)[at] ?? []
    const names = layer.bank.names.map((_, i) => input[i] ?? '')
    return layers.with(at, { type: 'conv2d', bank: { ...layer.bank, names } })
  }

  const expectSame = (before: Pipeline, after: Pipeline, follow: (at: number) => number | null) => {
    expect(fitPipeline(after, 3).changes).toEqual([])
    const [from, to] = [inputNames(before), inputNames(after)]
    for (const { at, bank } of banksOf(before)) {
      const now = follow(at)
      const other = now === null ? undefined : after[now]
      if (now === null || other?.type !== 'conv2d') continue
      expectSameReading(bank, from[at] ?? [], other.bank, to[now] ?? [])
      if ((from[at] ?? []).join() === (to[now] ?? []).join()) expect(other).toBe(before[at])
    }
  }

  const added = fc.oneof(
    fc.constant<Layer>({ type: 'relu' }),
    fc.constant<Layer>({ type: 'channelShuffle', groups: 2 }),
    fc.tuple(fc.constantFrom(2, 3, 4, 8), fc.constantFrom(2, 3, 8, 12)).map(([i, o]) => conv(i, o)),
  )

  test('adding one leaves what is read by number behind it', () => {
    fc.assert(
      fc.property(pipeline, added, fc.nat(), (layers, layer, n) => {
        const at = n % (layers.length + 1)
        const { document } = edits.addLayer(smallDocument({ layers }), layer, at)
        expectSame(layers, passing(document.layers, at), (each) => (each < at ? each : each + 1))
      }),
      RUNS,
    )
  })

  test('removing one leaves what is read by number behind it', () => {
    fc.assert(
      fc.property(pipeline, fc.nat(), (layers, n) => {
        const at = n % layers.length
        const { document } = edits.removeLayer(smallDocument({ layers }), at)
        const follow = (each: number) => (each < at ? each : each === at ? null : each - 1)
        expectSame(passing(layers, at), document.layers, follow)
      }),
      RUNS,
    )
  })

  test('moving one leaves what the others read by number', () => {
    fc.assert(
      fc.property(pipeline, fc.nat(), fc.nat(), (layers, a, b) => {
        const [from, to] = [a % layers.length, b % layers.length]
        const crossed = layers.slice(Math.min(from, to), Math.max(from, to) + 1)
        // a shuffle and a Conv2d that change places: either of them may be the one that moved
        fc.pre(from !== to && !crossed.some(({ type }) => type === 'channelShuffle'))
        const { document } = edits.moveLayer(smallDocument({ layers }), from, to)
        const follow = (each: number) => {
          if (each === from) return null
          const without = each < from ? each : each - 1
          return without < to ? without : without + 1
        }
        expectSame(passing(layers, from), passing(document.layers, to), follow)
      }),
      RUNS,
    )
  })

  test('bypassing one changes no layer, and what it is repaired by keeps what is read by number', () => {
    fc.assert(
      fc.property(pipeline, fc.nat(), (layers, n) => {
        const at = n % layers.length
        const { document } = toggleBypass(smallDocument({ layers }), at)
        expect(document.layers).toBe(layers)
        expect(toggleBypass(document, at).document.layers).toBe(layers)
        const way = repairs([1, 3, 64, 64], runningLayers(document)).find(({ words }) =>
          words.startsWith('Fit'),
        )
        if (way === undefined) return
        const repaired = repairLayers(document, way).document.layers
        expect(repaired[at]).toBe(layers[at])
        for (const { at: each, bank } of banksOf(layers)) {
          const now = edits.bankAt({ ...document, layers: repaired }, each)
          const numbers = (b: FilterBank) => Array.from({ length: inChannelsOf(b) }, (_, c) => String(c))
          expectSameReading(bank, numbers(bank), now, numbers(now))
        }
      }),
      RUNS,
    )
  })
})
