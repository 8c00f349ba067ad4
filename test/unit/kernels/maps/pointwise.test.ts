import type { PointwiseOp } from '../../../../src/kernels/maps/steps.ts'
import { describe, expect, it } from 'vitest'
import { bits, Harness, TARGETS } from '../harness.ts'

/** Bit patterns spread over all floats: both signs, subnormals, infinities and NaN. */
function allKinds(): Float32Array {
  const step = 65_521
  const patterns = Uint32Array.from({ length: Math.floor(2 ** 32 / step) }, (_, i) => i * step)
  const special = Float32Array.of(
    0,
    -0,
    1,
    -1,
    0.625,
    -0.625,
    Infinity,
    -Infinity,
    NaN,
    1e-45,
    -1e-45,
    3.4e38,
    -3.4e38,
  )
  const near = Float32Array.from({ length: 20_000 }, (_, i) => (i - 10_000) / 80)
  return Float32Array.of(...special, ...near, ...new Float32Array(patterns.buffer))
}

/** Distance of the two floats around a value. */
function ulp(value: number): number {
  return Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(value))) - 23))
}

const VALUES = allKinds()
const MAP = { shape: [1, 1, 1, VALUES.length], data: VALUES } as const

const OPS: { op: PointwiseOp; exact: (x: number) => number; ulps: number }[] = [
  { op: 'copy', exact: (x) => x, ulps: 0 },
  { op: 'relu', exact: (x) => (x < 0 ? 0 : x), ulps: 0 },
  { op: 'leakyRelu', exact: (x) => (x > 0 ? x : x * 0.25), ulps: 0.5 },
  { op: 'abs', exact: Math.abs, ulps: 0 },
  { op: 'affine', exact: (x) => x * 0.25 + -3, ulps: 1 },
  {
    op: 'sigmoid',
    exact: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
    ulps: 3,
  },
  { op: 'tanh', exact: Math.tanh, ulps: 3 },
]

describe.each(TARGETS)('pointwise in $name', ({ set, shared }) => {
  const harness = new Harness(set, shared)

  it.each(OPS)('$op is exact to $ulps ulp for floats of every kind', ({ op, exact, ulps }) => {
    const { data } = harness.pointwise(MAP, op, [0.25, op === 'affine' ? -3 : 0])
    let worst = 0
    for (const [i, x] of VALUES.entries()) {
      const y = data[i] ?? 0
      const expected = exact(x)
      if (!Number.isFinite(expected))
        expect(Object.is(y, Math.fround(expected)), `${op}(${x}) = ${y}`).toBe(true)
      else worst = Math.max(worst, Math.abs(y - expected) / ulp(expected))
    }
    expect(worst).toBeLessThanOrEqual(ulps)
  })

  it('reads two parameters for each map', () => {
    const input = { shape: [1, 2, 1, 2], data: Float32Array.of(1, 2, 3, 4) } as const
    expect([...harness.pointwise(input, 'affine', [10, 1, 100, 2]).data]).toEqual([11, 21, 302, 402])
    expect([...harness.pointwise(input, 'leakyRelu', [10, 0, 100, 0]).data]).toEqual([1, 2, 3, 4])
  })

  it.each([1, 2, 3, 4, 5, 6, 7])('%d columns in bands give the bits of one band', (width) => {
    const data = Float32Array.from({ length: 5 * width }, (_, i) => Math.sin(i) * 5)
    const input = { shape: [1, 1, 5, width], data } as const
    const whole = harness.pointwise(input, 'tanh', [], 5)
    const cut = harness.pointwise(input, 'tanh', [], 1)
    expect(bits(cut.data)).toEqual(bits(whole.data))
  })
})
