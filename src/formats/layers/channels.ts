import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import { MAX_CHANNELS } from '../../core/layers/limits.ts'
import { readFloats, readInteger, readObject } from '../json-reader.ts'
import { flatText } from '../json-writer.ts'
import { pythonCall } from '../python-text.ts'
import { assign, type LayerForm } from './form.ts'

/** torch.nn.ChannelShuffle */
export const CHANNEL_SHUFFLE: LayerForm<LayerOf<'channelShuffle'>> = {
  read: (node) => ({
    type: 'channelShuffle',
    groups: readInteger(readObject(node, ['type', 'groups']).groups, 1, MAX_CHANNELS),
  }),
  fields: ({ groups }) => [['groups', String(groups)]],
  module: ({ groups }) => pythonCall('nn.ChannelShuffle', [groups]),
  calls: ({ groups }) => assign(pythonCall('F.channel_shuffle', ['x', groups])),
}

/** Scale and shift; its module is in `code/module-classes`. */
export const AFFINE: LayerForm<LayerOf<'affine'>> = {
  read(node) {
    const fields = readObject(node, ['type', 'scale', 'shift'])
    const scale = readFloats(fields.scale, null, MAX_CHANNELS)
    return { type: 'affine', scale, shift: readFloats(fields.shift, scale.length) }
  },
  fields: ({ scale, shift }) => [
    ['scale', flatText(scale)],
    ['shift', flatText(shift)],
  ],
  module: ({ scale }) => pythonCall('Affine', [scale.length]),
  calls: (_layer, number) => assign(`x * scale${number} + shift${number}`),
}
