import type { Lanes, Vec } from '../wasm/lanes.ts'
import type { FunctionBuilder } from '../wasm/function.ts'
import { expMinus1OfNegative, expOfNegative, expOfSum, logOf1Plus, polynomial } from './exponential.ts'

/*
 * Activations in single precision; tanh is after Cephes' tanhf (S. Moshier). `x` is a local of each. Against float64, in all sets, in
 * units of the last place:
 *
 *   sigmoid, tanh, elu with alpha 1             3
 *   silu, softplus with beta 1                  4
 *   gelu                                        6
 *   gelu by tanh                                4 + 2 |u|, where it is x * sigmoid(u)
 *
 * Other alpha add one rounding, other beta those of beta * x and of the division. silu and gelu below 1e-36 are good to 1e-43.
 * NaN stays NaN. The unit tests hold all of it.
 */

/** Coefficients of (tanh(x) - x) / x^3 in x^2 on |x| < TANH_SMALL, highest power first. */
const TANH_POLYNOMIAL = [
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
]
const TANH_SMALL = 0.625

/** Beyond this the tails of the normal distribution, and x times them, are 0. */
const NORMAL_END = 15
/**
 * The tail of the normal distribution beyond t >= 0 is exp(-t^2 / 2) * polynomial(w) / (t + NORMAL_POLE), w = (t - NORMAL_POLE) /
 * (t + NORMAL_POLE), to 8e-9: minimax for t up to NORMAL_END, by Remez' algorithm. Highest power first.
 */
const NORMAL_POLYNOMIAL = [
  1.08692897e-4, 4.183223613e-4, -4.95039168e-4, -3.172827831e-3, 6.493726748e-3, 1.740582101e-2,
  -1.160531747e-1, 3.154250914e-1, -5.655617392e-1, 7.444160736e-1,
]
const NORMAL_POLE = 3.5

/** x if it lies between two bounds, else the nearer: as torch.clamp. NaN stays NaN. */
export function clip(_: FunctionBuilder, lanes: Lanes, x: Vec, min: Vec, max: Vec): Vec {
  return lanes.pmin(lanes.pmax(x, min), max)
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

/** clip(x + 3, 0, 6) / 6 */
export function hardsigmoid(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  const six = lanes.constant(6)
  return lanes.div(clip(f, lanes, lanes.add(x, lanes.constant(3)), lanes.constant(0), six), six)
}

/** x * hardsigmoid(x) */
export function hardswish(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  return lanes.mul(x, hardsigmoid(f, lanes, x))
}

/** x * sigmoid(x) */
export function silu(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  return lanes.mul(x, sigmoid(f, lanes, x))
}

/** x * (1 + tanh(u / 2)) / 2 = x * sigmoid(u), u = sqrt(8 / pi) * (x + 0.044715 x^3). */
export function geluTanh(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  const slope = Math.sqrt(8 / Math.PI)
  const factor = lanes.madd(lanes.mul(x, x), lanes.constant(slope * 0.044715), lanes.constant(slope))
  const u = f.local(lanes.type, lanes.mul(x, factor))
  return lanes.mul(x, sigmoid(f, lanes, u))
}

/** x times the normal distribution's part below x. The square in its density is kept to all digits: t = high + rest. */
export function gelu(f: FunctionBuilder, lanes: Lanes, x: Vec): Vec {
  const [half, one] = [lanes.constant(0.5), lanes.constant(1)]
  const t = f.local(lanes.type, lanes.pmin(lanes.abs(x), lanes.constant(NORMAL_END)))
  // Of so few digits that its square is exact.
  const high = f.local(
    lanes.type,
    lanes.mul(lanes.nearest(lanes.mul(t, lanes.constant(64))), lanes.constant(1 / 64)),
  )
  const exponent = f.local(lanes.type, lanes.mul(lanes.mul(high, high), lanes.constant(-0.5)))
  const rest = f.local(lanes.type, lanes.mul(lanes.mul(lanes.sub(high, t), lanes.add(high, t)), half))
  const density = expOfSum(f, lanes, exponent, rest)
  const pole = lanes.constant(NORMAL_POLE)
  const scale = f.local(lanes.type, lanes.div(one, lanes.add(t, pole)))
  const w = f.local(lanes.type, lanes.mul(lanes.sub(t, pole), scale))
  const ratio = lanes.mul(polynomial(lanes, NORMAL_POLYNOMIAL, w), scale)
  const tail = f.local(lanes.type, lanes.mul(density, ratio))
  return lanes.mul(x, lanes.select(lanes.gt(x, lanes.constant(0)), lanes.sub(one, tail), tail))
}

/** x where it is positive, else alpha * (exp(x) - 1). */
export function elu(f: FunctionBuilder, lanes: Lanes, x: Vec, alpha: Vec): Vec {
  const zero = lanes.constant(0)
  const negative = f.local(lanes.type, lanes.pmin(x, zero))
  return lanes.select(lanes.gt(x, zero), x, lanes.mul(alpha, expMinus1OfNegative(f, lanes, negative)))
}

/** log(1 + exp(u)) / beta, u = beta * x, by log(1 + exp(-|u|)) and u itself where that is positive; x where u is above the threshold. */
export function softplus(f: FunctionBuilder, lanes: Lanes, x: Vec, beta: Vec, threshold: Vec): Vec {
  const zero = lanes.constant(0)
  const u = f.local(lanes.type, lanes.mul(x, beta))
  const e = f.local(lanes.type, expOfNegative(f, lanes, lanes.sub(zero, lanes.abs(u))))
  const soft = lanes.div(lanes.add(lanes.pmax(u, zero), logOf1Plus(f, lanes, e)), beta)
  return lanes.select(lanes.gt(u, threshold), x, soft)
}
