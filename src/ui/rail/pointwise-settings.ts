import type { PointwiseLayer } from '../../core/layers/layer.ts'

/** Settings that are numbers of any kind, in the order of their fields. */
export const NUMBERS = ['negativeSlope', 'alpha', 'beta', 'threshold', 'min', 'max'] as const

/** How far an arrow key goes, where it is not 0.1. */
export const STEPS: Readonly<Partial<Record<(typeof NUMBERS)[number], number>>> = {
  negativeSlope: 0.01,
  threshold: 1,
}

/** What layers make of each value x. */
export const FORMULAS: Readonly<Record<PointwiseLayer['type'], string>> = {
  abs: '|x|',
  affine: 'x · scale + shift (a folded BatchNorm)',
  clip: 'x, but at least min and at most max,',
  elu: 'x where x > 0, alpha · (exp(x) − 1) elsewhere,',
  gelu: 'x · Φ(x), Φ the normal distribution by erf, or nearly that by tanh,',
  hardsigmoid: 'min(max(x + 3, 0), 6) / 6',
  hardswish: 'x · min(max(x + 3, 0), 6) / 6',
  identity: 'x',
  leakyRelu: 'x where x > 0, slope · x elsewhere,',
  prelu: 'x where x > 0, weight · x elsewhere,',
  relu: 'max(x, 0)',
  relu6: 'min(max(x, 0), 6)',
  sigmoid: '1 / (1 + exp(−x))',
  silu: 'x / (1 + exp(−x))',
  softplus: 'log(1 + exp(beta · x)) / beta, and x where beta · x is above the threshold,',
  tanh: 'tanh(x)',
}
