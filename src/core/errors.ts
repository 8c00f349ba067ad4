/** The control that a shape error belongs to: of a layer, its input, or the list of layers. */
export type ParamField =
  | 'inChannels'
  | 'outChannels'
  | 'kernelSize'
  | 'stride'
  | 'padding'
  | 'paddingMode'
  | 'dilation'
  | 'outputPadding'
  | 'scaleFactor'
  | 'factor'
  | 'groups'
  | 'bias'
  | 'weight'
  | 'names'
  | 'input'
  | 'layers'

/**
 * A setting or a shape that Conv2d (or another layer) does not accept. `message` is PyTorch's own text where
 * PyTorch has one; `field` names the control that caused it; `layer` the position in the pipeline, from 0.
 */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
  constructor(
    message: string,
    readonly field: ParamField,
    readonly layer?: number,
  ) {
    super(message)
  }
}

/** A picture that cannot be opened; `message` says why and what to do, in plain words. */
export class ImageError extends Error {
  override readonly name = 'ImageError'
}

/** A file that does not follow its format; `path` names the offending field, such as `layers[2].weight[0]`. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
  constructor(
    message: string,
    readonly path: string,
  ) {
    super(path === '' ? message : `${path}: ${message}`)
  }
}

/** A run that does not fit into memory; sizes in bytes. */
export class MemoryError extends Error {
  override readonly name = 'MemoryError'
  constructor(
    message: string,
    readonly needed: number,
    readonly available: number,
  ) {
    super(message)
  }
}

/** A worker that died, hung or failed; `message` says which and what was done about it. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError'
}

/**
 * What the browser's storage refused. `full`: no room; `blocked`: it may not be used here; `damaged`: what it holds cannot be
 * read; `busy`: another tab is in the way. `message` says what that means for the person.
 */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  constructor(
    message: string,
    readonly reason: 'full' | 'blocked' | 'damaged' | 'busy',
  ) {
    super(message)
  }
}
