import { kernelOf } from '../../../src/core/bank/bank.ts'
import { inChannelsOf } from '../../../src/core/layers/conv2d.ts'
import { groupOf } from '../../../src/core/layers/groups.ts'
import type { FilterBank, Pipeline } from '../../../src/core/layers/layer.ts'
import { referenceLayer, referencePipeline } from '../../../src/core/layers/reference.ts'
import { elementCount, type Shape4, type Tensor } from '../../../src/core/tensor.ts'

/*
 * Who reads whom, by the names of the filters that make the channels: the oracle of tests that edits leave alone what they
 * do not name. It knows nothing of how edits are made.
 */

const IMAGE = ['red', 'green', 'blue']

/** The Conv2ds of a list, with their positions. */
export function banksOf(layers: Pipeline): { readonly at: number; readonly bank: FilterBank }[] {
  return layers.flatMap((layer, at) => (layer.type === 'conv2d' ? [{ at, bank: layer.bank }] : []))
}

/** For each layer the names of the channels that it gets. */
export function inputNames(layers: Pipeline): readonly (readonly string[])[] {
  let names: readonly string[] = IMAGE
  return layers.map((layer) => {
    const input = names
    if (layer.type === 'conv2d') names = layer.bank.names
    if (layer.type === 'channelShuffle') {
      const numbers: Tensor = { shape: [1, input.length, 1, 1], data: Float32Array.from(input.keys()) }
      names = [...referenceLayer(numbers, layer).data].map((from) => input[from] ?? '')
    }
    return input
  })
}

/**
 * The weights of a bank as a dense layer has them: for each filter, by its position, and each channel its kernel as text,
 * '' for all zeros or none at all.
 */
export function denseKernels(bank: FilterBank): readonly (readonly string[])[] {
  const [filters, perGroup] = bank.weight.shape
  return Array.from({ length: filters }, (_, filter) => {
    const first = groupOf(filter, filters, bank.params.groups) * perGroup
    return Array.from({ length: inChannelsOf(bank) }, (_none, channel) => {
      if (channel < first || channel >= first + perGroup) return ''
      const kernel = kernelOf(bank, filter, channel - first)
      return kernel.some((value) => value !== 0) ? kernel.join() : ''
    })
  })
}

/** The maps of every layer for one picture, computed by the reference, each map as text. Zeros have no sign. */
export function referenceMaps(layers: Pipeline): readonly (readonly string[])[] {
  const shape: Shape4 = [1, IMAGE.length, 4, 3]
  const data = new Float32Array(elementCount(shape)).map((_, i) => ((i * 7) % 11) - 5)
  return referencePipeline({ shape, data }, layers).map(
    ({ shape: [, channels, height, width], data: maps }) =>
      Array.from({ length: channels }, (_, c) =>
        maps
          .subarray(c * height * width, (c + 1) * height * width)
          .map((value) => value + 0)
          .join(),
      ),
  )
}
