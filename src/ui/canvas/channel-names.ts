import type { Pipeline } from '../../core/layers/layer.ts'

/** Channels of the picture. */
const PICTURE = ['R', 'G', 'B']

/**
 * Names of the maps after layer `at` (-1: the picture): those of the last Conv2d's filters, carried along and shuffled by
 * the layers behind it. '' for an unnamed one.
 */
export function channelNames(layers: Pipeline, at: number): readonly string[] {
  return layers.slice(0, at + 1).reduce<readonly string[]>((names, layer) => {
    if (layer.type === 'conv2d') return layer.bank.names
    if (layer.type === 'channelShuffle') return shuffle(names, layer.groups)
    return names
  }, PICTURE)
}

/** ChannelShuffle: (groups, n) read as (n, groups). */
function shuffle(names: readonly string[], groups: number): readonly string[] {
  const each = names.length / groups
  if (!Number.isInteger(each)) return names
  return names.map((_, i) => names[(i % groups) * each + Math.floor(i / groups)] ?? '')
}
