import { describe, expect, it } from 'vitest'
import { BANK_PRESETS } from '../../../../src/core/presets/bank-presets.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import * as edits from '../../../../src/state/document/edits.ts'
import * as filters from '../../../../src/state/document/filter-edits.ts'
import { putPreset } from '../../../../src/state/document/preset-edits.ts'
import { newLayer } from '../../../../src/ui/choices/new-layer.ts'
import { conv, smallDocument } from '../documents.ts'

const document = smallDocument({ layers: [newLayer('convTranspose2d', 3, 1), conv(3, 2)] })
const input = { shape: [1, 3, 4, 5] as const, data: Float32Array.from({ length: 60 }, (_, i) => i % 7) }
const mapsOf = (of: typeof document) => [...(referencePipeline(input, of.layers).at(-1)?.data ?? [])]

describe('a ConvTranspose2d', () => {
  it('has its weights edited as a Conv2d has', () => {
    const edited = edits.setWeight(document, 0, [1, 0, 1, 1], 5)
    expect(edits.bankAt(edited.document, 0).weight.data[(1 * 3 + 0) * 4 + 3]).toBe(5)
    expect(edited.document.layers[0]).toMatchObject({ type: 'convTranspose2d', outputPadding: [0, 0] })
    expect(edited.label).toBe('Weight [1, 0, 1, 1]')
  })

  it('has its filters moved, and what reads them goes on reading them', () => {
    const moved = filters.moveFilters(document, 0, [0], 2)
    expect(moved.document.layers[0]).toMatchObject({ type: 'convTranspose2d' })
    expect(mapsOf(moved.document)).toEqual(mapsOf(document))
  })

  it('keeps its weights when its settings change', () => {
    const { document: changed } = edits.changeLayer(document, 0, {
      stride: [3, 3],
      outputPadding: [1, 1],
      outChannels: 4,
    })
    const [layer] = changed.layers
    expect(layer).toMatchObject({ type: 'convTranspose2d', outputPadding: [1, 1] })
    expect(edits.bankAt(changed, 0).weight.shape).toEqual([4, 3, 2, 2])
    expect(edits.bankAt(changed, 0).params.stride).toEqual([3, 3])
    expect(edits.bankAt(changed, 1).weight.shape[1]).toBe(4)
  })

  it('takes presets, but no word for its padding', () => {
    const [preset] = BANK_PRESETS.filter(({ kernelSize }) => kernelSize({})[0] % 2 === 1)
    if (preset === undefined) throw new Error('there is no preset')
    const place = { filter: 0, filters: [0], channel: 0 }
    const { document: changed } = putPreset(document, 0, { kind: 'bank', preset }, 'bank', place)
    expect(changed.layers[0]?.type).toBe('convTranspose2d')
    expect(referencePipeline(input, changed.layers)).toHaveLength(2)
    const bank = edits.bankAt(document, 0)
    const same = edits.withBank(document, 0, {
      ...bank,
      params: { ...bank.params, padding: 'same', dilation: [2, 3] },
    })
    expect(same.bank.params.padding).toEqual([1, 1])
  })
})
