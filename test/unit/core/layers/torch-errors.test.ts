import { describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { conv2dInfo } from '../../../../src/core/layers/conv2d.ts'
import { ShapeError, type ParamField } from '../../../../src/core/errors.ts'
import type {
  Conv2dParams,
  FilterBank,
  Layer,
  Padding,
  PaddingMode,
  Sides,
} from '../../../../src/core/layers/layer.ts'
import { layerOutputShape } from '../../../../src/core/layers/pipeline.ts'
import { poolInfo } from '../../../../src/core/layers/pool.ts'
import { setGroups } from '../../../../src/core/bank/rewire.ts'
import { elementCount, type Pair, type Shape4 } from '../../../../src/core/tensor.ts'
import { loadErrorCases } from '../../../fixtures/golden-files.ts'
import { toPair } from '../../../fixtures/golden.ts'

type Settings = Partial<Record<keyof Conv2dParams, number | Pair | string>>

function params(settings: Settings): Conv2dParams {
  const { stride = 1, padding = 0, paddingMode = 'zeros', dilation = 1, groups = 1 } = settings
  return {
    stride: toPair(stride),
    padding: typeof padding === 'string' ? (padding as Padding) : toPair(padding),
    paddingMode: paddingMode as PaddingMode,
    dilation: toPair(dilation),
    groups: Number(groups),
  }
}

/** nn.Conv2d(...)(input of this shape). */
function module(
  inChannels: number,
  outChannels: number,
  kernel: number | Pair,
  settings: Settings,
  input: Shape4,
) {
  const p = params(settings)
  const [height, width] = toPair(kernel)
  const shape: Shape4 = [outChannels, inChannels / p.groups, height, width]
  const bank: FilterBank = {
    weight: { shape, data: new Float32Array(elementCount(shape)) },
    bias: new Float32Array(outChannels),
    params: p,
    names: Array.from({ length: outChannels }, () => ''),
  }
  return layerOutputShape(input, { type: 'conv2d', bank })
}

/** F.conv2d(input, weight, ...). */
function functional(input: Shape4, weight: Shape4, settings: Settings = {}) {
  return conv2dInfo(input, weight, params(settings)).output
}

function withBias(length: number) {
  const bank = createBank(4, 8, [3, 3])
  return layerOutputShape([1, 4, 5, 5], { type: 'conv2d', bank: { ...bank, bias: new Float32Array(length) } })
}

const window = { stride: [2, 2], padding: [0, 0], ceilMode: false } as const
function maxPool(kernel: number, settings: Partial<Record<'stride' | 'padding' | 'dilation', number>> = {}) {
  const { stride = kernel, padding = 0, dilation = 1 } = settings
  return poolInfo([1, 3, 5, 5], {
    type: 'maxPool2d',
    kernelSize: toPair(kernel),
    stride: toPair(stride),
    padding: toPair(padding),
    dilation: toPair(dilation),
    ceilMode: false,
  }).output
}
function avgPool(kernel: number, padding = 0) {
  return poolInfo([1, 3, 5, 5], {
    type: 'avgPool2d',
    ...window,
    kernelSize: toPair(kernel),
    padding: toPair(padding),
    stride: toPair(kernel),
    countIncludePad: true,
  }).output
}
const shuffle = (input: Shape4, groups: number) => layerOutputShape(input, { type: 'channelShuffle', groups })
const pad = (mode: PaddingMode, padding: Sides) =>
  layerOutputShape(IN, { type: 'pad', padding, mode, value: 0 })
const affine = (channels: number): Layer => ({
  type: 'affine',
  scale: new Float32Array(channels),
  shift: new Float32Array(channels),
})

const IN: Shape4 = [1, 3, 5, 5]
const IN4: Shape4 = [1, 4, 5, 5]

/** The calls that can be made here; a field where PyTorch raises. */
const CALLS: Readonly<Record<string, { call: () => unknown; field?: ParamField }>> = {
  'Conv2d(3,8,3,groups=2) in%groups': {
    call: () => createBank(3, 8, [3, 3], { groups: 2 }),
    field: 'groups',
  },
  'Conv2d(4,7,3,groups=2) out%groups': { call: () => module(4, 7, 3, { groups: 2 }, IN4), field: 'groups' },
  'Conv2d(4,8,3,groups=0)': { call: () => setGroups(createBank(4, 8, [3, 3]), 0), field: 'groups' },
  'Conv2d(4,8,3,groups=-2)': { call: () => setGroups(createBank(4, 8, [3, 3]), -2), field: 'groups' },
  'Conv2d padding=same stride=2': {
    call: () => module(4, 8, 3, { padding: 'same', stride: 2 }, IN4),
    field: 'padding',
  },
  'Conv2d padding=same stride=(1,2)': {
    call: () => module(4, 8, 3, { padding: 'same', stride: [1, 2] }, IN4),
    field: 'padding',
  },
  'Conv2d padding=foo': { call: () => module(4, 8, 3, { padding: 'foo' }, IN4), field: 'padding' },
  'Conv2d padding_mode=foo': {
    call: () => module(4, 8, 3, { paddingMode: 'foo' }, IN4),
    field: 'paddingMode',
  },
  'Conv2d kernel 0 fwd': { call: () => module(4, 8, 0, {}, IN4), field: 'kernelSize' },
  'Conv2d stride 0 fwd': { call: () => module(4, 8, 3, { stride: 0 }, IN4), field: 'stride' },
  'Conv2d stride -1 fwd': { call: () => module(4, 8, 3, { stride: -1 }, IN4), field: 'stride' },
  'Conv2d dilation 0 fwd': { call: () => module(4, 8, 3, { dilation: 0 }, IN4), field: 'dilation' },
  'Conv2d padding -1 fwd': { call: () => module(4, 8, 3, { padding: -1 }, IN4), field: 'padding' },
  'Conv2d padding -1 reflect fwd': {
    call: () => module(4, 8, 3, { padding: -1, paddingMode: 'reflect' }, IN4),
  },
  'Conv2d padding -1 circular fwd': {
    call: () => module(4, 8, 3, { padding: -1, paddingMode: 'circular' }, [1, 4, 6, 6]),
  },
  'Conv2d padding -1 replicate fwd': {
    call: () => module(4, 8, 3, { padding: -1, paddingMode: 'replicate' }, [1, 4, 6, 6]),
  },
  'wrong channels': { call: () => module(3, 8, 3, {}, IN4), field: 'inChannels' },
  'wrong channels grouped': {
    call: () => module(4, 8, 3, { groups: 2 }, [1, 6, 5, 5]),
    field: 'inChannels',
  },
  'kernel > input': { call: () => module(3, 8, 7, {}, IN), field: 'kernelSize' },
  'kernel > input padded': {
    call: () => module(3, 8, [7, 3], { padding: [0, 1] }, IN),
    field: 'kernelSize',
  },
  'kernel > input dilation': { call: () => module(3, 8, 3, { dilation: 3 }, IN), field: 'kernelSize' },
  'kernel > padded reflect': {
    call: () => module(3, 8, 7, { paddingMode: 'reflect' }, IN),
    field: 'kernelSize',
  },
  'reflect pad >= size': {
    call: () => module(3, 8, 11, { padding: 5, paddingMode: 'reflect' }, IN),
    field: 'padding',
  },
  'reflect pad >= size, w only': {
    call: () => module(3, 8, 11, { padding: [0, 5], paddingMode: 'reflect' }, [1, 3, 15, 5]),
    field: 'padding',
  },
  'circular pad > size': {
    call: () => module(3, 8, 13, { padding: 6, paddingMode: 'circular' }, IN),
    field: 'padding',
  },
  'circular pad == size': { call: () => module(3, 8, 11, { padding: 5, paddingMode: 'circular' }, IN) },
  'replicate pad > size': { call: () => module(3, 8, 13, { padding: 6, paddingMode: 'replicate' }, IN) },
  'batch 0': { call: () => module(3, 8, 3, {}, [0, 3, 5, 5]) },
  'H=0': { call: () => module(3, 8, 3, { padding: 2 }, [1, 3, 0, 5]), field: 'input' },
  'same even kernel': { call: () => module(3, 8, 4, { padding: 'same' }, IN) },
  'same even kernel reflect': {
    call: () => module(3, 8, 4, { padding: 'same', paddingMode: 'reflect' }, IN),
  },
  'same kernel 6 dilation 3': { call: () => module(3, 8, 6, { padding: 'same', dilation: 3 }, IN) },
  'F.conv2d weight out%groups': {
    call: () => functional(IN4, [7, 2, 3, 3], { groups: 2 }),
    field: 'groups',
  },
  'F.conv2d groups=0': { call: () => functional(IN4, [8, 4, 3, 3], { groups: 0 }), field: 'groups' },
  'F.conv2d weight out<groups': {
    call: () => functional(IN4, [1, 2, 3, 3], { groups: 2 }),
    field: 'groups',
  },
  'F.conv2d bias size': { call: () => withBias(7), field: 'bias' },
  'F.conv2d same stride 2': {
    call: () => functional(IN4, [8, 4, 3, 3], { stride: 2, padding: 'same' }),
    field: 'padding',
  },
  'F.conv2d padding foo': { call: () => functional(IN4, [8, 4, 3, 3], { padding: 'foo' }), field: 'padding' },
  'F.conv2d dilation -1': { call: () => functional(IN4, [8, 4, 3, 3], { dilation: -1 }), field: 'dilation' },
  'F.conv2d negative padding': {
    call: () => functional(IN4, [8, 4, 3, 3], { padding: -1 }),
    field: 'padding',
  },
  'F.conv2d kernel 0 weight': { call: () => functional(IN4, [8, 4, 0, 3]), field: 'kernelSize' },
  'F.conv2d same dilation even': {
    call: () => functional(IN4, [8, 4, 2, 4], { padding: 'same', dilation: [3, 1] }),
  },
  'MaxPool pad>k/2': { call: () => maxPool(2, { padding: 2 }), field: 'padding' },
  'MaxPool kernel>input': { call: () => maxPool(7), field: 'kernelSize' },
  'MaxPool stride 0': { call: () => maxPool(2, { stride: 0 }), field: 'stride' },
  'MaxPool dilation 0': { call: () => maxPool(2, { dilation: 0 }), field: 'dilation' },
  'MaxPool neg pad': { call: () => maxPool(2, { padding: -1 }), field: 'padding' },
  'AvgPool pad>k/2': { call: () => avgPool(2, 2), field: 'padding' },
  'AvgPool kernel>input': { call: () => avgPool(7), field: 'kernelSize' },
  'ChannelShuffle 5%2': { call: () => shuffle([1, 5, 4, 4], 2), field: 'groups' },
  'ChannelShuffle groups 0': { call: () => shuffle([1, 4, 4, 4], 0), field: 'groups' },
  'BatchNorm2d wrong ch': { call: () => layerOutputShape([1, 4, 4, 4], affine(3)), field: 'inChannels' },
  'PixelShuffle 5 ch': {
    call: () => layerOutputShape([1, 5, 4, 4], { type: 'pixelShuffle', factor: 2 }),
    field: 'factor',
  },
  ReflectionPad2d: { call: () => pad('reflect', [5, 5, 5, 5]), field: 'padding' },
  CircularPad: { call: () => pad('circular', [6, 6, 0, 0]), field: 'padding' },
}

const HALF =
  'pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1'
const REFLECTED =
  'Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (5, 5) at dimension 3 of input'

/** What PyTorch 2 says in place of 1.13, which made the fixture: pooling counts dilation, and sizes replace a number of axes. */
const NEWER: Readonly<Record<string, string>> = {
  'MaxPool pad>k/2': HALF,
  'AvgPool pad>k/2': HALF,
  'reflect pad >= size': `${REFLECTED} [1, 3, 5, 5]`,
  'reflect pad >= size, w only': `${REFLECTED} [1, 3, 15, 5]`,
  ReflectionPad2d: `${REFLECTED} [1, 3, 5, 5]`,
}

const CONSTRUCTOR_ONLY = 'a layer is only asked for its shapes on an input, never made without one'
const PAIRS = 'types allow only pairs, for both axes'
const RANK = 'a tensor always has four axes'
const FLOAT32 = 'a tensor is always float32'
const NO_LAYER = 'no such layer'
const STATE_DICT = 'there is no state_dict'

/** The calls that cannot be made, and why. */
const NOT_MADE: Readonly<Record<string, string>> = {
  'Conv2d kernel 0 ctor': CONSTRUCTOR_ONLY,
  'Conv2d stride 0 ctor': CONSTRUCTOR_ONLY,
  'Conv2d padding -1 ctor': CONSTRUCTOR_ONLY,
  'Conv2d kernel (3,) ctor': PAIRS,
  'Conv2d kernel (3,3,3)': PAIRS,
  'F.conv2d stride 3-tuple': PAIRS,
  'F.conv2d padding 4-tuple': PAIRS,
  'Conv2d in=0': 'a layer has at least one input channel',
  'Conv2d in=0 fwd': 'a layer has at least one input channel (PyTorch gives a result of 0 channels)',
  'Conv2d out=0': 'a layer has at least one filter',
  'Conv2d in=-3': 'the text is that of an allocation; a shape is refused as such here',
  'Conv2d kernel=2.5': "the text is Python's on its argument types; non-integers are refused by value here",
  'Conv2d stride=1.5': "the text is Python's on its argument types; non-integers are refused by value here",
  'wrong channels grouped unbatched': RANK,
  '2-D input': RANK,
  '5-D input': RANK,
  '3-D unbatched input': RANK,
  '3-D unbatched reflect': RANK,
  '3-D unbatched circular': RANK,
  '3-D unbatched replicate': RANK,
  'F.conv2d weight 3-D': RANK,
  'F.conv2d bias 2-D': 'a bias always has one axis',
  'ChannelShuffle 3-D': RANK,
  'ChannelShuffle 2-D': RANK,
  'float64 input': FLOAT32,
  'int64 input': FLOAT32,
  'uint8 input': FLOAT32,
  'load wrong weight shape': STATE_DICT,
  'load missing bias': STATE_DICT,
  'load unexpected': STATE_DICT,
  'AvgPool divisor 0': 'average pooling has no divisor_override here',
  'GroupNorm 5%2': NO_LAYER,
  'cat mismatch': NO_LAYER,
  'add mismatch': NO_LAYER,
}

/** What a call gives, as the fixture writes it: 'OK (n, c, h, w)' or the message. */
function outcome(call: () => unknown): { text: string; field?: ParamField } {
  try {
    const shape = call()
    return { text: `OK (${(shape as number[]).join(', ')})` }
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    return { text: error.message, field: error.field }
  }
}

describe("PyTorch's messages", () => {
  const cases = loadErrorCases()

  it('are each made here or listed with the reason', () => {
    const named = [...Object.keys(CALLS), ...Object.keys(NOT_MADE)]
    expect(named.toSorted()).toEqual(cases.map(({ call }) => call).toSorted())
  })

  it.each(cases.filter(({ call }) => call in CALLS))('$call', ({ call, result }) => {
    const ours = CALLS[call]
    if (!ours) throw new Error(call)
    const expected = NEWER[call] ?? result.replace(/^(ValueError|RuntimeError): /, '')
    expect(outcome(ours.call)).toEqual({ text: expected, ...(ours.field && { field: ours.field }) })
  })
})
