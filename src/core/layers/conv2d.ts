import { ShapeError, type ParamField } from '../errors.ts'
import { checkGroups } from './groups.ts'
import { PADDING_MODES, type Conv2dParams, type FilterBank, type Padding, type PaddingMode } from './layer.ts'
import { elementCount, type Pair, type Shape4 } from '../tensor.ts'
import type { WindowAxis } from './window.ts'

/** Everything that follows from an input's shape, a weight's shape and the settings of a Conv2d. */
export interface Conv2dInfo {
  readonly input: Shape4
  readonly weight: Shape4
  readonly output: Shape4
  readonly groups: number
  /** Input channels that one filter sees. */
  readonly inPerGroup: number
  /** Filters of one group. */
  readonly outPerGroup: number
  readonly paddingMode: PaddingMode
  readonly h: WindowAxis
  readonly w: WindowAxis
}

const PADDING_WORDS: readonly string[] = ['same', 'valid'] satisfies Padding[]

/**
 * Validate a convolution as torch.nn.Conv2d's forward pass does and derive its shapes. `input` is (N, C_in, H, W),
 * N may be 0; `weight` is (C_out, C_in/groups, kH, kW).
 * H_out = floor((H + before + after - dilation * (kH - 1) - 1) / stride) + 1, W_out likewise.
 * @throws ShapeError with the text of functional conv2d and pad of PyTorch 2
 */
export function conv2dInfo(input: Shape4, weight: Shape4, params: Conv2dParams): Conv2dInfo {
  const { stride, padding, paddingMode, dilation, groups } = params
  checkPaddingWords(padding, paddingMode, stride, `Invalid padding string: '${String(padding)}'`)
  checkIntegers(input, 'input')
  checkIntegers(weight, 'weight')
  checkIntegers(stride, 'stride')
  checkIntegers(dilation, 'dilation')
  checkIntegers([groups], 'groups')
  if (input[2] === 0 || input[3] === 0) {
    fail(`Only zero batch or zero channel inputs are supported, but got input shape: ${list(input)}`, 'input')
  }
  const h = axis(0, input[2], weight[2], params)
  const w = axis(1, input[3], weight[3], params)
  checkBorder(paddingMode, h, w, input)
  if (groups < 1) fail('non-positive groups is not supported', 'groups')
  if (stride[0] < 1 || stride[1] < 1) fail('non-positive stride is not supported', 'stride')
  if (dilation[0] < 1 || dilation[1] < 1) {
    fail(`dilation should be greater than zero, but got ${list(dilation)}`, 'dilation')
  }
  checkWeight(input, weight, groups)
  const reach = [reachOf(h), reachOf(w)] as const
  const padded = [paddedSize(h), paddedSize(w)] as const
  if (padded[0] < reach[0] || padded[1] < reach[1]) {
    fail(
      `Calculated padded input size per channel: (${padded[0]} x ${padded[1]}). ` +
        `Kernel size: (${reach[0]} x ${reach[1]}). Kernel size can't be greater than actual input size`,
      'kernelSize',
    )
  }
  return {
    input,
    weight,
    output: [input[0], weight[0], h.out, w.out],
    groups,
    inPerGroup: weight[1],
    outPerGroup: weight[0] / groups,
    paddingMode,
    h,
    w,
  }
}

/**
 * Validate a filter bank by itself, as the constructor of torch.nn.Conv2d does, and that its arrays fit one another.
 * @throws ShapeError with PyTorch's text where it has one
 */
export function checkBank(bank: FilterBank): void {
  const { weight, bias, names, params } = bank
  checkIntegers(weight.shape, 'weight')
  const [outChannels, inPerGroup] = weight.shape
  checkGroups(inPerGroup * params.groups, outChannels, params.groups)
  checkPaddingWords(
    params.padding,
    params.paddingMode,
    params.stride,
    `Invalid padding string '${String(params.padding)}', should be one of {'same', 'valid'}`,
  )
  const expected = elementCount(weight.shape)
  if (weight.data.length !== expected) {
    fail(`weight of size ${list(weight.shape)} has ${weight.data.length} values, not ${expected}`, 'weight')
  }
  if (bias !== null && bias.length !== outChannels) {
    fail(
      `Given weight of size ${list(weight.shape)}, expected bias to be 1-dimensional with ${outChannels} elements, ` +
        `but got bias of size [${bias.length}] instead`,
      'bias',
    )
  }
  if (names.length !== outChannels) {
    fail(`expected ${outChannels} filter names, but got ${names.length}`, 'outChannels')
  }
}

/** Number of input channels of a bank: C_in/groups * groups. */
export function inChannelsOf(bank: FilterBank): number {
  return bank.weight.shape[1] * bank.params.groups
}

/** Padding before and after an axis. 'same' puts the odd pixel behind: total // 2 before. */
function paddingOf(padding: Padding, which: 0 | 1, kernel: number, dilation: number): Pair {
  if (padding === 'valid') return [0, 0]
  if (padding === 'same') {
    const total = dilation * (kernel - 1)
    const before = Math.floor(total / 2)
    return [before, total - before]
  }
  return [padding[which], padding[which]]
}

function axis(which: 0 | 1, size: number, kernel: number, params: Conv2dParams): WindowAxis {
  const stride = params.stride[which]
  const dilation = params.dilation[which]
  const [before, after] = paddingOf(params.padding, which, kernel, dilation)
  const out = Math.floor((size + before + after - dilation * (kernel - 1) - 1) / stride) + 1
  return { size, before, after, kernel, stride, dilation, out }
}

function paddedSize(axis: WindowAxis): number {
  return axis.size + axis.before + axis.after
}

/** Pixels from a window's first tap to its last. */
function reachOf(axis: WindowAxis): number {
  return axis.dilation * (axis.kernel - 1) + 1
}

function checkPaddingWords(padding: Padding, mode: PaddingMode, stride: Pair, invalidPadding: string): void {
  if (typeof padding !== 'string') checkIntegers(padding, 'padding')
  else if (!PADDING_WORDS.includes(padding)) fail(invalidPadding, 'padding')
  if (padding === 'same' && (stride[0] !== 1 || stride[1] !== 1)) {
    fail("padding='same' is not supported for strided convolutions", 'padding')
  }
  if (!PADDING_MODES.some((known) => known === mode)) {
    fail(
      "padding_mode must be one of {'reflect', 'zeros', 'replicate', 'circular'}, but got " +
        `padding_mode='${mode}'`,
      'paddingMode',
    )
  }
}

/** How far each padding mode reaches; PyTorch looks at the width first. */
function checkBorder(mode: PaddingMode, h: WindowAxis, w: WindowAxis, input: Shape4): void {
  if (mode === 'zeros') {
    if (h.before < 0 || w.before < 0) fail('negative padding is not supported', 'padding')
  } else if (mode === 'reflect') {
    const reflects = (axis: WindowAxis) => axis.before < axis.size && axis.after < axis.size
    const message = (argument: number, axis: WindowAxis, dimension: number) =>
      `Argument #${argument}: Padding size should be less than the corresponding input dimension, ` +
      `but got: padding (${axis.before}, ${axis.after}) at dimension ${dimension} of input ${list(input)}`
    if (!reflects(w)) fail(message(4, w, 3), 'padding')
    if (!reflects(h)) fail(message(6, h, 2), 'padding')
  } else if (mode === 'circular') {
    if ([h, w].some((axis) => axis.before > axis.size || axis.after > axis.size)) {
      fail('Padding value causes wrapping around more than once.', 'padding')
    }
  }
}

function checkWeight(input: Shape4, weight: Shape4, groups: number): void {
  const [outChannels, inPerGroup, kernelHeight, kernelWidth] = weight
  if (inPerGroup < 1)
    fail(`expected at least 1 input channel, but got weight of size ${list(weight)}`, 'inChannels')
  if (outChannels < 1)
    fail(`expected at least 1 filter, but got weight of size ${list(weight)}`, 'outChannels')
  if (outChannels < groups) {
    fail(
      `Given groups=${groups}, expected weight to be at least ${groups} at dimension 0, ` +
        `but got weight of size ${list(weight)} instead`,
      'groups',
    )
  }
  if (outChannels % groups !== 0) {
    fail(
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, ` +
        `but got weight of size [${list(weight)}] instead`,
      'groups',
    )
  }
  if (input[1] !== inPerGroup * groups) {
    fail(
      `Given groups=${groups}, weight of size ${list(weight)}, expected input${list(input)} ` +
        `to have ${inPerGroup * groups} channels, but got ${input[1]} channels instead`,
      'inChannels',
    )
  }
  if (kernelHeight < 1 || kernelWidth < 1) {
    fail(
      `kernel size should be greater than zero, but got kernel_height: ${kernelHeight} kernel_width: ${kernelWidth}`,
      'kernelSize',
    )
  }
}

function checkIntegers(values: readonly number[], field: ParamField): void {
  if (!values.every(Number.isSafeInteger))
    fail(`expected integers for ${field}, but got ${list(values)}`, field)
}

/** Numbers as PyTorch prints a shape: [8, 3, 3, 3]. */
function list(values: readonly number[]): string {
  return `[${values.join(', ')}]`
}

function fail(message: string, field: ParamField): never {
  throw new ShapeError(message, field)
}
