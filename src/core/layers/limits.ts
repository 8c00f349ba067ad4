import { ShapeError, type ParamField } from '../errors.ts'
import type { Conv2dParams, Layer, Pipeline } from './layer.ts'
import { elementCount, type Pair, type Shape4 } from '../tensor.ts'

/*
 * What a pipeline may hold: the one set of limits of edits, controls, files, links and storage, so that whatever is accepted
 * can be saved and read back. Wide enough for trained layers, low enough that a hostile file is refused before anything is
 * allocated for it.
 */

export const MAX_LAYERS = 64
/** Input or output channels of one layer. */
export const MAX_CHANNELS = 1024
/** Rows or columns of a Conv2d's kernel. */
export const MAX_KERNEL = 31
/** Stride, padding, dilation or pooling window along one axis: as long as the side of any photo. */
export const MAX_SPAN = 65_536
/** Weights of all layers together: 16 MiB as float32. */
export const MAX_WEIGHTS = 4 * 2 ** 20
/** UTF-16 units of a name. */
export const MAX_NAME = 200

/** Whether a number is finite, and still so when it is rounded to float32. */
export function fitsFloat32(value: number): boolean {
  return Number.isFinite(Math.fround(value))
}

/** What a number that float32 does not hold is, in words. */
export const TOO_LARGE = 'too large: a float32 ends at 3.4e38'

/**
 * Zeros for weights of this shape.
 * @throws ShapeError for more than a pipeline holds, before anything is allocated
 */
export function emptyWeights(shape: Shape4): Float32Array<ArrayBuffer> {
  checkWeights(elementCount(shape))
  return new Float32Array(elementCount(shape))
}

/** Refuse a name that is too long. @param layer position of the layer that has it @throws ShapeError */
export function checkName(name: string, layer?: number): void {
  if (name.length <= MAX_NAME) return
  throw new ShapeError(`A name has at most ${MAX_NAME} characters, not ${name.length}.`, 'names', layer)
}

/**
 * Refuse a pipeline that could not be saved and read back. Layers that stand in `before` are taken as they are, and more of
 * something than fits may become less: what older versions kept can still be worked on.
 * @throws ShapeError naming the setting, with the layer's position where one layer is at fault
 */
export function checkLimits(layers: Pipeline, before: Pipeline = []): void {
  if (layers.length > Math.max(MAX_LAYERS, before.length)) {
    throw new ShapeError(`A pipeline has at most ${MAX_LAYERS} layers.`, 'layers')
  }
  layers.forEach((layer, index) => {
    if (!before.includes(layer)) checkLayer(layer, index)
  })
  const weights = weightsOf(layers)
  if (weights > weightsOf(before)) checkWeights(weights)
}

function checkLayer(layer: Layer, index: number): void {
  const check = (values: Pair | number, field: ParamField, what: string, most: number, least = 1) => {
    const [h, w] = typeof values === 'number' ? [values, values] : values
    if (![h, w].every((value) => Number.isInteger(value) && value >= least && value <= most)) {
      const got = h === w ? h : `${h} × ${w}`
      throw new ShapeError(`${what} is a whole number from ${least} to ${most}, not ${got}.`, field, index)
    }
  }
  const checkSteps = ({ stride, padding, dilation }: Partial<Conv2dParams>) => {
    if (stride !== undefined) check(stride, 'stride', 'Stride', MAX_SPAN)
    if (typeof padding === 'object') check(padding, 'padding', 'Padding', MAX_SPAN, 0)
    if (dilation !== undefined) check(dilation, 'dilation', 'Dilation', MAX_SPAN)
  }
  switch (layer.type) {
    case 'conv2d': {
      const { weight, params, names } = layer.bank
      const [outChannels, perGroup, height, width] = weight.shape
      check(outChannels, 'outChannels', 'The number of filters', MAX_CHANNELS)
      check(perGroup * params.groups, 'inChannels', 'The number of input channels', MAX_CHANNELS)
      check([height, width], 'kernelSize', 'Kernel size', MAX_KERNEL)
      checkSteps(params)
      for (const name of names) checkName(name, index)
      return
    }
    case 'maxPool2d':
    case 'avgPool2d':
      check(layer.kernelSize, 'kernelSize', 'Kernel size', MAX_SPAN)
      checkSteps(layer)
      return
    case 'channelShuffle':
      check(layer.groups, 'groups', 'Groups', MAX_CHANNELS)
      return
    case 'affine':
      check(layer.scale.length, 'inChannels', 'The number of input channels', MAX_CHANNELS)
      return
    default:
  }
}

function weightsOf(layers: Pipeline): number {
  return layers.reduce((sum, layer) => sum + (layer.type === 'conv2d' ? layer.bank.weight.data.length : 0), 0)
}

function checkWeights(count: number): void {
  if (count > MAX_WEIGHTS) {
    throw new ShapeError(
      `${count.toLocaleString('en')} weights are too many: all layers together hold ${MAX_WEIGHTS.toLocaleString('en')}. ` +
        'Fewer filters, smaller kernels or more groups have less.',
      'weight',
    )
  }
}
