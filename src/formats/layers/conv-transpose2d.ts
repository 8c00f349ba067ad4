import { fromTransposedWeight, toTransposedWeight } from '../../core/layers/conv-transpose2d.ts'
import { inChannelsOf } from '../../core/layers/conv2d.ts'
import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import type { ConvTranspose2dLayer } from '../../core/layers/layer.ts'
import { MAX_SPAN } from '../../core/layers/limits.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { readObject, readWord, type Node } from '../json-reader.ts'
import { pythonCall, pythonPair, type Argument } from '../python-text.ts'
import {
  bankFields,
  CONV_FIELDS,
  conv2dFields,
  readBias,
  readConvSettings,
  readNames,
  readWeight,
} from './conv2d.ts'
import { assign, type LayerForm, type WeightBudget } from './form.ts'
import { pairText, pairUnless, readPair } from './pairs.ts'

/** As a Conv2d, but that its weight is PyTorch's: (C_in, C_out/groups, kH, kW). */
export const CONV_TRANSPOSE2D: LayerForm<LayerOf<'convTranspose2d'>> = {
  read: readTransposed,
  fields: ({ bank, outputPadding }) =>
    conv2dFields(bank, toTransposedWeight(bank), [['outputPadding', pairText(outputPadding)]]),
  value: ({ type, bank, outputPadding }) => ({
    type,
    ...bankFields(bank, toTransposedWeight(bank)),
    outputPadding,
  }),
  isLong: true,
  module(layer) {
    const { bank } = layer
    const [outChannels, , ...kernelSize] = bank.weight.shape
    return pythonCall(
      'nn.ConvTranspose2d',
      [inChannelsOf(bank), outChannels],
      ['kernel_size', pythonPair(kernelSize)],
      ...settings(layer),
      bank.bias === null ? ['bias', 'False'] : null,
    )
  },
  calls(layer, number) {
    const tensors = [`weight${number}`, ...(layer.bank.bias === null ? [] : [`bias${number}`])]
    return assign(pythonCall('F.conv_transpose2d', ['x', ...tensors], ...settings(layer)))
  },
}

function readTransposed(node: Node, budget: WeightBudget): ConvTranspose2dLayer {
  const fields = readObject(node, [...CONV_FIELDS, 'outputPadding'], ['paddingMode', 'names'])
  const { shape, params } = readConvSettings(fields)
  const [outChannels, inPerGroup, height, width] = shape
  const { stride, dilation, groups } = params
  const written: Shape4 = [inPerGroup * groups, outChannels / groups, height, width]
  const data = readWeight(fields.weight, written, budget)
  if (fields.paddingMode) readWord(fields.paddingMode, ['zeros'])
  return {
    type: 'convTranspose2d',
    bank: {
      weight: fromTransposedWeight({ shape: written, data }, groups),
      bias: readBias(fields.bias, outChannels),
      params: {
        stride,
        padding: readPair(fields.padding, 0, MAX_SPAN),
        paddingMode: 'zeros',
        dilation,
        groups,
      },
      names: readNames(fields.names, outChannels),
    },
    outputPadding: readPair(fields.outputPadding, 0, MAX_SPAN),
  }
}

function settings({ bank: { params }, outputPadding }: ConvTranspose2dLayer): Argument[] {
  const { stride, padding, dilation, groups } = params
  return [
    pairUnless('stride', stride, 1),
    typeof padding === 'string' ? null : pairUnless('padding', padding, 0),
    pairUnless('output_padding', outputPadding, 0),
    groups === 1 ? null : ['groups', String(groups)],
    pairUnless('dilation', dilation, 1),
  ]
}
