import type { Lanes, Vec } from '../../wasm/lanes.ts'
import type { FunctionBuilder } from '../../wasm/function.ts'
import { patchOf, POINTS, type Taps } from './matrices.ts'

/** B^T d of F(4, taps), for a vector of each of the tile's inputs. */
export function transformInput(f: FunctionBuilder, lanes: Lanes, taps: Taps, d: readonly Vec[]): Vec[] {
  const { p, q, others } = POINTS[taps]
  const [p2, q2] = [p * p, q * q]
  const times = (x: Vec, factor: number, rest: Vec) => lanes.madd(x, lanes.constant(factor), rest)
  /** x (x^2 - p^2) (x^2 - q^2) */
  const odd = ([, d1, , d3, , d5]: Six) => times(d1, p2 * q2, times(d3, -(p2 + q2), d5))
  /** The rows of 0, p, -p, q, -q and infinity where there are no other points. */
  const base = (values: Six) => {
    const [d0, d1, d2, d3, d4] = values
    const pair = (point: number, square: number) => {
      const even = f.local(lanes.type, times(d2, -square, d4))
      const odds = f.local(lanes.type, times(d1, -square, d3))
      return [times(odds, point, even), times(odds, -point, even)]
    }
    return [times(d0, p2 * q2, times(d2, -(p2 + q2), d4)), ...pair(p, q2), ...pair(q, p2), odd(values)]
  }
  const [c] = others
  if (c === undefined) return base(sixOf(d))
  // A further point c is a factor (x - c) of all other rows, a further pair a factor (x^2 - c^2).
  const factor = others.length === 1 ? -c : -c * c
  const reduced = d
    .slice(others.length)
    .map((value, i) => f.local(lanes.type, times(d[i] ?? value, factor, value)))
  const rows = base(sixOf(reduced))
  const low = odd(sixOf(d))
  if (others.length === 1) return [...rows.slice(0, 5), low, ...rows.slice(5)]
  const [lower, upper] = [f.local(lanes.type, low), f.local(lanes.type, odd(sixOf(d.slice(1))))]
  return [...rows.slice(0, 5), times(lower, c, upper), times(lower, -c, upper), ...rows.slice(5)]
}

/** A^T m of F(4, taps): four outputs, from a vector of each of the tile's sums. */
export function transformOutput(f: FunctionBuilder, lanes: Lanes, taps: Taps, m: readonly Vec[]): Vec[] {
  const { p, q, others } = POINTS[taps]
  const at = (i: number) => {
    const value = m[i]
    if (value === undefined) throw new RangeError(`a transform of ${m.length} values`)
    return value
  }
  const local = (value: Vec) => f.local(lanes.type, value)
  const [c] = others
  const pairs = (c !== undefined && others.length === 2 ? [p, q, c] : [p, q]).map((point, i) => ({
    point,
    even: local(lanes.add(at(2 * i + 1), at(2 * i + 2))),
    odd: local(lanes.sub(at(2 * i + 1), at(2 * i + 2))),
  }))
  const single = c !== undefined && others.length === 1 ? [{ point: c, value: at(5) }] : []
  const sum = (power: number, more: readonly Vec[]) => {
    const terms = [
      ...pairs.map(({ point, even, odd }) => [power % 2 === 0 ? even : odd, point ** power] as const),
      ...single.map(({ point, value }) => [value, point ** power] as const),
    ]
    return terms.reduce<Vec | undefined>((total, [value, factor]) => {
      const scaled = factor === 1
      if (total === undefined) return scaled ? value : lanes.mul(value, lanes.constant(factor))
      return scaled ? lanes.add(total, value) : lanes.madd(value, lanes.constant(factor), total)
    }, more[0])
  }
  const outputs = [sum(0, [at(0)]), sum(1, []), sum(2, []), sum(3, [at(patchOf(taps) - 1)])]
  return outputs.filter((value) => value !== undefined)
}

type Six = readonly [Vec, Vec, Vec, Vec, Vec, Vec]

function sixOf([a, b, c, d, e, f]: readonly Vec[]): Six {
  if (!a || !b || !c || !d || !e || !f) throw new RangeError('a transform of fewer than six values')
  return [a, b, c, d, e, f]
}
