import { checkBank, conv2dInfo } from './conv2d.ts'
import { ShapeError } from '../errors.ts'
import type { Layer, Pipeline } from './layer.ts'
import { poolInfo } from './pool.ts'
import type { Shape4 } from '../tensor.ts'

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
    case 'identity':
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
