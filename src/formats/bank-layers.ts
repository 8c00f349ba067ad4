import {
  PADDING_MODES,
  type Conv2dParams,
  type FilterBank,
  type Layer,
  type LayerType,
  type Padding,
} from '../core/layers/layer.ts'
import { MAX_CHANNELS, MAX_KERNEL, MAX_NAME, MAX_SPAN, MAX_WEIGHTS } from '../core/layers/limits.ts'
import type { Pair, Shape4 } from '../core/tensor.ts'
import {
  readArray,
  readBoolean,
  readFloat32,
  readFloats,
  readInteger,
  readNumber,
  readObject,
  readString,
  readWord,
  refuse,
  type Node,
} from './json-reader.ts'
import { flatText, float64Text, nestedText, objectText } from './json-writer.ts'

const LAYER_TYPES = [
  'conv2d',
  'relu',
  'sigmoid',
  'tanh',
  'abs',
  'identity',
  'leakyRelu',
  'maxPool2d',
  'avgPool2d',
  'channelShuffle',
  'affine',
] as const satisfies readonly LayerType[]

/** Weights that the rest of a file may still hold. */
export interface WeightBudget {
  left: number
}

/**
 * One layer of a file. Its fields are checked one by one, not yet against one another or the layer before.
 * @throws FormatError with the path of the field
 */
export function readLayer(node: Node, budget: WeightBudget): Layer {
  switch (layerType(node)) {
    case 'conv2d':
      return { type: 'conv2d', bank: readConv2d(node, budget) }
    case 'relu':
    case 'sigmoid':
    case 'tanh':
    case 'abs':
    case 'identity':
      return {
        type: readWord(readObject(node, ['type']).type, ['relu', 'sigmoid', 'tanh', 'abs', 'identity']),
      }
    case 'leakyRelu':
      return {
        type: 'leakyRelu',
        negativeSlope: readNumber(readObject(node, ['type', 'negativeSlope']).negativeSlope),
      }
    case 'maxPool2d': {
      const fields = readObject(node, ['type', 'kernelSize', 'stride', 'padding', 'dilation', 'ceilMode'])
      return {
        type: 'maxPool2d',
        ...readWindow(fields),
        dilation: readPair(fields.dilation, 1, MAX_SPAN),
        ceilMode: readBoolean(fields.ceilMode),
      }
    }
    case 'avgPool2d': {
      const fields = readObject(node, [
        'type',
        'kernelSize',
        'stride',
        'padding',
        'ceilMode',
        'countIncludePad',
      ])
      return {
        type: 'avgPool2d',
        ...readWindow(fields),
        ceilMode: readBoolean(fields.ceilMode),
        countIncludePad: readBoolean(fields.countIncludePad),
      }
    }
    case 'channelShuffle':
      return {
        type: 'channelShuffle',
        groups: readInteger(readObject(node, ['type', 'groups']).groups, 1, MAX_CHANNELS),
      }
    case 'affine': {
      const fields = readObject(node, ['type', 'scale', 'shift'])
      const scale = readFloats(fields.scale, null, MAX_CHANNELS)
      return { type: 'affine', scale, shift: readFloats(fields.shift, scale.length) }
    }
  }
}

/** One layer with the fields of its file; weights stay flat and in float32, a slope that is not finite is its name. */
export function layerValue(layer: Layer): unknown {
  if (layer.type === 'leakyRelu') {
    const { negativeSlope: slope } = layer
    return { ...layer, negativeSlope: Number.isFinite(slope) ? slope : String(slope) }
  }
  if (layer.type !== 'conv2d') return layer
  const { weight, bias, params, names } = layer.bank
  const [outChannels, inPerGroup, ...kernelSize] = weight.shape
  const inChannels = inPerGroup * params.groups
  const { type } = layer
  return { type, inChannels, outChannels, kernelSize, ...params, names, bias, weight: weight.data }
}

/** One layer as JSON text, indented to stand in the list of layers. */
export function writeLayer(layer: Layer): string {
  const type = ['type', JSON.stringify(layer.type)] as const
  const inline = (...fields: readonly (readonly [string, string])[]) => `{ ${objectText([type, ...fields])} }`
  switch (layer.type) {
    case 'conv2d':
      return `{\n      ${objectText([type, ...conv2dFields(layer.bank)], ',\n      ')}\n    }`
    case 'relu':
    case 'sigmoid':
    case 'tanh':
    case 'abs':
    case 'identity':
      return inline()
    case 'leakyRelu':
      return inline(['negativeSlope', float64Text(layer.negativeSlope)])
    case 'maxPool2d':
      return inline(
        ['kernelSize', pairText(layer.kernelSize)],
        ['stride', pairText(layer.stride)],
        ['padding', pairText(layer.padding)],
        ['dilation', pairText(layer.dilation)],
        ['ceilMode', String(layer.ceilMode)],
      )
    case 'avgPool2d':
      return inline(
        ['kernelSize', pairText(layer.kernelSize)],
        ['stride', pairText(layer.stride)],
        ['padding', pairText(layer.padding)],
        ['ceilMode', String(layer.ceilMode)],
        ['countIncludePad', String(layer.countIncludePad)],
      )
    case 'channelShuffle':
      return inline(['groups', String(layer.groups)])
    case 'affine':
      return inline(['scale', flatText(layer.scale)], ['shift', flatText(layer.shift)])
  }
}

/** The type alone, before the fields of an object are known. */
function layerType(node: Node): (typeof LAYER_TYPES)[number] {
  const { value, path } = node
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'type') || !('type' in value)) {
    refuse(node, 'expected a layer: an object with a type')
  }
  return readWord({ value: value.type, path: `${path}.type` }, LAYER_TYPES)
}

function readConv2d(node: Node, budget: WeightBudget): FilterBank {
  const fields = readObject(
    node,
    [
      'type',
      'inChannels',
      'outChannels',
      'kernelSize',
      'stride',
      'padding',
      'paddingMode',
      'dilation',
      'groups',
      'bias',
      'weight',
    ],
    ['names'],
  )
  const inChannels = readInteger(fields.inChannels, 1, MAX_CHANNELS)
  const outChannels = readInteger(fields.outChannels, 1, MAX_CHANNELS)
  const kernelSize = readPair(fields.kernelSize, 1, MAX_KERNEL)
  const groups = readInteger(fields.groups, 1, MAX_CHANNELS)
  if (inChannels % groups !== 0) refuse(fields.groups, 'in_channels must be divisible by groups')
  if (outChannels % groups !== 0) refuse(fields.groups, 'out_channels must be divisible by groups')
  const params: Conv2dParams = {
    stride: readPair(fields.stride, 1, MAX_SPAN),
    padding: readPadding(fields.padding),
    paddingMode: readWord(fields.paddingMode, PADDING_MODES),
    dilation: readPair(fields.dilation, 1, MAX_SPAN),
    groups,
  }
  const shape: Shape4 = [outChannels, inChannels / groups, kernelSize[0], kernelSize[1]]
  return {
    weight: { shape, data: readWeight(fields.weight, shape, budget) },
    bias: fields.bias.value === null ? null : readFloats(fields.bias, outChannels),
    params,
    names: fields.names
      ? readArray(fields.names, outChannels).map((name) => readString(name, MAX_NAME))
      : Array.from({ length: outChannels }, () => ''),
  }
}

function conv2dFields({ weight, bias, params, names }: FilterBank): readonly (readonly [string, string])[] {
  const [outChannels, inPerGroup, ...kernelSize] = weight.shape
  return [
    ['inChannels', String(inPerGroup * params.groups)],
    ['outChannels', String(outChannels)],
    ['kernelSize', pairText(kernelSize)],
    ['stride', pairText(params.stride)],
    [
      'padding',
      typeof params.padding === 'string' ? JSON.stringify(params.padding) : pairText(params.padding),
    ],
    ['paddingMode', JSON.stringify(params.paddingMode)],
    ['dilation', pairText(params.dilation)],
    ['groups', String(params.groups)],
    ['names', `[${names.map((name) => JSON.stringify(name)).join(', ')}]`],
    ['bias', bias === null ? 'null' : flatText(bias)],
    ['weight', nestedText(weight.data, weight.shape, '      ')],
  ]
}

/** Nested OIHW; the text already holds this many numbers, so what is allocated is never out of proportion to it. */
function readWeight(node: Node, shape: Shape4, budget: WeightBudget): Float32Array {
  const [outChannels, inPerGroup, height, width] = shape
  const count = outChannels * inPerGroup * height * width
  if (count > budget.left) {
    refuse(node, `${count} weights: a file may hold ${MAX_WEIGHTS}, of which ${budget.left} are left`)
  }
  budget.left -= count
  if (node.value instanceof Float32Array) return readFloats(node, count)
  const filters = readArray(node, outChannels)
  const numbers = filters.flatMap((filter) =>
    readArray(filter, inPerGroup).flatMap((kernel) =>
      readArray(kernel, height).flatMap((row) => readArray(row, width).map(readFloat32)),
    ),
  )
  return Float32Array.from(numbers)
}

function readWindow(fields: Record<'kernelSize' | 'stride' | 'padding', Node>) {
  return {
    kernelSize: readPair(fields.kernelSize, 1, MAX_SPAN),
    stride: readPair(fields.stride, 1, MAX_SPAN),
    padding: readPair(fields.padding, 0, MAX_SPAN),
  }
}

function readPadding(node: Node): Padding {
  if (typeof node.value === 'string') return readWord<'same' | 'valid'>(node, ['same', 'valid'])
  return readPair(node, 0, MAX_SPAN)
}

function readPair(node: Node, least: number, most: number): Pair {
  const [h, w] = readArray(node, 2).map((item) => readInteger(item, least, most))
  if (h === undefined || w === undefined) refuse(node, 'expected a pair')
  return [h, w]
}

function pairText(pair: Pair): string {
  return `[${pair[0]}, ${pair[1]}]`
}
