import { ShapeError } from '../errors.ts'
import { checkGroups } from '../layers/groups.ts'
import type { Conv2dParams, FilterBank } from '../layers/layer.ts'
import { emptyWeights, MAX_CHANNELS, MAX_KERNEL } from '../layers/limits.ts'
import type { Pair, Shape4 } from '../tensor.ts'

/** The settings of a plain Conv2d: stride 1, no padding, dense. */
export const DEFAULT_PARAMS: Conv2dParams = {
  stride: [1, 1],
  padding: [0, 0],
  paddingMode: 'zeros',
  dilation: [1, 1],
  groups: 1,
}

/** Where a kernel of `size` taps has its centre: the middle, of an even size the tap before it, as 'same' pads. */
export function kernelCentre(size: number): number {
  return (size - 1) >> 1
}

/**
 * A bank whose filters each pass one channel of their group, in turn (torch.nn.init.dirac_, repeated when there are more
 * filters than channels): maps come out as they went in, ready to be edited. Bias is 0, names are empty.
 * @throws ShapeError for groups that do not divide the channels, or sizes out of range
 */
export function createBank(
  inChannels: number,
  outChannels: number,
  kernelSize: Pair,
  params: Partial<Conv2dParams> = {},
): FilterBank {
  const settings = { ...DEFAULT_PARAMS, ...params }
  if (!Number.isInteger(inChannels) || inChannels < 1) {
    throw new ShapeError(`in_channels must be a positive integer, but got ${inChannels}`, 'inChannels')
  }
  checkOutChannels(outChannels)
  checkKernelSize(kernelSize)
  checkGroups(inChannels, outChannels, settings.groups)
  const shape: Shape4 = [outChannels, inChannels / settings.groups, kernelSize[0], kernelSize[1]]
  const data = emptyWeights(shape)
  const outPerGroup = outChannels / settings.groups
  for (let filter = 0; filter < outChannels; filter++) passKernel(data, shape, filter, filter % outPerGroup)
  return {
    weight: { shape, data },
    bias: new Float32Array(outChannels),
    params: settings,
    names: Array.from({ length: outChannels }, () => ''),
  }
}

/** Change one weight. `channel` counts within the filter (0 .. C_in/groups - 1). */
export function setWeight(
  bank: FilterBank,
  filter: number,
  channel: number,
  row: number,
  column: number,
  value: number,
): FilterBank {
  const [, , height, width] = bank.weight.shape
  if (!(row >= 0 && row < height && column >= 0 && column < width)) {
    throw new RangeError(`no tap at row ${row}, column ${column} in a kernel of ${height} x ${width}`)
  }
  const index = kernelOffset(bank, filter, channel) + row * width + column
  if (Object.is(bank.weight.data[index], Math.fround(value))) return bank
  const data = bank.weight.data.slice()
  data[index] = value
  return { ...bank, weight: { ...bank.weight, data } }
}

/** Replace one kernel; `values` holds kH * kW numbers, row by row. */
export function setKernel(
  bank: FilterBank,
  filter: number,
  channel: number,
  values: ArrayLike<number>,
): FilterBank {
  const [, , height, width] = bank.weight.shape
  if (values.length !== height * width) {
    throw new RangeError(
      `a kernel of ${height} x ${width} has ${height * width} values, not ${values.length}`,
    )
  }
  const data = bank.weight.data.slice()
  data.set(values, kernelOffset(bank, filter, channel))
  return { ...bank, weight: { ...bank.weight, data } }
}

/** The weights of one filter, kernel after kernel: a view of the bank, not to be written to. */
export function filterOf(bank: FilterBank, filter: number): Float32Array {
  const [, perGroup, height, width] = bank.weight.shape
  const each = perGroup * height * width
  return bank.weight.data.subarray(filter * each, (filter + 1) * each)
}

/** The kH * kW values of one kernel: a view of the bank, not to be written to. */
export function kernelOf(bank: FilterBank, filter: number, channel: number): Float32Array {
  const start = kernelOffset(bank, filter, channel)
  return bank.weight.data.subarray(start, start + bank.weight.shape[2] * bank.weight.shape[3])
}

/** Change the bias of one filter; a bank without biases gets zeros for the others. */
export function setBias(bank: FilterBank, filter: number, value: number): FilterBank {
  checkIndex('filter', filter, bank.weight.shape[0])
  const bias = bank.bias?.slice() ?? new Float32Array(bank.weight.shape[0])
  bias[filter] = value
  return { ...bank, bias }
}

/** Give the bank biases (zeros) or take them away. */
export function setBiasEnabled(bank: FilterBank, enabled: boolean): FilterBank {
  if (enabled === (bank.bias !== null)) return bank
  return { ...bank, bias: enabled ? new Float32Array(bank.weight.shape[0]) : null }
}

/** Name one filter; '' takes its name away. */
export function renameFilter(bank: FilterBank, filter: number, name: string): FilterBank {
  checkIndex('filter', filter, bank.weight.shape[0])
  return { ...bank, names: bank.names.with(filter, name) }
}

/**
 * Change settings other than `groups`. They are not validated here: an invalid layer may stand in the document, and
 * pipelineShapes says what is wrong with it.
 */
export function setParams(bank: FilterBank, params: Partial<Omit<Conv2dParams, 'groups'>>): FilterBank {
  return { ...bank, params: { ...bank.params, ...params } }
}

/**
 * Change the size of every kernel about its centre (kernelCentre): growing adds a border of zeros,
 * shrinking cuts it off. From an odd to the next even size the new line is added at the end. Padding is left as it is.
 * @throws ShapeError for a size out of range
 */
export function setKernelSize(bank: FilterBank, size: Pair): FilterBank {
  const [outChannels, inPerGroup, height, width] = bank.weight.shape
  if (size[0] === height && size[1] === width) return bank
  checkKernelSize(size)
  const shape: Shape4 = [outChannels, inPerGroup, size[0], size[1]]
  const data = emptyWeights(shape)
  const down = kernelCentre(size[0]) - kernelCentre(height)
  const right = kernelCentre(size[1]) - kernelCentre(width)
  for (let kernel = 0; kernel < outChannels * inPerGroup; kernel++) {
    for (let row = Math.max(0, -down); row < Math.min(height, size[0] - down); row++) {
      const from = (kernel * height + row) * width
      const to = (kernel * size[0] + row + down) * size[1] + right
      const first = Math.max(0, -right)
      const last = Math.min(width, size[1] - right)
      data.set(bank.weight.data.subarray(from + first, from + last), to + first)
    }
  }
  return { ...bank, weight: { shape, data } }
}

/** Let a filter of zeros pass on the channel that its position in its group points to: one weight of `data` becomes 1. */
export function passKernel(data: Float32Array, shape: Shape4, filter: number, position: number): void {
  const [, inPerGroup, height, width] = shape
  const kernel = filter * inPerGroup + (position % inPerGroup)
  data[(kernel * height + kernelCentre(height)) * width + kernelCentre(width)] = 1
}

function kernelOffset(bank: FilterBank, filter: number, channel: number): number {
  const [outChannels, inPerGroup, height, width] = bank.weight.shape
  checkIndex('filter', filter, outChannels)
  checkIndex('channel', channel, inPerGroup)
  return (filter * inPerGroup + channel) * height * width
}

function checkIndex(what: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`no ${what} ${index}: there are ${count}, from 0`)
  }
}

/** @throws ShapeError for no filters, or more than a layer has */
export function checkOutChannels(count: number): void {
  if (count === 0) {
    throw new ShapeError(
      'A layer keeps at least one filter. To take all of them away, remove the layer.',
      'outChannels',
    )
  }
  if (!Number.isInteger(count) || count < 0 || count > MAX_CHANNELS) {
    throw new ShapeError(`A layer has 1 to ${MAX_CHANNELS} filters, not ${count}.`, 'outChannels')
  }
}

function checkKernelSize([height, width]: Pair): void {
  if (height < 1 || width < 1) {
    throw new ShapeError(
      `kernel size should be greater than zero, but got kernel_height: ${height} kernel_width: ${width}`,
      'kernelSize',
    )
  }
  if (![height, width].every((size) => Number.isInteger(size) && size <= MAX_KERNEL)) {
    throw new ShapeError(
      `A kernel has 1 to ${MAX_KERNEL} rows and columns, not ${height} × ${width}.`,
      'kernelSize',
    )
  }
}
