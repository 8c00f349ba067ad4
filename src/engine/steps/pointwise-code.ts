import type { PointwiseLayer } from '../../core/layers/layer.ts'
import type { PointwiseOp } from '../../kernels/maps/steps.ts'

/** The operation that computes a layer, and its two numbers for a channel, where it has some. */
export interface PointwiseCode {
  readonly op: PointwiseOp
  readonly params?: (channel: number) => readonly [a: number, b: number]
}

/** What computes a layer value by value. */
export function pointwiseCode(layer: Exclude<PointwiseLayer, { type: 'identity' }>): PointwiseCode {
  switch (layer.type) {
    case 'affine':
      return { op: 'affine', params: (c) => [layer.scale[c] ?? 1, layer.shift[c] ?? 0] }
    case 'clip':
      return { op: 'clip', params: () => [layer.min, layer.max] }
    case 'elu':
      return { op: 'elu', params: () => [layer.alpha, 0] }
    case 'gelu':
      return { op: layer.approximate === 'tanh' ? 'geluTanh' : 'gelu' }
    case 'leakyRelu':
      return { op: 'leakyRelu', params: () => [layer.negativeSlope, 0] }
    case 'prelu':
      return { op: 'leakyRelu', params: (c) => [layer.weight[c] ?? layer.weight[0] ?? 0, 0] }
    case 'relu6':
      return { op: 'clip', params: () => [0, 6] }
    case 'softplus':
      return { op: 'softplus', params: () => [layer.beta, layer.threshold] }
    default:
      return { op: layer.type }
  }
}
