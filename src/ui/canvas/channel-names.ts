import { outChannelsOf } from '../../core/bank/channel-flow.ts'
import { hasBank, type Pipeline } from '../../core/layers/layer.ts'
import { passedFrom } from '../../core/layers/passed-on.ts'

/** Channels of the picture. */
const PICTURE = ['R', 'G', 'B']

/**
 * Names of the maps after layer `at` (-1: the picture): those of the last Conv2d's filters, carried along and shuffled by
 * the layers behind it; parts of a channel have its name. '' for an unnamed one.
 */
export function channelNames(layers: Pipeline, at: number): readonly string[] {
  return layers.slice(0, at + 1).reduce<readonly string[]>((names, layer) => {
    if (hasBank(layer)) return layer.bank.names
    const count = outChannelsOf(layer, names.length)
    if (count > names.length) return names.flatMap((name) => Array<string>(count / names.length).fill(name))
    if (count < names.length) return Array<string>(count).fill('')
    return names.map((name, i) => names[passedFrom(layer, i, names.length) ?? i] ?? name)
  }, PICTURE)
}
