import { packDirect, directFloats } from '../../../../../src/kernels/conv/direct/pack.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conv2dInfo } from '../../../../../src/core/layers/conv2d.ts'
import type { FilterBank, PaddingMode } from '../../../../../src/core/layers/layer.ts'
import { conv2dBound, referenceConv2d } from '../../../../../src/core/layers/reference.ts'
import type { Pair, Shape4, Tensor } from '../../../../../src/core/tensor.ts'
import { convModule } from '../../../../../src/kernels/conv/direct/module.ts'
import { bestSet, supportedSets } from '../../../../../src/kernels/wasm/probe.ts'
import { firstMismatch } from '../../../../fixtures/golden.ts'
import { bits, Harness, TARGETS } from '../../harness.ts'

/** Numbers in [-1, 1) that follow from a seed. */
function noise(length: number, seed: number): Float32Array {
  let state = seed
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >> 8) / 2 ** 23
  })
}

interface Setting {
  readonly size: Pair
  readonly inPerGroup: number
  readonly outPerGroup: number
  readonly groups: number
  readonly kernel: Pair
  readonly stride: Pair
  readonly padding: Pair
  readonly paddingMode: PaddingMode
  readonly dilation: Pair
}

const PLAIN_SETTING: Setting = {
  size: [7, 9],
  inPerGroup: 2,
  outPerGroup: 3,
  groups: 1,
  kernel: [3, 3],
  stride: [1, 1],
  padding: [1, 1],
  paddingMode: 'zeros',
  dilation: [1, 1],
}

function example(changes: Partial<Setting>): { readonly input: Tensor; readonly bank: FilterBank } {
  const s = { ...PLAIN_SETTING, ...changes }
  const input: Shape4 = [1, s.inPerGroup * s.groups, ...s.size]
  const weight: Shape4 = [s.outPerGroup * s.groups, s.inPerGroup, ...s.kernel]
  const count = (shape: Shape4) => shape.reduce((a, b) => a * b)
  const { stride, padding, paddingMode, dilation, groups } = s
  return {
    input: { shape: input, data: noise(count(input), 1) },
    bank: {
      weight: { shape: weight, data: noise(count(weight), 2) },
      bias: noise(weight[0], 3),
      params: { stride, padding, paddingMode, dilation, groups },
      names: Array.from({ length: weight[0] }, () => ''),
    },
  }
}

function expectWithinBound(harness: Harness, { input, bank }: ReturnType<typeof example>): void {
  const expected = referenceConv2d(input, bank)
  const bound = conv2dBound(input, bank)
  const actual = harness.conv(input, bank)
  expect(actual.shape).toEqual(expected.shape)
  expect(firstMismatch(actual.data, expected.data, (i) => bound[i] ?? 0)).toBeNull()
}

const pair = (least: number, most: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))

/** Valid settings, made valid by enlarging the input until the window fits. */
const setting: fc.Arbitrary<Setting> = fc
  .record({
    size: pair(1, 13),
    inPerGroup: fc.constantFrom(1, 2, 3, 5),
    outPerGroup: fc.integer({ min: 1, max: 9 }),
    groups: fc.integer({ min: 1, max: 4 }),
    kernel: fc.oneof(pair(1, 4), pair(1, 15)),
    stride: fc.oneof(fc.constant<Pair>([1, 1]), pair(1, 5)),
    padding: fc.oneof(fc.constant<Pair>([0, 0]), pair(0, 4)),
    paddingMode: fc.constantFrom<PaddingMode>('zeros', 'reflect', 'replicate', 'circular'),
    dilation: fc.oneof(fc.constant<Pair>([1, 1]), pair(1, 3)),
  })
  .map((s) => {
    const fit = (i: 0 | 1) => {
      const reach = s.dilation[i] * (s.kernel[i] - 1) + 1
      return Math.max(s.size[i], reach - 2 * s.padding[i], s.padding[i] + 1)
    }
    return { ...s, size: [fit(0), fit(1)] }
  })

describe.each(TARGETS)('convolution in $name', ({ set, shared }) => {
  const harness = new Harness(set, shared)

  it('keeps the bound for random settings', () => {
    fc.assert(
      fc.property(setting, (s) => {
        expectWithinBound(harness, example(s))
      }),
      { seed: 11, numRuns: 150 },
    )
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('computes maps of %d columns', (width) => {
    expectWithinBound(harness, example({ size: [5, width] }))
    expectWithinBound(harness, example({ size: [5, width], kernel: [1, 1], padding: [0, 0] }))
  })

  it.each([
    ['as a loop over rows', { size: [40, 40], kernel: [33, 31] }],
    ['as loops over rows and columns', { size: [3, 660], kernel: [2, 650] }],
    [
      'as loops over columns of several phases',
      { size: [2, 850], kernel: [1, 400], stride: [1, 6], dilation: [1, 2] },
    ],
  ] satisfies [string, Partial<Setting>][])(
    'computes a kernel too large for straight code %s',
    (_, large) => {
      expectWithinBound(harness, example({ ...large, inPerGroup: 2, padding: [0, 0] }))
    },
  )
})

describe.each(supportedSets())('statistics of a convolution in %s', (set) => {
  const harness = new Harness(set, false)
  const blocks = [undefined, { filters: 6, rows: 1, vectors: 2 }, { filters: 3, rows: 2, vectors: 1 }]

  it('are those of its maps, band by band', () => {
    const run = fc.record({
      setting,
      block: fc.constantFrom(...blocks),
      bandRows: fc.integer({ min: 1, max: 9 }),
      special: fc.constantFrom(null, NaN, Infinity, -3.4e38),
    })
    fc.assert(
      fc.property(run, ({ setting: s, block, bandRows, special }) => {
        const { input, bank } = example(s)
        if (special !== null) input.data[input.data.length >> 1] = special
        const { shape, data, stats } = harness.conv(input, bank, { bandRows, ...(block && { block }) })
        const area = shape[2] * shape[3]
        stats.forEach((actual, map) => {
          const finite = [...data.subarray(map * area, (map + 1) * area)].filter(Number.isFinite)
          const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)
          expect(actual.count).toBe(finite.length)
          expect(actual.finite).toBe(finite.length === area)
          // + 0, because which of 0 and -0 is the least is left open.
          expect(actual.min).toBe(finite.length > 0 ? Math.min(...finite) + 0 : 0)
          expect(actual.max).toBe(finite.length > 0 ? Math.max(...finite) + 0 : 0)
          const scale = mean(finite.map(Math.abs))
          expect(Math.abs(actual.mean - mean(finite))).toBeLessThanOrEqual(1e-6 * scale)
          const rms = Math.sqrt(mean(finite.map((value) => value * value)))
          if (special === null) expect(actual.rms).toBeCloseTo(rms, 5)
        })
      }),
      { seed: 13, numRuns: 60 },
    )
  })

  it('have the same bits whichever filters are computed together', () => {
    const sizes = fc.record({
      width: fc.integer({ min: 1, max: 140 }),
      outPerGroup: fc.integer({ min: 1, max: 9 }),
      block: fc.constantFrom(...blocks),
    })
    fc.assert(
      fc.property(sizes, ({ width, outPerGroup, block }) => {
        const { input, bank } = example({ size: [5, width], outPerGroup })
        const cut = { bandRows: 4, ...(block && { block }) }
        const together = harness.conv(input, bank, cut)
        for (const filtersPerTile of [1, 2, 5]) {
          expect(harness.conv(input, bank, { ...cut, filtersPerTile })).toEqual(together)
        }
      }),
      { seed: 14, numRuns: 25 },
    )
  })
})

describe.each(supportedSets())('the bits of a convolution in %s', (set) => {
  const harness = new Harness(set, false)
  const small = { filters: 1, rows: 1, vectors: 1 }
  const dimension = (most: number) => fc.integer({ min: 1, max: most })

  it('do not depend on register block, tiles and bands', () => {
    const cut = fc.record({
      block: fc.record({ filters: dimension(5), rows: dimension(5), vectors: dimension(6) }),
      bandRows: dimension(9),
      filtersPerTile: dimension(9),
    })
    fc.assert(
      fc.property(setting, cut, (s, how) => {
        const { input, bank } = example(s)
        const once = harness.conv(input, bank, { block: small })
        const again = harness.conv(input, bank, how)
        expect(bits(again.data)).toEqual(bits(once.data))
      }),
      { seed: 12, numRuns: 60 },
    )
  })

  it('are the same in every block of every remainder', () => {
    const { input, bank } = example({ size: [11, 29], outPerGroup: 9 })
    const expected = bits(harness.conv(input, bank, { block: small }).data)
    for (const filters of [1, 2, 4, 5]) {
      for (const rows of [1, 2, 3]) {
        for (const vectors of [1, 2, 5]) {
          const { data } = harness.conv(input, bank, { block: { filters, rows, vectors } })
          expect(bits(data), `${filters}x${rows}x${vectors}`).toEqual(expected)
        }
      }
    }
  })

  it('are the same in shared memory', () => {
    const { input, bank } = example({ outPerGroup: 7, stride: [2, 2] })
    const shared = new Harness(set, true).conv(input, bank)
    expect(bits(shared.data)).toEqual(bits(harness.conv(input, bank).data))
  })
})

it('plain and simd round alike', () => {
  const { input, bank } = example({ size: [13, 17], inPerGroup: 5 })
  const [plain, simd] = (['plain', 'simd'] as const).map(
    (set) => new Harness(set, false).conv(input, bank).data,
  )
  expect(simd).toEqual(plain)
})

describe('packed weights', () => {
  it('hold biases, then taps, filter beside filter of each block', () => {
    const form = { inPerGroup: 1, kernel: [1, 2], block: { filters: 2, rows: 1, vectors: 1 } } as const
    const target = new Float32Array(3 * directFloats(form))
    packDirect(
      target,
      Float32Array.of(10, 11, 20, 21, 30, 31, 40, 41),
      Float32Array.of(1, 2, 3, 4),
      [0, 2, 3],
      form,
    )
    expect([...target]).toEqual([1, 3, 10, 30, 11, 31, 4, 40, 41])
  })

  it('have zeros where there is no bias', () => {
    const { bank } = example({})
    const [, inPerGroup, height, width] = bank.weight.shape
    const block = { filters: 3, rows: 1, vectors: 1 }
    const form = { inPerGroup, kernel: [height, width], block } as const
    const target = new Float32Array(3 * directFloats(form)).fill(NaN)
    packDirect(target, bank.weight.data, null, [0, 1, 2], form)
    expect([...target.subarray(0, 3)]).toEqual([0, 0, 0])
  })
})

it('a module is named by everything its code depends on', () => {
  const { input, bank } = example({})
  const { h, w, inPerGroup } = conv2dInfo(input.shape, bank.weight.shape, bank.params)
  const block = { filters: 2, rows: 2, vectors: 1 }
  const spec = { set: bestSet(), shared: false, inPerGroup, h, w, rowPitch: 12, phasePitch: 12, block }
  const variants = [
    spec,
    { ...spec, set: 'plain' as const },
    { ...spec, shared: true },
    { ...spec, inPerGroup: 9 },
    { ...spec, rowPitch: 16 },
    { ...spec, phasePitch: 16 },
    { ...spec, block: { ...block, vectors: 2 } },
    { ...spec, h: { ...h, stride: 2 } },
    { ...spec, w: { ...w, dilation: 2 } },
    { ...spec, w: { ...w, out: 5 } },
  ]
  expect(new Set(variants.map((variant) => convModule(variant).key)).size).toBe(variants.length)
})
