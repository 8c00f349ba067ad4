import { fitPipeline, followChannels } from './channel-flow.ts'
import { ShapeError } from '../errors.ts'
import { all } from './filter-list.ts'
import type { Layer, Pipeline } from '../layers/layer.ts'
import { pipelineShapes } from '../layers/pipeline.ts'
import type { Pair, Shape4 } from '../tensor.ts'

/** A way to make a pipeline fit again. */
export interface Repair {
  /** What it does, as a button says it: "Padding 2". */
  readonly words: string
  readonly layers: Pipeline
  /** Position of the layer that it takes away. */
  readonly removes?: number
}

/**
 * Ways to repair the first layer that does not fit its input, the mildest first; none where everything fits. Each of them
 * makes this layer fit, not always those behind it.
 */
export function repairs(input: Shape4, layers: Pipeline): readonly Repair[] {
  const at = firstMisfit(input, layers)
  const layer = layers[at]
  if (layer === undefined) return []
  const helps = ({ layers: repaired }: Repair) => {
    const next = firstMisfit(input, repaired)
    return next === -1 || next > at
  }
  const others = changes(layer).map(([words, changed]) => ({ words, layers: layers.with(at, changed) }))
  const ways = [...possible(() => fitted(layers, input[1])), ...others].filter(helps)
  return [...ways, ...possible(() => without(layers, at, input[1]))]
}

function fitted(before: Pipeline, inputChannels: number): Repair[] {
  const { layers, changes: made } = fitPipeline(before, inputChannels)
  return made.length === 0 ? [] : [{ words: 'Fit the layers to one another', layers }]
}

function without(before: Pipeline, at: number, inputChannels: number): Repair[] {
  const [after, origins] = [before.toSpliced(at, 1), all(before.length).toSpliced(at, 1)]
  const { layers } = followChannels({ before, after, origins, inputChannels })
  return [{ words: `Remove layer ${at + 1}`, layers, removes: at }]
}

/** No way where layers would become too large. */
function possible(make: () => Repair[]): Repair[] {
  try {
    return make()
  } catch (error) {
    if (error instanceof ShapeError) return []
    throw error
  }
}

/** Position of the first layer that does not fit, -1 where all do. */
export function firstMisfit(input: Shape4, layers: Pipeline): number {
  try {
    pipelineShapes(input, layers)
    return -1
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    return error.layer ?? -1
  }
}

function changes(layer: Layer): (readonly [words: string, changed: Layer])[] {
  switch (layer.type) {
    case 'conv2d': {
      const { bank } = layer
      const [, , kH, kW] = bank.weight.shape
      const { dilation, params } = { ...bank.params, params: bank.params }
      const half = (dilations: Pair): Pair => [
        Math.ceil((dilations[0] * (kH - 1)) / 2),
        Math.ceil((dilations[1] * (kW - 1)) / 2),
      ]
      const withParams = (changed: Partial<typeof params>): Layer => ({
        type: 'conv2d',
        bank: { ...bank, params: { ...params, ...changed } },
      })
      return [
        ['Padding mode zeros', withParams({ paddingMode: 'zeros' })],
        ['Dilation 1', withParams({ dilation: [1, 1] })],
        [`Padding ${half(dilation).join(' × ')}`, withParams({ padding: half(dilation) })],
        ['Padding 0', withParams({ padding: [0, 0] })],
        ['Stride 1', withParams({ stride: [1, 1] })],
      ]
    }
    case 'maxPool2d':
    case 'avgPool2d':
      return [
        ['Padding 0', { ...layer, padding: [0, 0] }],
        ['Kernel 1 × 1', { ...layer, kernelSize: [1, 1], padding: [0, 0] }],
      ]
    case 'convTranspose2d': {
      const { bank } = layer
      const withParams = (changed: Partial<typeof bank.params>): Layer => ({
        ...layer,
        outputPadding: [0, 0],
        bank: { ...bank, params: { ...bank.params, ...changed } },
      })
      return [
        ['Output padding 0', withParams({})],
        ['Padding 0', withParams({ padding: [0, 0] })],
        ['Stride 1', withParams({ stride: [1, 1] })],
      ]
    }
    case 'pad':
      return [
        ['Padding mode zeros', { ...layer, mode: 'zeros' }],
        ['Padding 0', { ...layer, padding: [0, 0, 0, 0] }],
      ]
    case 'upsample':
      return [['Scale factor 1', { ...layer, scaleFactor: [1, 1] }]]
    case 'pixelShuffle':
    case 'pixelUnshuffle':
      return [['Factor 1', { ...layer, factor: 1 }]]
    case 'channelShuffle':
      return [['Groups 1', { ...layer, groups: 1 }]]
    default:
      return []
  }
}
