import { ShapeError } from '../../errors.ts'
import { elementCount } from '../../tensor.ts'
import { channelWords, isUnchanged } from '../groups.ts'
import { MAX_CHANNELS } from '../limits.ts'
import type { LayerKind, LayerOf } from './kind.ts'

/** y = x * scale[c] + shift[c]: a folded BatchNorm. New channels have scale 1 and shift 0. */
export const AFFINE: LayerKind<LayerOf<'affine'>> = {
  name: 'Affine',
  outputShape(input, { scale, shift }) {
    checkAffine(input[1], scale.length, shift.length)
    return input
  },
  learned: ({ scale, shift }) => ({ weight: scale.length, bias: shift.length }),
  macs: (output) => elementCount(output),
  channels: ({ scale }) => scale.length,
  checkLimits: ({ scale }, check) => {
    check(scale.length, 'inChannels', 'The number of input channels', MAX_CHANNELS)
  },
  onChannels(layer, sources) {
    const { length: count } = sources
    if (isUnchanged(sources, layer.scale.length) && layer.shift.length === count) return { layer, change: '' }
    const pick = (values: Float32Array, initial: number) =>
      Float32Array.from(sources, (source) => (source === null ? initial : (values[source] ?? initial)))
    const change = count === layer.scale.length ? '' : `now takes ${channelWords(count)}.`
    return { layer: { ...layer, scale: pick(layer.scale, 1), shift: pick(layer.shift, 0) }, change }
  },
}

function checkAffine(channels: number, scales: number, shifts: number): void {
  const wrong = [scales, shifts].find((length) => length !== channels)
  if (wrong !== undefined) {
    throw new ShapeError(`running_mean should contain ${channels} elements not ${wrong}`, 'inChannels')
  }
}
