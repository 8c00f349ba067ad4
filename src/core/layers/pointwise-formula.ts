import { erfc } from '../erfc.ts'
import type { PointwiseLayer } from './layer.ts'

/**
 * What a layer makes of a value x of channel c, in float64, as PyTorch defines it: NaN stays NaN, and a factor of 0 makes NaN of
 * an infinity (SiLU, GELU and Hardswish of minus infinity). Where PyTorch's own steps lose digits, or overflow, on
 * the way to a number that has none, this is the number.
 */
export function pointwiseFormula(layer: PointwiseLayer): (x: number, channel: number) => number {
  switch (layer.type) {
    case 'abs':
      return Math.abs
    case 'affine':
      return (x, c) => x * at(layer.scale, c) + at(layer.shift, c)
    case 'clip':
      return (x) => clip(x, layer.min, layer.max)
    case 'elu':
      return (x) => (x > 0 ? x : layer.alpha * Math.expm1(x))
    case 'gelu':
      return layer.approximate === 'tanh'
        ? (x) => silu(x, tanhExponent(x))
        : (x) => x * 0.5 * erfc(-x / Math.SQRT2)
    case 'hardsigmoid':
      return (x) => clip(x + 3, 0, 6) / 6
    case 'hardswish':
      return (x) => (x * clip(x + 3, 0, 6)) / 6
    case 'identity':
      return (x) => x
    case 'leakyRelu':
      return (x) => (x > 0 ? x : x * layer.negativeSlope)
    case 'prelu': {
      const { weight } = layer
      return (x, c) => (x > 0 ? x : x * at(weight, weight.length === 1 ? 0 : c))
    }
    case 'relu':
      return (x) => (x < 0 ? 0 : x)
    case 'relu6':
      return (x) => clip(x, 0, 6)
    case 'sigmoid':
      return (x) => 1 / (1 + Math.exp(-x))
    case 'silu':
      return (x) => silu(x, x)
    case 'softplus':
      return (x) => softplus(x, layer.beta, layer.threshold)
    case 'tanh':
      return Math.tanh
  }
}

/** torch.clamp, also where the bounds have changed places. */
function clip(x: number, min: number, max: number): number {
  const raised = x < min ? min : x
  return raised > max ? max : raised
}

/** x * sigmoid(u) */
function silu(x: number, u: number): number {
  return x / (1 + Math.exp(-u))
}

/** 2 u, where GELU's tanh form is 0.5 * x * (1 + tanh(u)) = x * sigmoid(2 u), u = sqrt(2 / pi) * (x + 0.044715 x^3). */
function tanhExponent(x: number): number {
  return 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)
}

/** log(1 + exp(beta * x)) / beta, and x itself above the threshold. */
function softplus(x: number, beta: number, threshold: number): number {
  const u = x * beta
  return u > threshold ? x : (Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)))) / beta
}

function at(values: Float32Array, channel: number): number {
  const value = values[channel]
  if (value === undefined) throw new RangeError(`channel ${channel} of ${values.length}`)
  return value
}
