import {
  renameFilter as withName,
  setBias as withBias,
  setBiasEnabled,
  setGroups,
  setKernel as withKernel,
  setKernelSize,
  setOutChannels,
  setParams,
  setWeight as withWeight,
  droppedWeights,
} from '../core/bank.ts'
import type {
  BankDocument,
  Conv2dParams,
  FilterBank,
  InputSettings,
  Layer,
  Pipeline,
} from '../core/layers.ts'
import { fitPipeline } from '../core/pipeline.ts'
import type { Pair } from '../core/tensor.ts'
import type { FilterbankDocument, Photo } from './document.svelte.ts'

/** Channels of the picture. */
export const IMAGE_CHANNELS = 3

/** What a person's intent makes of the document. `message` says what was lost on the way, for a toast. */
export interface Edit {
  readonly label: string
  readonly document: FilterbankDocument
  readonly message?: string
  /** The layer to select, where the edit moves the selection. */
  readonly select?: number
}

/** Settings of a Conv2d that keep its input channels. */
export interface Conv2dSettings extends Conv2dParams {
  readonly outChannels: number
  readonly kernelSize: Pair
  readonly bias: boolean
}

export function setPhoto(document: FilterbankDocument, photo: Photo): Edit {
  return { label: `Open ${photo.name}`, document: { ...document, photo } }
}

export function setInput(document: FilterbankDocument, changes: Partial<InputSettings>): Edit {
  return { label: 'Input', document: { ...document, input: { ...document.input, ...changes } } }
}

/** @param resolution long side in pixels, 0 for full */
export function setResolution(document: FilterbankDocument, resolution: number): Edit {
  const label = resolution === 0 ? 'Full resolution' : `Resolution ${resolution} px`
  return { label, document: { ...document, resolution } }
}

export function renameDocument(document: FilterbankDocument, name: string): Edit {
  return { label: 'Rename', document: { ...document, name } }
}

/** Replace the pipeline and the input settings by those of a file; the last layer is selected. */
export function importBank(document: FilterbankDocument, { name, input, layers }: BankDocument): Edit {
  const label = name === '' ? 'Import filters' : `Import ${name}`
  return { label, document: { ...document, name, input, layers }, select: layers.length - 1 }
}

/** Put a layer before position `at` (at the end unless given); layers after it fit themselves to its channels. */
export function addLayer(document: FilterbankDocument, layer: Layer, at = document.layers.length): Edit {
  return {
    ...refit(document, `Add ${layerName(layer)}`, document.layers.toSpliced(at, 0, layer)),
    select: at,
  }
}

export function removeLayer(document: FilterbankDocument, at: number): Edit {
  const label = `Remove ${layerName(layerAt(document, at))}`
  const edit = refit(document, label, document.layers.toSpliced(at, 1))
  return { ...edit, message: edit.message ?? `${label.replace('Remove', 'Removed')}.` }
}

/** Move a layer so that it stands at position `to`. */
export function moveLayer(document: FilterbankDocument, from: number, to: number): Edit {
  const layer = layerAt(document, from)
  const layers = document.layers.toSpliced(from, 1).toSpliced(to, 0, layer)
  return { ...refit(document, `Move ${layerName(layer)}`, layers), select: to }
}

/** Replace a layer; layers after it fit themselves to its channels. */
export function setLayer(document: FilterbankDocument, at: number, layer: Layer, label?: string): Edit {
  return refit(document, label ?? `Change ${layerName(layer)}`, document.layers.with(at, layer))
}

/** Replace the bank of a Conv2d, its channels unchanged (such as by a preset). */
export function setBank(document: FilterbankDocument, at: number, bank: FilterBank, label: string): Edit {
  return { label, document: { ...document, layers: document.layers.with(at, { type: 'conv2d', bank }) } }
}

/** Set one weight: `weight[filter, channel, row, column]`, the channel counted within its group. */
export function setWeight(
  document: FilterbankDocument,
  at: number,
  position: readonly [filter: number, channel: number, row: number, column: number],
  value: number,
): Edit {
  const [filter, channel, row, column] = position
  const bank = withWeight(bankAt(document, at), filter, channel, row, column, value)
  return setBank(document, at, bank, `Weight [${position.join(', ')}]`)
}

/** Set a whole kernel, kH * kW values in row order. */
export function setKernel(
  document: FilterbankDocument,
  at: number,
  filter: number,
  channel: number,
  values: ArrayLike<number>,
  label = `Kernel [${filter}, ${channel}]`,
): Edit {
  return setBank(document, at, withKernel(bankAt(document, at), filter, channel, values), label)
}

export function setBias(document: FilterbankDocument, at: number, filter: number, value: number): Edit {
  return setBank(document, at, withBias(bankAt(document, at), filter, value), `Bias ${filter}`)
}

export function renameFilter(document: FilterbankDocument, at: number, filter: number, name: string): Edit {
  return setBank(document, at, withName(bankAt(document, at), filter, name), `Rename filter ${filter}`)
}

/**
 * Change settings of a Conv2d, keeping what can be kept of its weights; layers after it fit themselves.
 * @throws ShapeError when the settings do not go together
 */
export function setConv2d(document: FilterbankDocument, at: number, changes: Partial<Conv2dSettings>): Edit {
  const before = bankAt(document, at)
  const after = changedBank(before, changes)
  const label = describe(before, changes)
  const edit = setLayer(document, at, { type: 'conv2d', bank: after }, label)
  const dropped = droppedWeights(before, after)
  const lost = dropped > 0 ? `${dropped} weight${dropped === 1 ? '' : 's'} dropped.` : ''
  const message = [lost && `${label}. ${lost}`, edit.message].filter(Boolean).join(' ')
  return message === '' ? edit : { ...edit, message }
}

/** The settings that `setConv2d` changes, as they are. */
export function conv2dSettings(bank: FilterBank): Conv2dSettings {
  const [outChannels, , kH, kW] = bank.weight.shape
  return { ...bank.params, outChannels, kernelSize: [kH, kW], bias: bank.bias !== null }
}

/** Groups and channels may only be right together: both new go by way of a dense bank, which fits everything. */
function changedBank(before: FilterBank, changes: Partial<Conv2dSettings>): FilterBank {
  const { outChannels, kernelSize, groups, bias, ...params } = changes
  let bank = before
  if (kernelSize !== undefined) bank = setKernelSize(bank, kernelSize)
  if (outChannels !== undefined && groups !== undefined && groups !== bank.params.groups) {
    bank = setOutChannels(setGroups(bank, 1), outChannels)
  } else if (outChannels !== undefined) bank = setOutChannels(bank, outChannels)
  if (groups !== undefined) bank = setGroups(bank, groups)
  if (bias !== undefined) bank = setBiasEnabled(bank, bias)
  return setParams(bank, params)
}

function refit(document: FilterbankDocument, label: string, layers: Pipeline): Edit {
  const fitted = fitPipeline(layers, IMAGE_CHANNELS)
  const edit = { label, document: { ...document, layers: fitted.layers } }
  return fitted.changes.length === 0 ? edit : { ...edit, message: fitted.changes.join(' ') }
}

function layerAt(document: FilterbankDocument, at: number): Layer {
  const layer = document.layers[at]
  if (layer === undefined) throw new RangeError(`no layer ${at} in a pipeline of ${document.layers.length}`)
  return layer
}

function bankAt(document: FilterbankDocument, at: number): FilterBank {
  const layer = layerAt(document, at)
  if (layer.type !== 'conv2d') throw new RangeError(`layer ${at} is ${layerName(layer)}, not Conv2d`)
  return layer.bank
}

const LAYER_NAMES: Readonly<Record<Layer['type'], string>> = {
  conv2d: 'Conv2d',
  relu: 'ReLU',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  abs: 'Abs',
  leakyRelu: 'LeakyReLU',
  maxPool2d: 'MaxPool2d',
  avgPool2d: 'AvgPool2d',
  channelShuffle: 'ChannelShuffle',
  affine: 'Affine',
}

/** PyTorch's name of a layer. */
export function layerName(layer: Pick<Layer, 'type'>): string {
  return LAYER_NAMES[layer.type]
}

const SETTING_NAMES: Readonly<Record<keyof Conv2dSettings, string>> = {
  outChannels: 'Out channels',
  kernelSize: 'Kernel size',
  stride: 'Stride',
  padding: 'Padding',
  paddingMode: 'Padding mode',
  dilation: 'Dilation',
  groups: 'Groups',
  bias: 'Bias',
}

/** "Groups 4 → 8", or the names of several settings. */
function describe(before: FilterBank, changes: Partial<Conv2dSettings>): string {
  const old = conv2dSettings(before)
  const keys = (Object.keys(changes) as (keyof Conv2dSettings)[]).filter(
    (key) => changes[key] !== undefined && String(changes[key]) !== String(old[key]),
  )
  const [only] = keys
  if (only !== undefined && keys.length === 1)
    return `${SETTING_NAMES[only]} ${words(old[only])} → ${words(changes[only])}`
  return keys.map((key) => SETTING_NAMES[key]).join(', ') || 'Conv2d'
}

function words(value: Conv2dSettings[keyof Conv2dSettings] | undefined): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'object') return value[0] === value[1] ? String(value[0]) : value.join(' × ')
  return String(value)
}
