import { filterOf, kernelOf } from '../../core/bank/bank.ts'
import { PADDING_MODES, type FilterBank } from '../../core/layers/layer.ts'
import { MAX_CHANNELS, MAX_KERNEL, MAX_LAYERS, MAX_SPAN } from '../../core/layers/limits.ts'
import type { Pair } from '../../core/tensor.ts'
import {
  readFinite,
  readInteger,
  readNested,
  readObject,
  readWord,
  refuse,
  type Node,
} from '../json-reader.ts'
import { readPair } from '../layers/pairs.ts'
import { bankAt, type Check } from './checked-state.ts'

/* Checks of the filters of a layer: its settings, its weights, its biases. Positions count from 0. */

const layerOf = (node: Node) => readInteger(node, 0, MAX_LAYERS - 1)
const filterAt = (node: Node) => readInteger(node, 0, MAX_CHANNELS - 1)
const text = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 4 })

/** Look at a filter of a layer, where there is one. */
function ofFilter(
  layer: Node,
  filter: Node,
  check: (bank: FilterBank, filter: number) => string | null,
): Check {
  const [at, of] = [layerOf(layer), filterAt(filter)]
  return (state) => {
    const bank = bankAt(state, at)
    if (typeof bank === 'string') return bank
    return of < bank.weight.shape[0] ? check(bank, of) : `Layer ${at + 1} has no filter ${of}.`
  }
}

/** A bias is as large, or as small, as is wanted. */
export function biasCheck(node: Node): Check {
  const fields = readObject(node, ['check', 'layer', 'filter'], ['least', 'most'])
  const bounds = readBounds(node, fields)
  return ofFilter(fields.layer, fields.filter, (bank, filter) =>
    outside(`The bias of filter ${filter}`, bank.bias?.[filter] ?? 0, bounds),
  )
}

/** The weights of a filter, or of one of its kernels, sum to what is wanted. */
export function sumCheck(node: Node): Check {
  const fields = readObject(node, ['check', 'layer', 'filter'], ['channel', 'least', 'most'])
  const bounds = readBounds(node, fields)
  const channel = fields.channel ? filterAt(fields.channel) : null
  return ofFilter(fields.layer, fields.filter, (bank, filter) => {
    if (channel !== null && channel >= bank.weight.shape[1])
      return `Filter ${filter} has no kernel ${channel}.`
    const weights = channel === null ? filterOf(bank, filter) : kernelOf(bank, filter, channel)
    const what = channel === null ? `the weights of filter ${filter}` : `kernel [${filter}, ${channel}]`
    return outside(
      `The sum of ${what}`,
      weights.reduce((sum, weight) => sum + weight, 0),
      bounds,
    )
  })
}

/** One kernel has these weights, row by row, each as near as `within`. */
export function weightsCheck(node: Node): Check {
  const fields = readObject(node, ['check', 'layer', 'filter', 'channel', 'are'], ['within'])
  const channel = filterAt(fields.channel)
  const rows = Array.isArray(fields.are.value) ? fields.are.value.length : 0
  const first: unknown = Array.isArray(fields.are.value) ? fields.are.value[0] : null
  const columns = Array.isArray(first) ? first.length : 0
  if (rows < 1 || columns < 1 || rows > MAX_KERNEL || columns > MAX_KERNEL) {
    refuse(fields.are, 'expected rows of weights, such as [[0, 1, 0], [1, 1, 1], [0, 1, 0]]')
  }
  const wanted = readNested(fields.are, [rows, columns])
  const within = fields.within ? readFinite(fields.within) : 0.005
  return ofFilter(fields.layer, fields.filter, (bank, filter) => {
    const [, perGroup, height, width] = bank.weight.shape
    if (channel >= perGroup) return `Filter ${filter} has no kernel ${channel}.`
    if (height !== rows || width !== columns) {
      return `Its kernels are ${height} × ${width}; wanted are ${rows} × ${columns}.`
    }
    const weights = kernelOf(bank, filter, channel)
    const off = weights.findIndex((weight, i) => !(Math.abs(weight - (wanted[i] ?? NaN)) <= within))
    if (off === -1) return null
    const place = `Row ${Math.floor(off / columns)}, column ${off % columns} of kernel [${filter}, ${channel}]`
    return `${place} is ${text(weights[off] ?? NaN)}; wanted is ${text(wanted[off] ?? NaN)}.`
  })
}

/** Settings of a layer, as far as they are given. */
export function settingCheck(node: Node): Check {
  const fields = readObject(
    node,
    ['check', 'layer'],
    ['kernelSize', 'stride', 'padding', 'dilation', 'groups', 'paddingMode', 'outChannels'],
  )
  const at = layerOf(fields.layer)
  const pair = (field: Node | undefined, least: number) => (field ? readPair(field, least, MAX_SPAN) : null)
  const number = (field: Node | undefined) => (field ? filterAt(field) : null)
  const mode = fields.paddingMode ? readWord(fields.paddingMode, PADDING_MODES) : null
  const wanted: readonly (readonly [name: string, value: Pair | string | number | null])[] = [
    ['kernel_size', pair(fields.kernelSize, 1)],
    ['stride', pair(fields.stride, 1)],
    ['padding', pair(fields.padding, 0)],
    ['dilation', pair(fields.dilation, 1)],
    ['groups', number(fields.groups)],
    ['out_channels', number(fields.outChannels)],
    ['padding_mode', mode],
  ]
  if (wanted.every(([, value]) => value === null)) refuse(node, 'expected at least one setting')
  return (state) => {
    const bank = bankAt(state, at)
    if (typeof bank === 'string') return bank
    const { shape } = bank.weight
    const { stride, padding, dilation, groups, paddingMode } = bank.params
    const is: Readonly<Record<string, Pair | string | number>> = {
      kernel_size: [shape[2], shape[3]],
      stride,
      padding,
      dilation,
      groups,
      out_channels: shape[0],
      padding_mode: paddingMode,
    }
    const off = wanted.find(([name, value]) => value !== null && words(is[name]) !== words(value))
    if (off === undefined) return null
    return `${off[0]} of layer ${at + 1} is ${words(is[off[0]])}; wanted is ${words(off[1])}.`
  }
}

function words(value: Pair | string | number | null | undefined): string {
  return typeof value === 'object' && value !== null ? `(${value.join(', ')})` : String(value)
}

interface Bounds {
  readonly least: number
  readonly most: number
}

function readBounds(node: Node, fields: { readonly least?: Node; readonly most?: Node }): Bounds {
  if (!fields.least && !fields.most) refuse(node, 'expected least, most, or both')
  const least = fields.least ? readFinite(fields.least) : -Infinity
  const most = fields.most ? readFinite(fields.most) : Infinity
  if (fields.most && least > most) refuse(fields.most, `expected at least ${least}, but got ${most}`)
  return { least, most }
}

function outside(what: string, value: number, { least, most }: Bounds): string | null {
  // weights are float32: a sum of them is as near as that
  const slack = 1e-4
  if (value >= least - slack && value <= most + slack) return null
  return `${what} is ${text(value)}; wanted is ${boundWords({ least, most })}.`
}

function boundWords({ least, most }: Bounds): string {
  if (least === -Infinity) return `at most ${text(most)}`
  if (most === Infinity) return `at least ${text(least)}`
  return least === most ? text(least) : `${text(least)} to ${text(most)}`
}
