import { ShapeError } from '../errors.ts'
import { elementCount, type Shape4 } from '../tensor.ts'

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
/** Times that a layer enlarges a map along one axis. */
export const MAX_SCALE = 64
/** Rows or columns of a cell that a pixel shuffle takes apart: its square is a number of channels. */
export const MAX_FACTOR = 32
/** Rows or columns of a map: a photo's, with padding, enlarged a little. */
export const MAX_SIDE = 2 ** 18
/** Width or height of an exact size of the input. */
export const MAX_EXACT = 4096
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

/** Refuse more weights than a pipeline holds. @throws ShapeError */
export function checkWeights(count: number): void {
  if (count > MAX_WEIGHTS) {
    throw new ShapeError(
      `${count.toLocaleString('en')} weights are too many: all layers together hold ${MAX_WEIGHTS.toLocaleString('en')}. ` +
        'Fewer filters, smaller kernels or more groups have less.',
      'weight',
    )
  }
}
