import { describe, expect, test } from 'vitest'
import { bankOf, type Layer } from '../../../../src/core/layers/layer.ts'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import { groupWays } from '../../../../src/state/document/group-ways.ts'
import { layerSettings, type LayerSettings } from '../../../../src/state/document/layer-settings.ts'
import type { Edit } from '../../../../src/state/document/edits.ts'
import { conv, smallDocument } from '../documents.ts'

const INPUT = [1, 3, 20, 30] as const

function waysOf(layers: readonly Layer[], layer: number, changes: LayerSettings): readonly Edit[] {
  const document = smallDocument({ layers })
  const settings = layers[layer] === undefined ? {} : layerSettings(layers[layer])
  return groupWays({
    document,
    layer,
    input: INPUT,
    wanted: { ...settings, ...changes },
    check: (after) => pipelineShapes(INPUT, after.layers),
  })
}
const words = (ways: readonly Edit[]) => ways.map(({ label }) => label)

describe('groups that do not divide', () => {
  test('the filters: more filters, fewer filters, then the nearest groups, dense last', () => {
    const ways = waysOf([conv(3, 8)], 0, { groups: 3 })
    expect(words(ways)).toEqual(['Use 9 filters', 'Use 6 filters', 'Use 1 group'])
    const [more] = ways
    const bank = bankOf(more?.document.layers[0])
    expect([bank?.params.groups, bank?.weight.shape]).toEqual([3, [9, 1, 3, 3]])
  })

  test('the channels: the layer before makes others, in the groups that it has, through layers that keep them', () => {
    const layers = [conv(3, 8), { type: 'relu' } as const, conv(8, 12)]
    const ways = waysOf(layers, 2, { groups: 3 })
    expect(words(ways)).toEqual([
      'Use 9 channels before',
      'Use 6 channels before',
      'Use 4 groups',
      'Use 2 groups',
    ])
    const fewer = ways[1]?.document.layers ?? []
    expect(fewer.map((layer) => bankOf(layer)?.weight.shape)).toEqual([
      [6, 3, 3, 3],
      undefined,
      [12, 2, 3, 3],
    ])
    expect(words(waysOf([conv(3, 9, { groups: 3 }), conv(9, 8)], 1, { groups: 2 }))).toEqual([
      'Use 12 channels before',
      'Use 6 channels before',
      'Use 3 groups and 9 filters',
      'Use 3 groups and 6 filters',
    ])
  })

  test('the picture’s channels, which nothing can change: never only one group', () => {
    expect(words(waysOf([conv(3, 8)], 0, { groups: 2 }))).toEqual([
      'Use 3 groups and 9 filters',
      'Use 3 groups and 6 filters',
      'Use 1 group',
    ])
  })

  test('both: filters and channels together', () => {
    const ways = waysOf([conv(3, 8), conv(8, 16)], 1, { groups: 5 })
    expect(words(ways)).toEqual([
      'Use 20 filters and 10 channels before',
      'Use 15 filters and 5 channels before',
      'Use 8 groups',
      'Use 4 groups',
    ])
    for (const { document } of ways) expect(() => pipelineShapes(INPUT, document.layers)).not.toThrow()
  })

  test('a number of filters: each group keeps its own, and its weights', () => {
    const layers = [conv(3, 8), conv(8, 12, { groups: 4 })]
    const ways = waysOf(layers, 1, { outChannels: 15 })
    expect(words(ways).slice(0, 2)).toEqual(['Use 16 filters', 'Use 12 filters'])
    const before = bankOf(layers[1])
    const after = bankOf(ways[0]?.document.layers[1])
    expect(after?.params.groups).toBe(4)
    // one more at the end of each group: filter 3 of before is filter 4
    expect(after?.weight.data.slice(4 * 18, 5 * 18)).toEqual(before?.weight.data.slice(3 * 18, 4 * 18))
  })

  test('the channels of a shuffle', () => {
    const ways = waysOf([conv(3, 8), { type: 'channelShuffle', groups: 2 }], 1, { groups: 3 })
    expect(words(ways)).toEqual([
      'Use 9 channels before',
      'Use 6 channels before',
      'Use 4 groups',
      'Use 2 groups',
    ])
  })

  test('what a way drops is told by it', () => {
    const [, fewer] = waysOf([conv(3, 8)], 0, { groups: 3 })
    expect(fewer?.message).toMatch(/dropped/)
  })
})

test('groups that are no positive whole number, and those that divide, have no ways', () => {
  for (const groups of [0, -2, 1.5, NaN, 1e9, 1]) expect(waysOf([conv(3, 8)], 0, { groups })).toEqual([])
})
