import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import { inChannelsOf, type Conv2dInfo } from '../../core/layers/conv2d.ts'
import { PADDING_MODES, type Conv2dParams, type FilterBank, type Padding } from '../../core/layers/layer.ts'
import { MAX_CHANNELS, MAX_KERNEL, MAX_NAME, MAX_SPAN, MAX_WEIGHTS } from '../../core/layers/limits.ts'
import { elementCount, type Shape4, type Tensor } from '../../core/tensor.ts'
import {
  readArray,
  readFloats,
  readInteger,
  readNested,
  readObject,
  readString,
  readWord,
  refuse,
  type Node,
} from '../json-reader.ts'
import { flatText, nestedText } from '../json-writer.ts'
import { pythonCall, pythonPair, pythonString, pythonTuple, type Argument } from '../python-text.ts'
import type { JsonField, LayerForm, WeightBudget } from './form.ts'
import { pairText, pairUnless, readPair } from './pairs.ts'

/** Weights are nested in a file, and stay flat as a value. With other padding than zeros its functions pad first. */
export const CONV2D: LayerForm<LayerOf<'conv2d'>> = {
  read: (node, budget) => ({ type: 'conv2d', bank: readConv2d(node, budget) }),
  fields: ({ bank }) => conv2dFields(bank, bank.weight),
  value: ({ type, bank }) => ({ type, ...bankFields(bank, bank.weight) }),
  isLong: true,
  module: ({ bank }) => conv2dModule(bank),
  calls: ({ bank }, number, info) => conv2dCalls(bank, number, info),
}

/** The fields of a bank as values. @param weight as it stands in the file */
export function bankFields({ weight: { shape }, bias, params, names }: FilterBank, weight: Tensor) {
  const [outChannels, inPerGroup, ...kernelSize] = shape
  const inChannels = inPerGroup * params.groups
  return { inChannels, outChannels, kernelSize, ...params, names, bias, weight: weight.data }
}

/** The fields that every kind of convolution must have. */
export const CONV_FIELDS = [
  'type',
  'inChannels',
  'outChannels',
  'kernelSize',
  'stride',
  'padding',
  'dilation',
  'groups',
  'bias',
  'weight',
] as const

function readConv2d(node: Node, budget: WeightBudget): FilterBank {
  const fields = readObject(node, [...CONV_FIELDS, 'paddingMode'], ['names'])
  const { shape, params } = readConvSettings(fields)
  const { stride, dilation, groups } = params
  const padding = readPadding(fields.padding)
  const paddingMode = readWord(fields.paddingMode, PADDING_MODES)
  return {
    weight: { shape, data: readWeight(fields.weight, shape, budget) },
    bias: readBias(fields.bias, shape[0]),
    params: { stride, padding, paddingMode, dilation, groups },
    names: readNames(fields.names, shape[0]),
  }
}

/** The shape of the filters of a convolution, (C_out, C_in/groups, kH, kW), and the settings that every kind of one has. @throws FormatError */
export function readConvSettings(
  fields: Record<'inChannels' | 'outChannels' | 'kernelSize' | 'groups' | 'stride' | 'dilation', Node>,
): { readonly shape: Shape4; readonly params: Pick<Conv2dParams, 'stride' | 'dilation' | 'groups'> } {
  const inChannels = readInteger(fields.inChannels, 1, MAX_CHANNELS)
  const outChannels = readInteger(fields.outChannels, 1, MAX_CHANNELS)
  const kernelSize = readPair(fields.kernelSize, 1, MAX_KERNEL)
  const groups = readInteger(fields.groups, 1, MAX_CHANNELS)
  if (inChannels % groups !== 0) refuse(fields.groups, 'in_channels must be divisible by groups')
  if (outChannels % groups !== 0) refuse(fields.groups, 'out_channels must be divisible by groups')
  return {
    shape: [outChannels, inChannels / groups, kernelSize[0], kernelSize[1]],
    params: {
      stride: readPair(fields.stride, 1, MAX_SPAN),
      dilation: readPair(fields.dilation, 1, MAX_SPAN),
      groups,
    },
  }
}

/** A bias for each filter, or none. @throws FormatError */
export function readBias(node: Node, filters: number): FilterBank['bias'] {
  return node.value === null ? null : readFloats(node, filters)
}

/** A name for each filter; empty ones where the file has none. @throws FormatError */
export function readNames(node: Node | undefined, filters: number): FilterBank['names'] {
  return node
    ? readArray(node, filters).map((name) => readString(name, MAX_NAME))
    : Array.from({ length: filters }, () => '')
}

/** The fields of a bank. @param weight as it stands in the file @param own fields of the layer alone */
export function conv2dFields(
  { weight: { shape }, bias, params, names }: FilterBank,
  weight: Tensor,
  own: readonly JsonField[] = [],
): readonly JsonField[] {
  const [outChannels, inPerGroup, ...kernelSize] = shape
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
    ...own,
    ['dilation', pairText(params.dilation)],
    ['groups', String(params.groups)],
    ['names', `[${names.map((name) => JSON.stringify(name)).join(', ')}]`],
    ['bias', bias === null ? 'null' : flatText(bias)],
    ['weight', nestedText(weight.data, weight.shape, '      ')],
  ]
}

/** Weights nested as the shape says, or flat where they never were text. @throws FormatError */
export function readWeight(node: Node, shape: Shape4, budget: WeightBudget): Float32Array {
  const count = elementCount(shape)
  if (count > budget.left) {
    refuse(node, `${count} weights: a file may hold ${MAX_WEIGHTS}, of which ${budget.left} are left`)
  }
  budget.left -= count
  if (node.value instanceof Float32Array) return readFloats(node, count)
  return readNested(node, shape)
}

function readPadding(node: Node): Padding {
  if (typeof node.value === 'string') return readWord<'same' | 'valid'>(node, ['same', 'valid'])
  return readPair(node, 0, MAX_SPAN)
}

function conv2dModule(bank: FilterBank): string {
  const { stride, padding, paddingMode, dilation, groups } = bank.params
  const [outChannels, , ...kernelSize] = bank.weight.shape
  return pythonCall(
    'nn.Conv2d',
    [inChannelsOf(bank), outChannels],
    ['kernel_size', pythonPair(kernelSize)],
    pairUnless('stride', stride, 1),
    typeof padding === 'string' ? ['padding', pythonString(padding)] : pairUnless('padding', padding, 0),
    pairUnless('dilation', dilation, 1),
    groups === 1 ? null : ['groups', String(groups)],
    bank.bias === null ? ['bias', 'False'] : null,
    paddingMode === 'zeros' ? null : ['padding_mode', pythonString(paddingMode)],
  )
}

function conv2dCalls(bank: FilterBank, number: number, info: Conv2dInfo | null): string[] {
  const { stride, padding, paddingMode, dilation, groups } = bank.params
  const calls: string[] = []
  const pads = info ? [info.w.before, info.w.after, info.h.before, info.h.after] : []
  const padsFirst = paddingMode !== 'zeros' && pads.some((pad) => pad !== 0)
  if (padsFirst) {
    const pad = pythonCall('F.pad', ['x', pythonTuple(pads)], ['mode', pythonString(paddingMode)])
    calls.push(`x = ${pad}  # left, right, top, bottom`)
  }
  const rest: Argument =
    typeof padding === 'string' ? ['padding', pythonString(padding)] : pairUnless('padding', padding, 0)
  const call = pythonCall(
    'F.conv2d',
    ['x', `weight${number}`, ...(bank.bias === null ? [] : [`bias${number}`])],
    pairUnless('stride', stride, 1),
    padsFirst ? null : rest,
    pairUnless('dilation', dilation, 1),
    groups === 1 ? null : ['groups', String(groups)],
  )
  return [...calls, `x = ${call}`]
}
