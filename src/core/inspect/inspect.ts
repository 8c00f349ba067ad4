import type { LayerWindow } from '../layers/window.ts'
import { kernelOf } from '../bank/bank.ts'
import { conv2dInfo } from '../layers/conv2d.ts'
import { channelsOfGroup, groupOf } from '../layers/groups.ts'
import { passedFrom } from '../layers/passed-on.ts'
import { reaching, transposedInfo } from '../layers/conv-transpose2d.ts'
import type { BankLayer, ConvTranspose2dLayer, FilterBank, Layer } from '../layers/layer.ts'
import { pointwiseFormula } from '../layers/pointwise-formula.ts'
import { averageCounts, poolInfo, type PoolLayer } from '../layers/pool.ts'
import type { Shape4 } from '../tensor.ts'
import { layerWindow, tapPositions } from '../layers/window-taps.ts'
import { inspectMove, type InspectedMove } from './inspect-move.ts'
import type { InspectedWindow, PixelReader } from './reading.ts'

export type { InspectedWindow, PixelReader }

/*
 * The arithmetic behind one output value, in float64, with everything that a drawing of it needs. Layers' inputs are read
 * value by value, so nothing is copied to look at one pixel of a large map.
 */

/** What one input channel gives to the sum. The arrays have a value for each tap of the window, row by row. */
export interface ChannelPart {
  /** The channel of the input. */
  readonly channel: number
  /** The same channel counted within the group: the second index of the weight. */
  readonly position: number
  /** What the window sees, padding included (0 where it is zeros). */
  readonly patch: Float64Array
  readonly kernel: Float32Array
  readonly products: Float64Array
  /** Sum of the products, added in order. */
  readonly sum: number
}

/** One output value of a Conv2d written out, or of a ConvTranspose2d: then its window is of the elements that reach it. */
export interface InspectedConv2d {
  readonly type: BankLayer['type']
  readonly window: InspectedWindow
  readonly group: number
  /** One for each channel of the filter's group, ascending. */
  readonly parts: readonly ChannelPart[]
  /** Indices into `parts`, largest |sum| first, NaN before everything; equal ones ascend. */
  readonly order: readonly number[]
  /** 0 for a bank without biases. */
  readonly bias: number
  /**
   * The value as referenceConv2d computes it, bit for bit: the bias, then every product in order of channel, row and
   * column. Adding up the parts' sums instead may differ in the last bits of a float64.
   */
  readonly total: number
  /** How far a float32 map may be from `total` (see conv2dBound); not finite where the sum is not. */
  readonly bound: number
}

/** One output value of a pooling layer. Padding takes no part; `patch` has NaN there. */
export interface InspectedPool {
  readonly type: 'maxPool2d' | 'avgPool2d'
  readonly window: InspectedWindow
  readonly channel: number
  /** kH * kW values, row by row. */
  readonly patch: Float64Array
  /** Max: the tap whose value came out, as torch's return_indices has it: the first of equal ones, a NaN over any. */
  readonly winner: number | null
  /** Average: sum of the patch, and what it is divided by. */
  readonly sum: number | null
  readonly divisor: number | null
  readonly total: number
}

/** One output value of a layer that looks at one pixel: activation, affine, channel shuffle. */
export interface InspectedElement {
  readonly type: Exclude<Layer['type'], BankLayer['type'] | PoolLayer['type'] | InspectedMove['type']>
  readonly window: InspectedWindow
  /** The channel of the input that is read; other than the output's in a channel shuffle. */
  readonly channel: number
  readonly input: number
  /** Affine: what it multiplies with and adds. */
  readonly scale: number | null
  readonly shift: number | null
  readonly total: number
}

/** The arithmetic of one output value, by the layer's type. */
export type Inspection = InspectedConv2d | InspectedPool | InspectedElement | InspectedMove

/**
 * The arithmetic behind output (channel, y, x) of a layer on an input of shape (N, C, H, W).
 * @throws ShapeError when the layer does not fit the input
 * @throws RangeError for a position outside the output
 */
export function inspectLayer(
  read: PixelReader,
  input: Shape4,
  layer: Layer,
  channel: number,
  y: number,
  x: number,
): Inspection {
  switch (layer.type) {
    case 'conv2d':
      return inspectConv2d(read, input, layer.bank, channel, y, x)
    case 'convTranspose2d':
      return inspectTransposed(read, input, layer, channel, y, x)
    case 'maxPool2d':
    case 'avgPool2d':
      return inspectPool(read, input, layer, channel, y, x)
    case 'globalAvgPool2d':
    case 'pad':
    case 'upsample':
    case 'pixelShuffle':
    case 'pixelUnshuffle':
      return inspectMove(read, input, layer, channel, y, x)
    default:
      return inspectElement(read, input, layer, channel, y, x)
  }
}

/** As inspectLayer, of a Conv2d: output (filter, y, x). */
export function inspectConv2d(
  read: PixelReader,
  input: Shape4,
  bank: FilterBank,
  filter: number,
  y: number,
  x: number,
): InspectedConv2d {
  const window = inspectedWindow(conv2dInfo(input, bank.weight.shape, bank.params), y, x)
  const kernel = (channel: number) => kernelOf(bank, filter, channel)
  return { type: 'conv2d', window, ...sumOf(read, input, bank, filter, window, kernel) }
}

/** As inspectLayer, of a ConvTranspose2d: the taps through which the elements that its window lists reach the output. */
function inspectTransposed(
  read: PixelReader,
  input: Shape4,
  layer: ConvTranspose2dLayer,
  filter: number,
  y: number,
  x: number,
): InspectedConv2d {
  const { h, w } = transposedInfo(input, layer)
  const window = inspectedWindow(layerWindow(input, layer), y, x)
  const [rows, columns] = [reaching(h, y), reaching(w, x)]
  const kernel = (channel: number) => {
    const all = kernelOf(layer.bank, filter, channel)
    return Float32Array.from(
      rows.flatMap((row) => columns.map((column) => all[row.tap * w.kernel + column.tap] ?? NaN)),
    )
  }
  return { type: layer.type, window, ...sumOf(read, input, layer.bank, filter, window, kernel) }
}

/** The sum of a filter over what a window reads. @param kernel of a channel, counted within the group: a value for each tap of the window */
function sumOf(
  read: PixelReader,
  input: Shape4,
  bank: FilterBank,
  filter: number,
  window: InspectedWindow,
  kernelAt: (channel: number) => Float32Array,
): Omit<InspectedConv2d, 'type' | 'window'> {
  const { groups } = bank.params
  const [filters, inPerGroup, height, width] = bank.weight.shape
  const group = groupOf(filter, filters, groups)
  const [from, to] = channelsOfGroup(group, input[1], groups)
  const bias = bank.bias?.[filter] ?? 0
  const parts: ChannelPart[] = []
  let total = bias
  let magnitude = Math.abs(bias)
  for (let channel = from; channel < to; channel++) {
    const kernel = kernelAt(channel - from)
    const patch = readPatch(read, window, channel, 0)
    const products = patch.map((value, tap) => value * (kernel[tap] ?? NaN))
    let sum = 0
    for (const product of products) {
      sum += product
      total += product
      magnitude += Math.abs(product)
    }
    parts.push({ channel, position: channel - from, patch, kernel, products, sum })
  }
  const terms = inPerGroup * height * width
  const bound = Math.max(1e-6, (terms + 1) * 2 ** -24) * magnitude
  return { group, parts, order: largestFirst(parts), bias, total, bound }
}

/** As inspectLayer, of a pooling layer. */
function inspectPool(
  read: PixelReader,
  input: Shape4,
  layer: PoolLayer,
  channel: number,
  y: number,
  x: number,
): InspectedPool {
  checkChannel(channel, input)
  const info = poolInfo(input, layer)
  const window = inspectedWindow({ ...info, paddingMode: 'zeros' }, y, x)
  const patch = readPatch(read, window, channel, NaN)
  const inside = Array.from(patch.keys()).filter((tap) => isInside(window, tap))
  const found = { window, channel, patch }
  const at = (tap: number) => patch[tap] ?? NaN
  if (layer.type === 'maxPool2d') {
    const winner = inside.reduce<number | null>(
      (best, tap) => (best === null || at(tap) > at(best) || Number.isNaN(at(tap)) ? tap : best),
      null,
    )
    const total = winner === null ? -Infinity : at(winner)
    return { type: layer.type, ...found, winner, sum: null, divisor: null, total }
  }
  const counts = averageCounts(info, layer.countIncludePad)
  const sum = inside.reduce((partial, tap) => partial + at(tap), 0)
  const divisor = (counts.rows[y] ?? NaN) * (counts.columns[x] ?? NaN)
  return { type: layer.type, ...found, winner: null, sum, divisor, total: sum / divisor }
}

function inspectElement(
  read: PixelReader,
  input: Shape4,
  layer: Extract<Layer, { type: InspectedElement['type'] }>,
  channel: number,
  y: number,
  x: number,
): InspectedElement {
  checkChannel(channel, input)
  const window = inspectedWindow(layerWindow(input, layer), y, x)
  const passed = passedFrom(layer, channel, input[1])
  const from = passed ?? channel
  const value = read(from, y, x)
  const found = { type: layer.type, window, channel: from, input: value, scale: null, shift: null }
  switch (layer.type) {
    case 'channelShuffle':
      return { ...found, total: value }
    case 'affine': {
      const [scale = NaN, shift = NaN] = [layer.scale[channel], layer.shift[channel]]
      return { ...found, scale, shift, total: value * scale + shift }
    }
    default:
      return { ...found, total: pointwiseFormula(layer)(value, channel) }
  }
}

function checkChannel(channel: number, [, channels]: Shape4): void {
  if (!Number.isInteger(channel) || channel < 0 || channel >= channels) {
    throw new RangeError(`no channel ${channel}: there are ${channels}, from 0`)
  }
}

function inspectedWindow(window: LayerWindow, y: number, x: number): InspectedWindow {
  return {
    rows: tapPositions(window.h, window.paddingMode, y),
    columns: tapPositions(window.w, window.paddingMode, x),
  }
}

/** The values under a window, `outside` where there is no source. */
function readPatch(
  read: PixelReader,
  { rows, columns }: InspectedWindow,
  channel: number,
  outside: number,
): Float64Array {
  const patch = new Float64Array(rows.length * columns.length)
  let tap = 0
  for (const row of rows) {
    for (const column of columns) {
      const nothing = row.source === null || column.source === null
      patch[tap++] = nothing ? outside : read(channel, row.source, column.source)
    }
  }
  return patch
}

function isInside({ rows, columns }: InspectedWindow, tap: number): boolean {
  const row = rows[Math.floor(tap / columns.length)]
  const column = columns[tap % columns.length]
  return row?.padding === false && column?.padding === false
}

function largestFirst(parts: readonly ChannelPart[]): number[] {
  const size = (index: number) => {
    const magnitude = Math.abs(parts[index]?.sum ?? 0)
    return Number.isNaN(magnitude) ? Infinity : magnitude
  }
  return Array.from(parts.keys()).sort((a, b) => (size(a) === size(b) ? a - b : size(b) - size(a)))
}
