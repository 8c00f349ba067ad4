import type { Layer } from '../../core/layers/layer.ts'
import type { FilterbankDocument } from './document.ts'
import { layerAt, layerName, setLayer, type Edit } from './edits.ts'

/** Numbers that a layer has for each channel. */
export type ChannelPart = 'scale' | 'shift' | 'weight'

/** The numbers for each channel of the layers that have some; those of a PReLU may be one for all. */
export function channelParts(layer: Layer): readonly (readonly [part: ChannelPart, values: Float32Array])[] {
  if (layer.type === 'prelu') return [['weight', layer.weight]]
  if (layer.type !== 'affine') return []
  return [
    ['scale', layer.scale],
    ['shift', layer.shift],
  ]
}

/** Set a number of one channel. @throws RangeError where the layer has no such numbers */
export function setChannelValue(
  document: FilterbankDocument,
  at: number,
  part: ChannelPart,
  channel: number,
  value: number,
): Edit {
  const layer = layerAt(document, at)
  const values = channelParts(layer).find(([each]) => each === part)?.[1]
  if (values === undefined) throw new RangeError(`layer ${at} is ${layerName(layer)}: it has no ${part}`)
  const changed = { ...layer, [part]: values.with(channel, value) }
  return setLayer(document, at, changed, `${part.replace(/^./, (first) => first.toUpperCase())} ${channel}`)
}

/** Give a PReLU a weight for each of `channels` channels, all as its first, or one for all of them. */
export function setPreluWeights(document: FilterbankDocument, at: number, channels: number): Edit {
  const layer = layerAt(document, at)
  if (layer.type !== 'prelu') throw new RangeError(`layer ${at} is ${layerName(layer)}, not PReLU`)
  const weight = new Float32Array(channels).fill(layer.weight[0] ?? 0)
  return setLayer(
    document,
    at,
    { ...layer, weight },
    channels === 1 ? 'One weight' : 'A weight for each channel',
  )
}
