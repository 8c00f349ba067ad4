import { ShapeError } from '../errors.ts'
import { kindOf } from './kinds/kinds.ts'
import type { Layer, Pipeline } from './layer.ts'
import type { Shape4 } from '../tensor.ts'

/**
 * The shape a layer makes of an input of shape (N, C, H, W).
 * @throws ShapeError with PyTorch's text when the layer is invalid or does not fit the input
 */
export function layerOutputShape(input: Shape4, layer: Layer): Shape4 {
  return kindOf(layer).outputShape(input, layer)
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
