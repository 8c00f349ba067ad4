import type { Pipeline } from '../../core/layers/layer.ts'
import { passedFrom } from '../../core/layers/passed-on.ts'

/** Channels of the picture. */
const PICTURE = ['R', 'G', 'B']

/**
 * Names of the maps after layer `at` (-1: the picture): those of the last Conv2d's filters, carried along and shuffled by
 * the layers behind it. '' for an unnamed one.
 */
export function channelNames(layers: Pipeline, at: number): readonly string[] {
  return layers.slice(0, at + 1).reduce<readonly string[]>((names, layer) => {
    if (layer.type === 'conv2d') return layer.bank.names
    return names.map((name, i) => names[passedFrom(layer, i, names.length) ?? i] ?? name)
  }, PICTURE)
}
