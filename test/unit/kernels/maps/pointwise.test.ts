import type { PointwiseLayer } from '../../../../src/core/layers/layer.ts'
import { pointwiseFormula } from '../../../../src/core/layers/pointwise-formula.ts'
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

interface Exactness {
  readonly op: PointwiseOp
  /** Its two numbers. */
  readonly params?: readonly [a: number, b: number]
  readonly layer?: PointwiseLayer
  readonly exact?: (x: number) => number
  /** How far from `exact`, or from the layer's formula in float64, in units of the last place of that. */
  readonly ulps: number | ((x: number) => number)
  /** Products of x and a number that single precision holds as a subnormal are good to this. */
  readonly least?: number
}

/** Of GELU by tanh: x * sigmoid(u). */
const geluExponent = (x: number) => Math.sqrt(8 / Math.PI) * (x + 0.044715 * x ** 3)

const CASES: readonly Exactness[] = [
  { op: 'copy', exact: (x) => x, ulps: 0 },
  { op: 'abs', layer: { type: 'abs' }, ulps: 0 },
  { op: 'affine', params: [0.25, -3], exact: (x) => x * 0.25 + -3, ulps: 1 },
  { op: 'clip', params: [-1.5, 6], layer: { type: 'clip', min: -1.5, max: 6 }, ulps: 0 },
  { op: 'clip', params: [1, -1], layer: { type: 'clip', min: 1, max: -1 }, ulps: 0 },
  {
    op: 'clip',
    params: [-Infinity, Infinity],
    layer: { type: 'clip', min: -Infinity, max: Infinity },
    ulps: 0,
  },
  { op: 'clip', params: [0, 6], layer: { type: 'relu6' }, ulps: 0 },
  { op: 'elu', params: [1, 0], layer: { type: 'elu', alpha: 1 }, ulps: 3 },
  { op: 'elu', params: [0.375, 0], layer: { type: 'elu', alpha: 0.375 }, ulps: 4 },
  { op: 'gelu', layer: { type: 'gelu', approximate: 'none' }, ulps: 6, least: 1e-43 },
  {
    op: 'geluTanh',
    layer: { type: 'gelu', approximate: 'tanh' },
    ulps: (x) => 4 + 2 * Math.abs(geluExponent(Math.max(x, -12))),
    least: 1e-43,
  },
  { op: 'hardsigmoid', layer: { type: 'hardsigmoid' }, ulps: 1.5 },
  { op: 'hardswish', layer: { type: 'hardswish' }, ulps: 2 },
  { op: 'leakyRelu', params: [0.25, 0], layer: { type: 'leakyRelu', negativeSlope: 0.25 }, ulps: 0.5 },
  { op: 'relu', layer: { type: 'relu' }, ulps: 0 },
  {
    op: 'sigmoid',
    exact: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
    ulps: 3,
  },
  { op: 'silu', layer: { type: 'silu' }, ulps: 4, least: 1e-43 },
  { op: 'softplus', params: [1, 20], layer: { type: 'softplus', beta: 1, threshold: 20 }, ulps: 4 },
  {
    op: 'softplus',
    params: [1, Infinity],
    layer: { type: 'softplus', beta: 1, threshold: Infinity },
    ulps: 4,
  },
  { op: 'softplus', params: [-2, 0.5], layer: { type: 'softplus', beta: -2, threshold: 0.5 }, ulps: 4 },
  {
    op: 'softplus',
    params: [0.375, 20],
    layer: { type: 'softplus', beta: 0.375, threshold: 20 },
    ulps: (x) => 5 + Math.abs(0.375 * x),
  },
  { op: 'tanh', layer: { type: 'tanh' }, ulps: 3 },
]

describe.each(TARGETS)('pointwise in $name', ({ set, shared }) => {
  const harness = new Harness(set, shared)

  it.each(CASES)('$op ($params) is exact to $ulps ulp for floats of every kind', (item) => {
    const { op, params, layer, ulps, least = 0 } = item
    const formula = layer === undefined ? item.exact : pointwiseFormula(layer)
    const { data } = harness.pointwise(MAP, op, params)
    const wrong: string[] = []
    for (const [i, x] of VALUES.entries()) {
      const y = data[i] ?? 0
      const exact = formula?.(x, 0) ?? Infinity
      const rounded = Math.fround(exact)
      const most = typeof ulps === 'number' ? ulps : ulps(x)
      const isRight = Number.isFinite(rounded)
        ? Math.abs(y - exact) <= Math.max(most * ulp(exact), least)
        : Object.is(y, rounded)
      if (!isRight) wrong.push(`${op}(${x}) = ${y}, not ${exact}: ${Math.abs(y - exact) / ulp(exact)} ulp`)
    }
    expect(wrong).toEqual([])
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
