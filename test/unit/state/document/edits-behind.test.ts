import { describe, expect, test } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { BANK_PRESETS } from '../../../../src/core/presets/bank-presets.ts'
import { fitPipeline } from '../../../../src/core/bank/channel-flow.ts'
import { defaultPipeline } from '../../../../src/core/presets/default-pipeline.ts'
import { ShapeError } from '../../../../src/core/errors.ts'
import type { FilterBank, Layer } from '../../../../src/core/layers/layer.ts'
import { repairs } from '../../../../src/core/bank/repair.ts'
import { runningLayers } from '../../../../src/state/document/bypass.ts'
import type { FilterbankDocument } from '../../../../src/state/document/document.ts'
import * as edits from '../../../../src/state/document/edits.ts'
import * as filters from '../../../../src/state/document/filter-edits.ts'
import { putPreset } from '../../../../src/state/document/preset-edits.ts'
import { toggleBypass } from '../../../../src/state/document/layer-edits.ts'
import { conv, smallDocument } from '../documents.ts'
import { banksOf, denseKernels, inputNames } from '../wiring.ts'

describe('a grouped layer behind an edit', () => {
  const document = smallDocument({ layers: defaultPipeline() })
  /** What a filter of layer 3 reads, by the names of the channels. */
  const reads = ({ layers }: FilterbankDocument, name: string) => {
    const { bank } = banksOf(layers)[1] ?? expect.fail('no second Conv2d')
    const channels = inputNames(layers)[2] ?? []
    const row = denseKernels(bank)[bank.names.indexOf(name)] ?? []
    return channels.filter((_, c) => row[c] !== '')
  }

  test.each([
    ['one channel more', () => edits.changeLayer(document, 0, { outChannels: 9 })],
    ['half as many more', () => edits.changeLayer(document, 0, { outChannels: 12 })],
    ['a filter less', () => filters.removeFilters(document, 0, [0])],
    ['a filter more', () => filters.addFilter(document, 0, 1)],
    ['a copy', () => filters.duplicateFilters(document, 0, [0])],
    ['another order', () => filters.moveFilters(document, 0, [7], 0)],
  ])('goes on reading what it read: %s', (_, edit) => {
    const { document: after, message } = edit()
    expect(reads(document, 'Contrast')).toEqual(['Luma blur', 'Laplacian'])
    expect(reads(after, 'Contrast')).toEqual(['Luma blur', 'Laplacian'])
    expect(reads(after, 'Random 7')).toEqual(expect.arrayContaining(['Relief', 'Sharpen']))
    expect(message).toMatch(/Layer 3 .*dense in place of 4 groups: each weight stays at its channel/)
  })

  test('keeps its groups where every filter still sees what it saw', () => {
    const even = filters.removeFilters(document, 0, [1, 3, 5, 7])
    expect(edits.bankAt(even.document, 2).params.groups).toBe(4)
    const gone = denseKernels(edits.bankAt(document, 2)).flatMap((row) => row.filter((_, c) => c % 2 === 1))
    const weights = gone.flatMap((kernel) => kernel.split(',')).filter((value) => Number(value) !== 0)
    expect(even.message).toBe(
      `Removed 4 filters. Layer 3 now takes 4 channels: ${weights.length} non-zero weights dropped with their channels.`,
    )
    const halves = filters.moveFilters(document, 0, [0, 1], 2)
    expect(edits.bankAt(halves.document, 2).params.groups).toBe(2)
    expect(reads(halves.document, 'Corner')).toEqual(['Sobel x', 'Sobel y'])
    const within = filters.moveFilters(document, 0, [0], 1)
    expect(edits.bankAt(within.document, 2).params.groups).toBe(4)
    expect(within.message).toBeUndefined()
  })

  test('tells how many weights came and went', () => {
    expect(edits.changeLayer(document, 0, { outChannels: 9 }).message).toBe(
      'Layer 3 now takes 9 channels, dense in place of 4 groups: each weight stays at its channel, 1,008 new weights are 0.',
    )
  })

  test('has 0 where a removed filter stood before, not at another channel', () => {
    const named = (bank: FilterBank, names: readonly string[]): Layer => ({
      type: 'conv2d',
      bank: { ...bank, names },
    })
    const pair = createBank(4, 2, [1, 1], { groups: 2 })
    const data = Float32Array.of(1, 2, 3, 4)
    const small = smallDocument({
      layers: [
        named(createBank(3, 4, [1, 1]), ['a', 'b', 'c', 'd']),
        named({ ...pair, weight: { ...pair.weight, data } }, ['of a and b', 'of c and d']),
      ],
    })
    const { document: after } = filters.removeFilters(small, 0, [1])
    expect([...edits.bankAt(after, 1).weight.data]).toEqual([1, 0, 0, 0, 3, 4])
  })

  test('whose own filters change places across groups lets each read what it read, and says so', () => {
    const { document: after, message } = filters.moveFilters(document, 2, [5], 15)
    expect(edits.bankAt(after, 2).names.at(-1)).toBe('Contrast')
    expect(reads(after, 'Contrast')).toEqual(['Luma blur', 'Laplacian'])
    expect(message).toBe(
      'Layer 3 is now dense in place of 4 groups: each weight stays at its channel, 864 new weights are 0.',
    )
    expect(filters.moveFilters(document, 2, [5], 6).message).toBeUndefined()
  })

  test('keeps the filters that are left when a bank preset has another number of them', () => {
    const preset = BANK_PRESETS.find(({ id }) => id === 'haar-bank') ?? expect.fail('no Haar bank')
    const place = { filter: 0, filters: [0], channel: 0 }
    const edit = putPreset(document, 0, { kind: 'bank', preset }, 'bank', place)
    const { bank } = banksOf(edit.document.layers)[1] ?? expect.fail('no second Conv2d')
    const old = denseKernels(edits.bankAt(document, 2))
    expect(denseKernels(bank)).toEqual(old.map((row) => row.slice(0, 4)))
    expect(edit.message).toContain('Layer 3 now takes 4 channels, dense in place of 4 groups')
  })

  test('stays as it is where a bypassed layer before it is edited, and follows the one that is read instead', () => {
    const layers = [conv(3, 4), conv(4, 4), conv(4, 8, { groups: 4 })]
    const off = toggleBypass(smallDocument({ layers }), 1).document
    const other = filters.removeFilters(off, 1, [1]).document
    expect(other.layers[2]).toBe(layers[2])
    const read = filters.removeFilters(off, 0, [1]).document
    expect(fitPipeline(runningLayers(read), 3).changes).toEqual([])
    // one that only fits what the bypassed layer would make waits for it
    const misfit = toggleBypass(smallDocument({ layers: [conv(3, 4), conv(4, 2), conv(2, 8)] }), 1).document
    expect(filters.removeFilters(misfit, 0, [1]).document.layers[2]).toBe(misfit.layers[2])
  })

  test('that would become too large is not made so: the edit is refused, with the layer and the numbers', () => {
    const depthwise = createBank(256, 256, [11, 11], { groups: 256 })
    const large = smallDocument({ layers: [conv(3, 256), { type: 'conv2d', bank: depthwise }] })
    const remove = () => filters.removeFilters(large, 0, [7])
    expect(remove).toThrow(ShapeError)
    expect(remove).toThrow(/^Layer 2 would have to take 255 channels .* 7,898,880 weights are too many/)
    const misfit = [conv(3, 255), { type: 'conv2d', bank: depthwise }] as const
    expect(repairs([1, 3, 16, 16], misfit).map(({ words }) => words)).toEqual(['Remove layer 2'])
  })
})
