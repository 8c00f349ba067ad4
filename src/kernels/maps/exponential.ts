import type { Lanes, Vec } from '../wasm/lanes.ts'
import type { FunctionBuilder } from '../wasm/function.ts'

/*
 * Exponentials and logarithms in single precision, after Cephes' expf and logf (S. Moshier). NaN stays NaN.
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

/** Coefficients of (log(1 + f) - f + f^2 / 2) / f^3 for 1 + f from sqrt(1/2) to sqrt(2), highest power first. */
const LOG_POLYNOMIAL = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
]

/** A polynomial by Horner's rule. @param coefficients highest power first */
export function polynomial(lanes: Lanes, coefficients: readonly number[], x: Vec): Vec {
  return coefficients
    .map((coefficient) => lanes.constant(coefficient))
    .reduce((sum, coefficient) => lanes.madd(sum, x, coefficient))
}

/** exp(x) = (1 + tail) * 2^n for a local x; `n` is a local. @param low a local: what is to be added to x, as digits that x has not */
function expParts(f: FunctionBuilder, lanes: Lanes, x: Vec, low?: Vec): { tail: Vec; n: Vec } {
  const sum = low === undefined ? x : lanes.add(x, low)
  const n = f.local(lanes.type, lanes.nearest(lanes.mul(sum, lanes.constant(LOG2_E))))
  const high = lanes.madd(n, lanes.constant(-LN2_HIGH), x)
  const reduced = lanes.madd(n, lanes.constant(-LN2_LOW), high)
  const r = f.local(lanes.type, low === undefined ? reduced : lanes.add(reduced, low))
  return { tail: lanes.madd(polynomial(lanes, EXP_POLYNOMIAL, r), lanes.mul(r, r), r), n }
}

/** exp(x) for x <= 0. */
export function expOfNegative(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  const bounded = f.local(lanes.type, lanes.pmax(x, lanes.constant(EXP_UNDERFLOW)))
  const { tail, n } = expParts(f, lanes, bounded)
  return lanes.scaleByPowerOf2(lanes.add(tail, lanes.constant(1)), n)
}

/** exp(x + low) for locals, x from -150 to 0: good to digits that x alone does not have. */
export function expOfSum(f: FunctionBuilder, lanes: Lanes, x: Vec, low: Vec): Vec {
  const { tail, n } = expParts(f, lanes, x, low)
  return lanes.scaleByPowerOf2(lanes.add(tail, lanes.constant(1)), n)
}

/** exp(x) - 1 for x <= 0: (1 + tail) * 2^n - 1 as tail * 2^n + (2^n - 1), of which nothing cancels near 0. */
export function expMinus1OfNegative(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  const one = lanes.constant(1)
  const bounded = f.local(lanes.type, lanes.pmax(x, lanes.constant(EXP_UNDERFLOW)))
  const { tail, n } = expParts(f, lanes, bounded)
  const power = lanes.scaleByPowerOf2(one, n)
  return lanes.add(lanes.scaleByPowerOf2(tail, n), lanes.sub(power, one))
}

/** log(1 + x) for a local x from 0 to 1: beyond sqrt(2) by log((1 + x) / 2) + log(2). */
export function logOf1Plus(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  const [zero, half] = [lanes.constant(0), lanes.constant(0.5)]
  const isLarge = () => lanes.gt(x, lanes.constant(Math.SQRT2 - 1))
  const above1 = lanes.mul(lanes.sub(x, lanes.constant(1)), half)
  const y = f.local(lanes.type, lanes.select(isLarge(), above1, x))
  const square = f.local(lanes.type, lanes.mul(y, y))
  const cubic = lanes.mul(lanes.mul(polynomial(lanes, LOG_POLYNOMIAL, y), square), y)
  const low = lanes.add(cubic, lanes.select(isLarge(), lanes.constant(LN2_LOW), zero))
  const sum = lanes.add(y, lanes.madd(square, lanes.constant(-0.5), low))
  return lanes.add(sum, lanes.select(isLarge(), lanes.constant(LN2_HIGH), zero))
}
