import { setInChannels } from './bank.ts'
import { checkBank, conv2dInfo, inChannelsOf } from './conv2d.ts'
import { ShapeError } from './errors.ts'
import { nearestGroups } from './groups.ts'
import type { Layer, Pipeline } from './layers.ts'
import { poolInfo } from './pool.ts'
import type { Shape4 } from './tensor.ts'

/**
 * The shape a layer makes of an input of shape (N, C, H, W).
 * @throws ShapeError with PyTorch's text when the layer is invalid or does not fit the input
 */
export function layerOutputShape(input: Shape4, layer: Layer): Shape4 {
  switch (layer.type) {
    case 'conv2d':
      checkBank(layer.bank)
      return conv2dInfo(input, layer.bank.weight.shape, layer.bank.params).output
    case 'maxPool2d':
    case 'avgPool2d':
      return poolInfo(input, layer).output
    case 'channelShuffle':
      checkShuffle(input[1], layer.groups)
      return input
    case 'affine':
      checkAffine(input[1], layer.scale.length, layer.shift.length)
      return input
    case 'relu':
    case 'leakyRelu':
    case 'sigmoid':
    case 'tanh':
    case 'abs':
      return input
  }
}

/**
 * The output shape of every layer in turn, for an input of shape (N, C, H, W).
 * @throws ShapeError whose `layer` is the position of the first layer that does not fit
 */
export function pipelineShapes(input: Shape4, layers: Pipeline): Shape4[] {
  let shape = input
  return layers.map((layer, index) => {
    try {
      shape = layerOutputShape(shape, layer)
    } catch (error) {
      if (error instanceof ShapeError) throw new ShapeError(error.message, error.field, index)
      throw error
    }
    return shape
  })
}

/**
 * Refuse what PyTorch computes and the engine does not: an empty batch and negative padding.
 * @throws ShapeError, with the layer's position for padding
 */
export function checkEngineLimits(input: Shape4, layers: Pipeline): void {
  if (input[0] < 1) {
    throw new ShapeError(`N = 0 is not supported: got input of size [${input.join(', ')}]`, 'input')
  }
  layers.forEach((layer, index) => {
    if (layer.type !== 'conv2d') return
    const { padding } = layer.bank.params
    if (typeof padding !== 'string' && (padding[0] < 0 || padding[1] < 0)) {
      throw new ShapeError(`negative padding is not supported: got [${padding.join(', ')}]`, 'padding', index)
    }
  })
}

/** Layers that fit one another, and what was done to them. */
export interface FittedPipeline {
  readonly layers: Pipeline
  /** Plain sentences such as "Layer 3 now takes 6 channels."; layers count from 1. */
  readonly changes: readonly string[]
}

/**
 * Make every layer take the channels of the one before it, the first `inputChannels`. Conv2d keeps its filters' kernels
 * in order, cut or extended with zeros; its groups, and those of a channel shuffle, stay when they divide, else become
 * the largest valid number below; affine layers get scale 1 and shift 0 for new channels. A layer that fits stays the
 * same object. Sizes of the image do not matter here.
 */
export function fitPipeline(layers: Pipeline, inputChannels: number): FittedPipeline {
  const changes: string[] = []
  let channels = inputChannels
  const fitted = layers.map((layer, index) => {
    const result = fitLayer(layer, channels)
    if (result.layer !== layer) changes.push(`Layer ${index + 1} now ${result.change}.`)
    if (result.layer.type === 'conv2d') channels = result.layer.bank.weight.shape[0]
    return result.layer
  })
  return { layers: fitted, changes }
}

function fitLayer(layer: Layer, channels: number): { layer: Layer; change: string } {
  const takes = `takes ${channels} ${channels === 1 ? 'channel' : 'channels'}`
  switch (layer.type) {
    case 'conv2d': {
      if (inChannelsOf(layer.bank) === channels) return { layer, change: '' }
      const bank = setInChannels(layer.bank, channels)
      const { groups } = bank.params
      const change = groups === layer.bank.params.groups ? takes : `${takes} in ${inGroups(groups)}`
      return { layer: { ...layer, bank }, change }
    }
    case 'channelShuffle': {
      const groups = nearestGroups(channels, channels, layer.groups)
      return groups === layer.groups
        ? { layer, change: '' }
        : { layer: { ...layer, groups }, change: `shuffles ${inGroups(groups)}` }
    }
    case 'affine': {
      if (layer.scale.length === channels && layer.shift.length === channels) return { layer, change: '' }
      const scale = new Float32Array(channels).fill(1)
      scale.set(layer.scale.subarray(0, channels))
      const shift = new Float32Array(channels)
      shift.set(layer.shift.subarray(0, channels))
      return { layer: { ...layer, scale, shift }, change: takes }
    }
    default:
      return { layer, change: '' }
  }
}

function inGroups(groups: number): string {
  return groups === 1 ? '1 group' : `${groups} groups`
}

function checkShuffle(channels: number, groups: number): void {
  if (groups < 1) {
    throw new ShapeError(
      `Number of groups to divide channels in must be positive. Value of groups:${groups}`,
      'groups',
    )
  }
  if (channels % groups !== 0) {
    throw new ShapeError(
      `Number of channels must be divisible by groups. Got ${channels} channels and ${groups} groups.`,
      'groups',
    )
  }
}

function checkAffine(channels: number, scales: number, shifts: number): void {
  const wrong = [scales, shifts].find((length) => length !== channels)
  if (wrong !== undefined) {
    throw new ShapeError(`running_mean should contain ${channels} elements not ${wrong}`, 'inChannels')
  }
}
