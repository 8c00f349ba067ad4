import { expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import type { Pipeline } from '../../../../src/core/layers/layer.ts'
import { referenceLayer } from '../../../../src/core/layers/reference.ts'
import { channelNames } from '../../../../src/ui/canvas/channel-names.ts'

it('names of maps start with the picture, follow the filters, and go where ChannelShuffle takes the maps', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const bank = { ...createBank(3, 6, [1, 1]), names }
  const layers: Pipeline = [{ type: 'conv2d', bank }, { type: 'relu' }, { type: 'channelShuffle', groups: 3 }]
  expect(channelNames(layers, -1)).toEqual(['R', 'G', 'B'])
  expect(channelNames(layers, 1)).toEqual(names)
  const data = Float32Array.from(names, (_, i) => i)
  const moved = referenceLayer({ shape: [1, 6, 1, 1], data }, { type: 'channelShuffle', groups: 3 })
  expect(channelNames(layers, 2)).toEqual(Array.from(moved.data, (i) => names[i]))
})
