import { inChannelsOf } from '../core/layers/conv2d.ts'
import type { Conv2dInfo } from '../core/layers/conv2d.ts'
import type { FilterBank, Layer, MaxPool2dParams } from '../core/layers/layer.ts'
import type { Pair } from '../core/tensor.ts'
import {
  pythonCall,
  pythonFloat64,
  pythonPair,
  pythonString,
  pythonTuple,
  type Argument,
} from './python-text.ts'

type PoolLayer = Extract<Layer, { type: 'maxPool2d' | 'avgPool2d' }>

/** The module of a layer for nn.Sequential; `Abs` and `Affine` are written out by pytorchCode. */
export function moduleOf(layer: Layer): string {
  switch (layer.type) {
    case 'conv2d':
      return conv2dModule(layer.bank)
    case 'relu':
      return 'nn.ReLU()'
    case 'sigmoid':
      return 'nn.Sigmoid()'
    case 'tanh':
      return 'nn.Tanh()'
    case 'abs':
      return 'Abs()'
    case 'identity':
      return 'nn.Identity()'
    case 'leakyRelu':
      return pythonCall('nn.LeakyReLU', [pythonFloat64(layer.negativeSlope)])
    case 'maxPool2d':
      return pythonCall('nn.MaxPool2d', [pythonPair(layer.kernelSize)], ...poolArguments(layer))
    case 'avgPool2d':
      return pythonCall('nn.AvgPool2d', [pythonPair(layer.kernelSize)], ...poolArguments(layer))
    case 'channelShuffle':
      return pythonCall('nn.ChannelShuffle', [layer.groups])
    case 'affine':
      return pythonCall('Affine', [layer.scale.length])
  }
}

/**
 * The statements that take x through a layer by functions; `number` counts layers from 1 in the names of its tensors. A
 * convolution with other padding than zeros pads first.
 * @param info of a convolution, null for other layers
 */
export function callsOf(layer: Layer, number: number, info: Conv2dInfo | null): string[] {
  const assign = (expression: string) => [`x = ${expression}`]
  switch (layer.type) {
    case 'conv2d':
      return conv2dCalls(layer.bank, number, info)
    case 'relu':
      return assign('F.relu(x)')
    case 'sigmoid':
      return assign('torch.sigmoid(x)')
    case 'tanh':
      return assign('torch.tanh(x)')
    case 'abs':
      return assign('torch.abs(x)')
    case 'identity':
      return []
    case 'leakyRelu':
      return assign(pythonCall('F.leaky_relu', ['x', pythonFloat64(layer.negativeSlope)]))
    case 'maxPool2d':
      return assign(pythonCall('F.max_pool2d', ['x', pythonPair(layer.kernelSize)], ...poolArguments(layer)))
    case 'avgPool2d':
      return assign(pythonCall('F.avg_pool2d', ['x', pythonPair(layer.kernelSize)], ...poolArguments(layer)))
    case 'channelShuffle':
      return assign(pythonCall('F.channel_shuffle', ['x', layer.groups]))
    case 'affine':
      return assign(`x * scale${number} + shift${number}`)
  }
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

function poolArguments(layer: PoolLayer): Argument[] {
  const dilation: MaxPool2dParams['dilation'] = layer.type === 'maxPool2d' ? layer.dilation : [1, 1]
  return [
    ['stride', pythonPair(layer.stride)],
    pairUnless('padding', layer.padding, 0),
    pairUnless('dilation', dilation, 1),
    layer.ceilMode ? ['ceil_mode', 'True'] : null,
    layer.type === 'avgPool2d' && !layer.countIncludePad ? ['count_include_pad', 'False'] : null,
  ]
}

function pairUnless(name: string, pair: Pair, standard: number): Argument {
  return pair[0] === standard && pair[1] === standard ? null : [name, pythonPair(pair)]
}
