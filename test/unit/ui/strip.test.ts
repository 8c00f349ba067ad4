import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank } from '../../../src/core/bank/bank.ts'
import type { Layer, Pipeline } from '../../../src/core/layers/layer.ts'
import { layerOutputShape } from '../../../src/core/layers/pipeline.ts'
import { referenceLayer } from '../../../src/core/layers/reference.ts'
import { channelNames } from '../../../src/ui/canvas/channel-names.ts'
import { layerRows, shapeBefore, shortSettings, totals } from '../../../src/ui/layer-rows.ts'
import { ADDABLE, newLayer } from '../../../src/ui/choices/new-layer.ts'

const conv: Layer = { type: 'conv2d', bank: createBank(3, 8, [3, 3], { padding: [1, 1] }) }
const tooLarge: Layer = { type: 'conv2d', bank: createBank(8, 8, [15, 15]) }
const pipeline: Pipeline = [conv, { type: 'relu' }, tooLarge, { type: 'relu' }]

describe('the cards of a pipeline', () => {
  it('a layer that does not fit says why; those before it keep their shapes, those behind it have none', () => {
    const rows = layerRows([1, 3, 10, 12], pipeline)
    expect(rows.map((row) => row.output)).toEqual([[1, 8, 10, 12], [1, 8, 10, 12], null, null])
    expect(rows.map((row) => row.error !== null)).toEqual([false, false, true, false])
    expect(rows[2]?.error).toContain("Kernel size can't be greater than actual input size")
    expect(totals(rows)).toEqual({ parameters: 8 * 27 + 8, macs: 10 * 12 * 8 * 27 })
  })

  it('a layer behind one that does not fit has no known input', () => {
    const before = (at: number) => shapeBefore([1, 3, 10, 12], pipeline, at)
    expect([0, 1, 2, 3].map(before)).toEqual([[1, 3, 10, 12], [1, 8, 10, 12], [1, 8, 10, 12], null])
    expect(shapeBefore(null, pipeline, 1)).toBeNull()
  })

  it('settings are short', () => {
    const bank = createBank(8, 16, [3, 5], { groups: 4, stride: [2, 2], dilation: [1, 2] })
    expect(shortSettings({ type: 'conv2d', bank })).toBe('8→16 k3×5 g4 s2 d1×2')
    expect(shortSettings(conv)).toBe('3→8 k3 g1')
    expect(shortSettings({ type: 'relu' })).toBe('')
  })
})

describe('an added layer', () => {
  it('fits any channels before it', () => {
    const type = fc.constantFrom(...ADDABLE.map((each) => each.type))
    const count = fc.integer({ min: 1, max: 64 })
    fc.assert(
      fc.property(type, count, count, (type, channels, groups) => {
        const shape = layerOutputShape([1, channels, 8, 9], newLayer(type, channels, groups))
        expect(shape[1]).toBe(channels)
      }),
      { seed: 3 },
    )
  })

  it('a Conv2d passes its channels on until it is edited', () => {
    const data = Float32Array.from({ length: 5 * 6 * 7 }, (_, i) => (i * 37) % 11)
    const output = referenceLayer({ shape: [1, 5, 6, 7], data }, newLayer('conv2d', 5, 1))
    expect([...output.data]).toEqual([...data])
  })
})

describe('names of maps', () => {
  it('start with the picture, follow the filters, and go where ChannelShuffle takes the maps', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const bank = { ...createBank(3, 6, [1, 1]), names }
    const layers: Pipeline = [
      { type: 'conv2d', bank },
      { type: 'relu' },
      { type: 'channelShuffle', groups: 3 },
    ]
    expect(channelNames(layers, -1)).toEqual(['R', 'G', 'B'])
    expect(channelNames(layers, 1)).toEqual(names)
    const data = Float32Array.from(names, (_, i) => i)
    const moved = referenceLayer({ shape: [1, 6, 1, 1], data }, { type: 'channelShuffle', groups: 3 })
    expect(channelNames(layers, 2)).toEqual(Array.from(moved.data, (i) => names[i]))
  })
})
