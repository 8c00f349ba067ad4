import { createBank } from '../../core/bank.ts'
import { nearestGroups } from '../../core/groups.ts'
import type { Layer } from '../../core/layers.ts'

/** Layers that can be added by hand. */
export type AddableType = 'conv2d' | 'relu' | 'maxPool2d' | 'channelShuffle'

/** What the menu says of them. */
export const ADDABLE: readonly {
  readonly type: AddableType
  readonly name: string
  readonly hint: string
}[] = [
  { type: 'conv2d', name: 'Conv2d', hint: 'a filter bank' },
  { type: 'relu', name: 'ReLU', hint: 'negative values become 0' },
  { type: 'maxPool2d', name: 'MaxPool2d', hint: 'the largest of 2 × 2' },
  { type: 'channelShuffle', name: 'ChannelShuffle', hint: 'mixes channels across groups' },
]

/**
 * A layer that fits `channels` channels and changes nothing drastic: a Conv2d passes its channels on, 3 x 3 and size-keeping.
 * @param groups groups of the Conv2d before it: what a shuffle mixes
 */
export function newLayer(type: AddableType, channels: number, groups: number): Layer {
  switch (type) {
    case 'conv2d':
      return { type, bank: createBank(channels, channels, [3, 3], { padding: [1, 1] }) }
    case 'relu':
      return { type }
    case 'maxPool2d':
      return {
        type,
        kernelSize: [2, 2],
        stride: [2, 2],
        padding: [0, 0],
        dilation: [1, 1],
        ceilMode: false,
      }
    case 'channelShuffle':
      return { type, groups: nearestGroups(channels, channels, groups > 1 ? groups : 2) }
  }
}
