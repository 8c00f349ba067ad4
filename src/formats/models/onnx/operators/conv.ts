import { fromTransposedWeight } from '../../../../core/layers/conv-transpose2d.ts'
import type { BankLayer, Conv2dParams, FilterBank, Padding } from '../../../../core/layers/layer.ts'
import { emptyWeights } from '../../../../core/layers/limits.ts'
import type { Pair, Shape4 } from '../../../../core/tensor.ts'
import { intOf, intsOf, pairOf, wordOf } from '../attributes.ts'
import type { Constants } from '../constants.ts'
import type { OnnxNode } from '../graph.ts'
import { inTurn, planned, Unexpressed, type Planned } from '../planned.ts'
import type { OnnxTensor } from '../tensor.ts'
import type { Operator } from './operator.ts'
import { padLayer, padsOf, sizeNote, symmetric, type Pads } from './padding.ts'

const NONE: Pair = [0, 0]

/** The tensors of a convolution. */
export interface ConvParts {
  readonly weight: OnnxTensor
  /** Of four axes, as ONNX has it. */
  readonly shape: Shape4
  readonly bias: OnnxTensor | null
}

/** The weight and the bias of a Conv or a ConvTranspose. @throws Unexpressed where they are no constants, or of other axes */
export function convParts({ inputs }: OnnxNode, constants: Constants): ConvParts {
  const [, weightName = '', biasName = ''] = inputs
  const weight = constants.tensor(weightName, 'weight')
  const [a, b, c, d] = weight.shape
  if (a === undefined || b === undefined || c === undefined || d === undefined || weight.shape.length !== 4) {
    throw new Unexpressed(`its weight has ${weight.shape.length} axes, not 4`)
  }
  return { weight, shape: [a, b, c, d], bias: biasName === '' ? null : constants.tensor(biasName, 'bias') }
}

/** Settings of a convolution but for its padding. @throws Unexpressed */
export function convSettings(node: OnnxNode): Pick<Conv2dParams, 'stride' | 'dilation' | 'groups'> {
  return {
    stride: pairOf(node, 'strides', [1, 1]),
    dilation: pairOf(node, 'dilations', [1, 1]),
    groups: intOf(node, 'group', 1),
  }
}

/** Padding that a Conv2d itself has: equal on both sides, or that of `padding='same'`; null for other. */
export function ownPadding(
  pads: Pads,
  kernel: Pair,
  { stride, dilation }: Pick<Conv2dParams, 'stride' | 'dilation'>,
): Padding | null {
  const total = (i: 0 | 1) => dilation[i] * (kernel[i] - 1)
  const same = (i: 0 | 1) =>
    stride[i] === 1 &&
    pads.before[i] === Math.floor(total(i) / 2) &&
    pads.after[i] === Math.ceil(total(i) / 2)
  return symmetric(pads) ?? (same(0) && same(1) ? 'same' : null)
}

/** Conv: unequal padding is a layer before it, but where it is that of `padding='same'`. */
export const conv: Operator = ({ node, input, constants, sizeKnown }) => {
  const parts = convParts(node, constants)
  const settings = convSettings(node)
  const [, , height, width] = parts.shape
  const pads = padsOf(node, input, { ...settings, kernel: [height, width] })
  const padding = ownPadding(pads, [height, width], settings)
  const layer = (shape: Shape4) =>
    plannedConv(shape, parts, { ...settings, padding: padding ?? NONE, paddingMode: 'zeros' })
  const steps = inTurn(input, padding === null ? [padLayer(pads, 0), layer] : [layer])
  return steps.map((step) => ({ ...step, ...sizeNote(node, input, sizeKnown) }))
}

/** A Conv2d whose weight is read later. @throws ShapeError */
function plannedConv(input: Shape4, { weight, shape, bias }: ConvParts, params: Conv2dParams): Planned {
  return plannedBank(input, shape, weight, bias, params, (bank) => ({ type: 'conv2d', bank }))
}

/** Output padding of a ConvTranspose. @throws Unexpressed for one whose padding follows from the size of its output */
export function outputPaddingOf(node: OnnxNode): Pair {
  if (intsOf(node, 'output_shape') || wordOf(node, 'auto_pad', 'NOTSET').startsWith('SAME')) {
    throw new Unexpressed('its padding follows from an output size')
  }
  return pairOf(node, 'output_padding', NONE)
}

/** ConvTranspose: unequal padding is cut off behind it. */
export const convTranspose: Operator = ({ node, input, constants }) => {
  const { weight, shape, bias } = convParts(node, constants)
  const settings = convSettings(node)
  const outputPadding = outputPaddingOf(node)
  const [inChannels, outPerGroup, height, width] = shape
  const pads = padsOf(node, input, { ...settings, kernel: [height, width] })
  const equal = symmetric(pads)
  const filters: Shape4 = [outPerGroup * settings.groups, inChannels / settings.groups, height, width]
  if (!Number.isInteger(filters[1]))
    throw new Unexpressed(`${settings.groups} groups of ${inChannels} channels`)
  const params: Conv2dParams = { ...settings, padding: equal ?? NONE, paddingMode: 'zeros' }
  const layer = (before: Shape4) =>
    plannedBank(
      before,
      filters,
      weight,
      bias,
      params,
      (bank) => ({ type: 'convTranspose2d', bank, outputPadding }),
      (data) => fromTransposedWeight({ shape, data }, settings.groups).data,
    )
  return inTurn(input, equal ? [layer] : [layer, padLayer(pads, 0, -1)])
}

function plannedBank(
  input: Shape4,
  shape: Shape4,
  weight: OnnxTensor,
  bias: OnnxTensor | null,
  params: Conv2dParams,
  layerOf: (bank: FilterBank) => BankLayer,
  ordered: (data: Float32Array) => Float32Array = (data) => data,
): Planned {
  const names = Array.from({ length: Math.min(shape[0], 2 ** 16) }, () => '')
  const bank: FilterBank = {
    weight: { shape, data: emptyWeights(shape) },
    bias: bias && new Float32Array(Math.min(bias.shape[0] ?? 0, 2 ** 16)),
    params,
    names,
  }
  const read = async () => {
    const values = await bias?.read()
    return layerOf({ ...bank, weight: { shape, data: ordered(await weight.read()) }, bias: values ?? null })
  }
  return planned(input, layerOf(bank), read, bias ? [weight, bias] : [weight])
}
