import { checkLimits } from '../../../core/layers/check-limits.ts'
import '../../../core/layers/kinds/more-kinds.ts'
import { bankOf, type Layer } from '../../../core/layers/layer.ts'
import { layerOutputShape } from '../../../core/layers/pipeline.ts'
import type { Shape4 } from '../../../core/tensor.ts'
import type { StoredNorm, StoredTensor } from '../open-model.ts'
import type { OnnxNode } from './graph.ts'

/** Why a node is no layer of a pipeline, in plain words. */
export class Unexpressed extends Error {
  override readonly name = 'Unexpressed'
}

/** A layer of the chain: all but its numbers is known. */
export interface Planned {
  /** With zeros in the place of weights, which `read` reads. */
  readonly layer: Layer
  readonly output: Shape4
  /** Weights of its filters. */
  readonly weights: number
  readonly read: () => Promise<Layer>
  /** What its numbers are read from. */
  readonly tensors: readonly StoredTensor[]
  /** Of an affine layer: the BatchNorm that it is. */
  readonly norm?: { readonly norm: StoredNorm; readonly eps: number }
  /** Of an affine layer: that it only multiplies, or only adds. */
  readonly only?: 'scale' | 'shift'
  /** The node that it is; of a convolution with what became part of it, that of the convolution. */
  readonly node?: OnnxNode
  /** What else is to be said of it. */
  readonly note?: string
}

/**
 * A layer behind an input of this shape.
 * @param read its numbers, where it has some, in a layer of the same form @throws ShapeError where it does not fit
 */
export function planned(
  input: Shape4,
  layer: Layer,
  read: () => Promise<Layer> = () => Promise.resolve(layer),
  tensors: readonly StoredTensor[] = [],
): Planned {
  const output = layerOutputShape(input, layer)
  checkLimits([layer])
  return { layer, output, weights: bankOf(layer)?.weight.data.length ?? 0, read, tensors }
}

/** Layers one after another, each a function of its input's shape. @throws ShapeError */
export function inTurn(input: Shape4, steps: readonly ((input: Shape4) => Planned)[]): Planned[] {
  let shape = input
  return steps.map((step) => {
    const next = step(shape)
    shape = next.output
    return next
  })
}
