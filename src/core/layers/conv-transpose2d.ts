import { ShapeError, type ParamField } from '../errors.ts'
import { checkBank, inChannelsOf, type Conv2dInfo } from './conv2d.ts'
import type { ConvTranspose2dLayer, FilterBank } from './layer.ts'
import { elementCount, type Pair, type Shape4, type Tensor } from '../tensor.ts'
import { readingAxis, type WindowAxis } from './window.ts'

/** An axis of a ConvTranspose2d: element i reaches outputs i * stride + tap * dilation - padding. */
export interface TransposedAxis {
  readonly size: number
  readonly kernel: number
  readonly stride: number
  readonly padding: number
  readonly dilation: number
  readonly outputPadding: number
  readonly out: number
}

/** The shapes of a ConvTranspose2d. */
export interface TransposedInfo {
  readonly output: Shape4
  readonly h: TransposedAxis
  readonly w: TransposedAxis
}

/**
 * Validate a ConvTranspose2d as PyTorch's forward pass does and derive its shapes; `input` is (N, C_in, H, W).
 * H_out = (H - 1) * stride - 2 * padding + dilation * (kH - 1) + output padding + 1, W_out likewise.
 * @throws ShapeError with the text of PyTorch 2 (aten/src/ATen/native/Convolution.cpp, NaiveConvolutionTranspose2d.cpp)
 */
export function transposedInfo(input: Shape4, { bank, outputPadding }: ConvTranspose2dLayer): TransposedInfo {
  checkTransposed(bank)
  const { stride, dilation, groups } = bank.params
  const [outChannels, inPerGroup, ...kernel] = bank.weight.shape
  const [n, channels, height, width] = input
  const pad = paddingOf(bank)
  if (pad.some((side) => side < 0)) fail('negative padding is not supported', 'padding')
  if (outputPadding.some((side) => side < 0))
    fail('negative output_padding is not supported', 'outputPadding')
  if (stride.some((step) => step < 1)) fail('non-positive stride is not supported', 'stride')
  if (dilation.some((step) => step < 1)) {
    fail(`dilation should be greater than zero, but got ${list(dilation)}`, 'dilation')
  }
  if (channels !== inPerGroup * groups) {
    const size = [inPerGroup * groups, outChannels / groups, ...kernel]
    fail(
      `Given transposed=1, weight of size ${list(size)}, expected input${list(input)} ` +
        `to have ${inPerGroup * groups} channels, but got ${channels} channels instead`,
      'inChannels',
    )
  }
  const fits = (i: 0 | 1) => outputPadding[i] < stride[i] || outputPadding[i] < dilation[i]
  if (!fits(0) || !fits(1)) {
    const sizes = (name: string, [h, w]: Pair) => `${name}_height: ${h} ${name}_width: ${w}`
    fail(
      `output padding must be smaller than either stride or dilation, but got ${[
        sizes('output_padding', outputPadding),
        sizes('stride', stride),
        sizes('dilation', dilation),
      ].join(' ')}`,
      'outputPadding',
    )
  }
  const axis = (i: 0 | 1, size: number): TransposedAxis => {
    const each = { size, kernel: kernel[i], stride: stride[i], padding: pad[i], dilation: dilation[i] }
    const out = (size - 1) * stride[i] - 2 * pad[i] + dilation[i] * (kernel[i] - 1) + outputPadding[i] + 1
    return { ...each, outputPadding: outputPadding[i], out }
  }
  const [h, w] = [axis(0, height), axis(1, width)]
  if (h.out < 1 || w.out < 1) {
    fail(
      `Given input size per channel: (${height} x ${width}). Calculated output spatial size per channel: ` +
        `(${h.out} x ${w.out}). Output size is too small`,
      'padding',
    )
  }
  return { output: [n, outChannels, h.out, w.out], h, w }
}

/** Validate the filters by themselves. @throws ShapeError with PyTorch's text where it has one */
function checkTransposed(bank: FilterBank): void {
  checkBank(bank)
  const { padding, paddingMode } = bank.params
  if (paddingMode !== 'zeros') {
    fail('Only "zeros" padding mode is supported for ConvTranspose2d', 'paddingMode')
  }
  if (typeof padding === 'string') fail(`ConvTranspose2d has no padding '${padding}'`, 'padding')
}

function paddingOf({ params: { padding } }: FilterBank): Pair {
  return typeof padding === 'string' ? [0, 0] : padding
}

/** The elements that reach an output, ascending, each with the tap through which it does. */
export function reaching(
  { size, kernel, stride, padding, dilation }: TransposedAxis,
  output: number,
): readonly { readonly element: number; readonly tap: number }[] {
  const found: { element: number; tap: number }[] = []
  for (let tap = kernel - 1; tap >= 0; tap--) {
    const element = (output + padding - tap * dilation) / stride
    if (Number.isInteger(element) && element >= 0 && element < size) found.push({ element, tap })
  }
  return found
}

/** What the outputs along an axis read. */
export function transposedReads(axis: TransposedAxis): WindowAxis {
  return readingAxis(axis.size, axis.out, {
    of: (output) => reaching(axis, output).map(({ element }) => element),
    period: { elements: 1, outputs: axis.stride },
  })
}

/**
 * The same as a convolution, of stride 1, over the input with `stride - 1` zeros between its elements: by kernels that are
 * turned by 180 degrees, with dilation * (k - 1) - padding zeros before (cut off where negative) and as many and the output
 * padding behind. Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285, relationship 14.
 * `input` is the shape with the zeros between.
 */
export function transposedAsConv2d({ output, h, w }: TransposedInfo, bank: FilterBank): Conv2dInfo {
  const { shape } = bank.weight
  const { groups } = bank.params
  const [axisH, axisW] = [spreadAxis(h), spreadAxis(w)]
  return {
    input: [output[0], inChannelsOf(bank), axisH.size, axisW.size],
    weight: shape,
    output,
    groups,
    inPerGroup: shape[1],
    outPerGroup: shape[0] / groups,
    paddingMode: 'zeros',
    h: axisH,
    w: axisW,
  }
}

function spreadAxis(axis: TransposedAxis): WindowAxis {
  const { size, kernel, stride, padding, dilation, outputPadding, out } = axis
  const before = dilation * (kernel - 1) - padding
  const spread = (size - 1) * stride + 1
  return { size: spread, before, after: before + outputPadding, kernel, stride: 1, dilation, out }
}

/** A bank with every kernel turned by 180 degrees. */
export function turned(bank: FilterBank): FilterBank {
  const { shape, data } = bank.weight
  const area = shape[2] * shape[3]
  const turnedData = data.map((_, i) => data[i - (i % area) + area - 1 - (i % area)] ?? NaN)
  return { ...bank, weight: { shape, data: turnedData } }
}

/** The weight as PyTorch has it, (C_in, C_out/groups, kH, kW), of a bank that lies filter by filter. */
export function toTransposedWeight({ weight, params: { groups } }: FilterBank): Tensor {
  const [outChannels, inPerGroup, height, width] = weight.shape
  const outPerGroup = outChannels / groups
  const shape: Shape4 = [inPerGroup * groups, outPerGroup, height, width]
  return { shape, data: regrouped(weight.data, groups, outPerGroup, inPerGroup, height * width) }
}

/** The weight of a bank, (C_out, C_in/groups, kH, kW), from PyTorch's. */
export function fromTransposedWeight({ shape, data }: Tensor, groups: number): Tensor {
  const [inChannels, outPerGroup, height, width] = shape
  const inPerGroup = inChannels / groups
  const filters: Shape4 = [outPerGroup * groups, inPerGroup, height, width]
  if (data.length !== elementCount(filters)) {
    fail(`weight of size ${list(shape)} has ${elementCount(filters)} values, not ${data.length}`, 'weight')
  }
  return { shape: filters, data: regrouped(data, groups, inPerGroup, outPerGroup, height * width) }
}

/** Kernels of `groups` blocks of rows x columns, each block transposed. */
function regrouped(
  data: Float32Array,
  groups: number,
  rows: number,
  columns: number,
  area: number,
): Float32Array {
  const result = new Float32Array(data.length)
  for (let group = 0; group < groups; group++) {
    const block = group * rows * columns
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const from = (block + row * columns + column) * area
        result.set(data.subarray(from, from + area), (block + column * rows + row) * area)
      }
    }
  }
  return result
}

function list(values: readonly number[]): string {
  return `[${values.join(', ')}]`
}

function fail(message: string, field: ParamField): never {
  throw new ShapeError(message, field)
}
