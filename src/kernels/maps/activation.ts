import type { Lanes, Vec } from '../wasm/lanes.ts'
import type { FunctionBuilder } from '../wasm/function.ts'

/*
 * Sigmoid and tanh in single precision, after Cephes' expf and tanhf (S. Moshier). Against float64: both within
 * 3 ulp, in all sets; see the unit tests. NaN stays NaN.
 */

const LOG2_E = Math.LOG2E
/** ln 2 in two parts; n times the first is exact for |n| < 2^10. */
const LN2_HIGH = 0.693359375
const LN2_LOW = -2.1219444e-4
/** Coefficients of (exp(r) - 1 - r) / r^2 on |r| <= ln(2) / 2, highest power first. */
const EXP_POLYNOMIAL = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
]
/** Below this exp is zero in single precision, subnormals included. */
const EXP_UNDERFLOW = -104

/** Coefficients of (tanh(x) - x) / x^3 in x^2 on |x| < TANH_SMALL, highest power first. */
const TANH_POLYNOMIAL = [
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
]
const TANH_SMALL = 0.625

function polynomial(lanes: Lanes, coefficients: readonly number[], x: Vec): Vec {
  return coefficients
    .map((coefficient) => lanes.constant(coefficient))
    .reduce((sum, coefficient) => lanes.madd(sum, x, coefficient))
}

/** exp(x) for x <= 0. */
function expOfNegative(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  const bounded = f.local(lanes.type, lanes.pmax(x, lanes.constant(EXP_UNDERFLOW)))
  const n = f.local(lanes.type, lanes.nearest(lanes.mul(bounded, lanes.constant(LOG2_E))))
  const high = lanes.madd(n, lanes.constant(-LN2_HIGH), bounded)
  const r = f.local(lanes.type, lanes.madd(n, lanes.constant(-LN2_LOW), high))
  const tail = lanes.madd(polynomial(lanes, EXP_POLYNOMIAL, r), lanes.mul(r, r), r)
  return lanes.scaleByPowerOf2(lanes.add(tail, lanes.constant(1)), n)
}

/** 1 / (1 + exp(-x)), by e = exp(-|x|), which cannot overflow: 1 / (1 + e) or e / (1 + e). */
export function sigmoid(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  const one = lanes.constant(1)
  const zero = lanes.constant(0)
  const e = f.local(lanes.type, expOfNegative(f, lanes, lanes.sub(zero, lanes.abs(x))))
  return lanes.div(lanes.select(lanes.lt(x, zero), e, one), lanes.add(one, e))
}

/** tanh(x): an odd polynomial near zero, else (1 - e) / (1 + e) with e = exp(-2|x|). */
export function tanh(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  const one = lanes.constant(1)
  const magnitude = f.local(lanes.type, lanes.abs(x))
  const e = f.local(lanes.type, expOfNegative(f, lanes, lanes.mul(magnitude, lanes.constant(-2))))
  const square = f.local(lanes.type, lanes.mul(magnitude, magnitude))
  const cube = lanes.mul(square, magnitude)
  const near = lanes.madd(polynomial(lanes, TANH_POLYNOMIAL, square), cube, magnitude)
  const far = lanes.div(lanes.sub(one, e), lanes.add(one, e))
  const isNear = lanes.lt(magnitude, lanes.constant(TANH_SMALL))
  return lanes.copySign(lanes.select(isNear, near, far), x)
}
