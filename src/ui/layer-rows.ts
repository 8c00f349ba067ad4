import { layerCost, type Cost } from '../core/cost/cost.ts'
import { ShapeError } from '../core/errors.ts'
import type { Layer, Pipeline } from '../core/layers/layer.ts'
import { layerOutputShape } from '../core/layers/pipeline.ts'
import type { Pair, Shape4 } from '../core/tensor.ts'
import { settingWords } from '../state/document/layer-settings.ts'
import { formatNumber, formatPair, formatShares } from './controls/numbers.ts'

/** A layer as a card shows it. `output` and `cost` are null from the first layer on that does not fit its input. */
export interface LayerRow {
  readonly layer: Layer
  readonly output: Shape4 | null
  readonly cost: Cost | null
  /** What is wrong with this layer, null where nothing is. */
  readonly error: string | null
}

/** The rows of a pipeline on an input, null while there is none; a layer that does not fit stops the shapes, not the list. */
export function layerRows(input: Shape4 | null, layers: Pipeline): LayerRow[] {
  let shape = input
  return layers.map((layer): LayerRow => {
    if (shape === null) return { layer, output: null, cost: null, error: null }
    try {
      const cost = layerCost(shape, layer)
      shape = layerOutputShape(shape, layer)
      return { layer, output: shape, cost, error: null }
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      shape = null
      return { layer, output: null, cost: null, error: error.message }
    }
  })
}

/** Shape that layer `at` gets; null without a picture, or where a layer before it does not fit. */
export function shapeBefore(input: Shape4 | null, layers: Pipeline, at: number): Shape4 | null {
  if (input === null || at <= 0) return input
  return layerRows(input, layers.slice(0, at))[at - 1]?.output ?? null
}

/** Sums over the layers that fit. */
export function totals(rows: readonly LayerRow[]): { readonly parameters: number; readonly macs: number } {
  return rows.reduce(
    (sum, { cost }) => ({
      parameters: sum.parameters + (cost === null ? 0 : cost.parameters.weight + cost.parameters.bias),
      macs: sum.macs + (cost?.macs ?? 0),
    }),
    { parameters: 0, macs: 0 },
  )
}

/** A layer's part of what all layers take. */
export interface Share {
  /** 0..1 */
  readonly part: number
  /** In whole percents, which add up to 100 over all layers. */
  readonly text: string
}

/** The shares of amounts in their sum. */
export function sharesOf(amounts: readonly number[]): Share[] {
  const sum = amounts.reduce((total, amount) => total + amount, 0)
  const texts = formatShares(amounts)
  return amounts.map((amount, i) => ({ part: sum > 0 ? amount / sum : 0, text: texts[i] ?? '' }))
}

/** A layer's settings in a few characters, such as "8→16 k3 g4"; '' where there are none. */
export function shortSettings(layer: Layer): string {
  switch (layer.type) {
    case 'conv2d':
    case 'convTranspose2d': {
      const { weight, params } = layer.bank
      const [out, perGroup, kH, kW] = weight.shape
      const extra = [part('s', params.stride, 1), part('d', params.dilation, 1)]
      return [`${perGroup * params.groups}→${out}`, part('k', [kH, kW]), `g${params.groups}`, ...extra]
        .filter((text) => text !== '')
        .join(' ')
    }
    case 'maxPool2d':
    case 'avgPool2d':
      return `${part('k', layer.kernelSize)} ${part('s', layer.stride)}`
    case 'pad':
      return `p${settingWords(layer.padding).replaceAll(' ', '')} ${layer.mode}`
    case 'upsample':
      return `×${part('', layer.scaleFactor)} ${layer.mode}`
    case 'pixelShuffle':
      return `×${layer.factor}`
    case 'pixelUnshuffle':
      return `/${layer.factor}`
    case 'channelShuffle':
      return `g${layer.groups}`
    case 'clip':
      return `${formatNumber(layer.min, 3)} … ${formatNumber(layer.max, 3)}`
    case 'elu':
      return formatNumber(layer.alpha, 3)
    case 'gelu':
      return layer.approximate === 'none' ? '' : layer.approximate
    case 'leakyRelu':
      return formatNumber(layer.negativeSlope, 3)
    default:
      return ''
  }
}

function part(letter: string, pair: Pair, unless?: number): string {
  return pair[0] === unless && pair[1] === unless ? '' : letter + formatPair(pair).replaceAll(' ', '')
}
