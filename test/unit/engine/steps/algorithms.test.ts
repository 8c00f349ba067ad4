import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { setWeight } from '../../../../src/core/bank/bank.ts'
import type { Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import { conv2dBound, referenceConv2d } from '../../../../src/core/layers/reference.ts'
import type { Tensor } from '../../../../src/core/tensor.ts'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import { planPipeline } from '../../../../src/engine/plan/layer-plan.ts'
import { supportedSets } from '../../../../src/kernels/wasm/probe.ts'
import {
  differenceFromReference,
  differenceInBits,
  mapsOf,
  outputsOf,
} from '../../../fixtures/engine-checks.ts'
import { firstMismatch } from '../../../fixtures/golden.ts'
import { ALGORITHM_CASES, bankOf, layersOf, products, thinned } from '../../../fixtures/algorithm-cases.ts'
import { randomTensor, randomValues } from '../../../fixtures/pipelines.ts'

describe.each(supportedSets())('%s', async (set) => {
  const engine = await createEngine({ mode: 'inline', set })

  describe.each(ALGORITHM_CASES)('$name', ({ algorithm, input, bank }) => {
    const layers = layersOf(bank)

    test('is what the layer is computed by, and keeps its bound', async () => {
      const [plan] = planPipeline(input.shape, layers, set)
      expect(new Set(plan?.conv?.algorithms)).toEqual(new Set([algorithm]))
      expect(differenceFromReference(input, layers, await outputsOf(engine, input, layers))).toBeNull()
    })

    test('is switched off by exactDenseWork, which keeps the bound of a plain sum', async () => {
      const run = await engine.run({ ...input }, layers, { exactDenseWork: true })
      expect(run.outputs[0]?.algorithm).toMatch(/^direct/)
      expect(run.computed.maps).toBe(run.computed.of)
      const [exact] = await outputsOf(engine, { ...input }, layers, { exactDenseWork: true })
      const bound = conv2dBound(input, bank)
      const expected = referenceConv2d(input, bank)
      expect(exact && firstMismatch(exact.data, expected.data, (i) => bound[i] ?? 0)).toBeNull()
    })

    test.each([NaN, Infinity, -Infinity, 1e38, -1e13])(
      'with %d in one group of one image gives the bits of direct convolution there, and its own elsewhere',
      async (odd) => {
        const size = input.shape[2] * input.shape[3]
        const channels = input.shape[1]
        const data = input.data.slice()
        data[channels * size + 3 * 18 + 5] = odd // image 1, channel 0: group 0
        const changed = { ...input, data }
        const [own] = await outputsOf(engine, input, layers)
        const [direct] = await outputsOf(engine, changed, layers, { exactDenseWork: true })
        const [actual] = await outputsOf(engine, changed, layers)
        if (!own || !direct || !actual) throw new Error('no output')
        const [, filters, height, width] = actual.shape
        const plane = height * width
        const maps = (tensor: Tensor, from: number, to: number): Tensor[] => [
          { ...tensor, data: tensor.data.slice(from * plane, to * plane) },
        ]
        const first = filters
        const second = filters + filters / 2
        expect(differenceInBits(maps(actual, first, second), maps(direct, first, second))).toBeNull()
        expect(differenceInBits(maps(actual, 0, first), maps(own, 0, first))).toBeNull()
        expect(differenceInBits(maps(actual, second, 2 * filters), maps(own, second, 2 * filters))).toBeNull()
      },
    )

    test.skipIf(algorithm === 'direct')(
      'shows no outlier of its input where outputs do not read it',
      async () => {
        const quiet = referenceConv2d(input, bank).data
        const rms = Math.sqrt(quiet.reduce((sum, value) => sum + value * value, 0) / quiet.length)
        const place = fc.nat(input.data.length / 4 - 1)
        await fc.assert(
          fc.asyncProperty(place, fc.integer({ min: 1, max: 11 }), async (at, power) => {
            const data = input.data.slice()
            data[input.data.length / 2 + at] = 10 ** power // image 1, group 0
            const changed = { ...input, data }
            const [actual] = await outputsOf(engine, changed, layers)
            const expected = referenceConv2d(changed, bank).data
            // What reads the outlier is as exact as a sum with it can be.
            const visible = (i: number) => rms / 256 + (expected[i] === quiet[i] ? 0 : 1e-5 * 10 ** power)
            expect(firstMismatch(actual?.data ?? [], expected, visible)).toBeNull()
          }),
          { seed: 24, numRuns: 8 },
        )
      },
    )

    test('gives the bits of a full run when one filter is computed alone', async () => {
      for (let filter = 0; filter < bank.weight.shape[0]; filter++) {
        await engine.run(input, layersOf(setWeight(bank, filter, 0, 0, 0, 9)))
        const alone = await outputsOf(engine, input, layers)
        expect(differenceInBits(alone, await outputsOf(engine, { ...input }, layers))).toBeNull()
      }
    })
  })

  test('an outlier that only an edit makes one is seen in all that reads it, in the bits of a full run', async () => {
    const size = [1, 16, 24, 24] as const
    const input = randomTensor(size, 1)
    for (let i = 5 * 576; i < 6 * 576; i++) input.data[i] = i % 576 === 300 ? 1000 : 1e-3
    const scales = (scale: number): Layer => ({
      type: 'affine',
      scale: Float32Array.from({ length: 16 }, (_, channel) => (channel === 5 ? scale : 1)),
      shift: new Float32Array(16),
    })
    const bank = bankOf(16, randomTensor([32, 8, 3, 3], 2), 2)
    const [before, after] = [1, 1000].map((scale) => [scales(scale), ...layersOf(bank)])
    if (!before || !after) throw new Error('no pipelines')
    await engine.run(input, before)
    const edited = await outputsOf(engine, input, after)
    const whole = await outputsOf(engine, { ...input }, after)
    expect(differenceInBits(edited, whole)).toBeNull()
    const direct = await outputsOf(engine, { ...input }, after, { exactDenseWork: true })
    const group = ([, maps]: readonly Tensor[], half: number): Tensor[] =>
      maps ? [{ ...maps, data: maps.data.slice(half * 16 * 576, (half + 1) * 16 * 576) }] : []
    expect(differenceInBits(group(whole, 0), group(direct, 0))).toBeNull()
    expect(differenceInBits(group(whole, 1), group(direct, 1))).not.toBeNull()
  })

  test('an outlier that a convolution spreads over all channels and several pixels is one for the next', async () => {
    const input = { ...randomTensor([1, 3, 20, 24], 1) }
    input.data[250] = 1e6
    const layers = [
      ...layersOf(bankOf(3, randomTensor([16, 3, 3, 3], 2), 1)),
      ...layersOf(bankOf(16, randomTensor([16, 16, 3, 3], 3), 1)),
    ]
    const [plan] = planPipeline([1, 16, 20, 24], layers.slice(1), set)
    expect(new Set(plan?.conv?.algorithms)).toEqual(new Set(['winograd']))
    const outputs = await outputsOf(engine, input, layers)
    const direct = await outputsOf(engine, { ...input }, layers, { exactDenseWork: true })
    expect(differenceInBits(outputs, direct)).toBeNull()
  })

  test('photos, edges in a flat picture, stars and a single impulse are no outliers', async () => {
    const area = 48 * 48
    const pictures: Readonly<Record<string, (i: number) => number>> = {
      photo: (i) => 0.5 + 0.4 * Math.sin(i / 7) + 0.1 * Math.sin(i * i),
      edges: (i) => (i % 5 === 0 ? 1 : 3e-8 * Math.sin(i)),
      stars: (i) => (i % 997 === 0 ? 1 : 0.002 + 0.001 * Math.sin(i)),
      impulse: (i) => (i % area === 1000 ? 1 : 0),
    }
    const layers = layersOf(bankOf(8, randomTensor([8, 8, 3, 3], 2), 1))
    for (const [name, value] of Object.entries(pictures)) {
      const data = Float32Array.from({ length: 8 * area }, (_, i) => value(i))
      const input = { shape: [1, 8, 48, 48] as const, data }
      const outputs = await outputsOf(engine, input, layers)
      const direct = await outputsOf(engine, { ...input }, layers, { exactDenseWork: true })
      expect(differenceInBits(outputs, direct), name).not.toBeNull()
    }
  })

  test('weights that workers pack, because there are many, give the bits of those packed here', async () => {
    const input = randomTensor([1, 64, 13, 16], 1)
    const bank = bankOf(64, randomTensor([64, 64, 3, 3], 2), 1)
    const kinds = async (layers: Pipeline) =>
      (await engine.run({ ...input }, layers)).timeline.map(({ kind }) => kind)
    for (const exactDenseWork of [false, true]) {
      const whole = await engine.run({ ...input }, layersOf(bank), { exactDenseWork })
      expect(whole.timeline.map(({ kind }) => kind)).toContain('pack')
      const together = mapsOf(engine, 0)
      for (const filter of [0, 37, 63]) {
        const other = setWeight(bank, filter, 0, 0, 0, 9)
        await engine.run(input, layersOf(other), { exactDenseWork })
        const one = await engine.run(input, layersOf({ ...bank }), { exactDenseWork })
        expect(one.timeline.map(({ kind }) => kind)).not.toContain('pack')
        expect(differenceInBits([mapsOf(engine, 0)], [together])).toBeNull()
      }
    }
    expect(await kinds(layersOf(bank))).not.toContain('pack')
  })

  test('filters of one layer are computed each in their own way', async () => {
    const input = randomTensor([1, 3, 40, 33], 1)
    const random = randomTensor([6, 3, 5, 5], 2)
    const [thin, product] = [thinned(random), products(random)]
    const data = random.data.map(
      (value, i) => [value, thin.data[i], product.data[i]][Math.floor(i / 75) % 3] ?? 0,
    )
    const layers = layersOf(bankOf(3, { ...random, data }, 1))
    const run = await engine.run(input, layers)
    expect(run.outputs[0]?.algorithm).toMatch(
      /^separable: .* \(2 of 6 filters\); sparse: .* \(2 of 6 filters\); direct \(2 of 6 filters\)/,
    )
    expect(differenceFromReference(input, layers, await outputsOf(engine, input, layers))).toBeNull()
  })

  test('a filter of zeros is its bias', async () => {
    const bank = bankOf(2, { shape: [2, 2, 3, 3], data: new Float32Array(36) }, 1)
    const [output] = await outputsOf(engine, randomTensor([1, 2, 9, 11], 1), layersOf(bank))
    expect(new Set(output?.data)).toEqual(new Set(bank.bias))
  })

  test("a filter's bits do not depend on which filter shares its list of taps, not even the sign of a zero", async () => {
    // A product that underflows to -0, then a tap that is zero for this filter and not for the other.
    const taps = Float32Array.of(-1e-30, 0, 0, 0, 0, 0, 0, 0, 0)
    const other = Float32Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0)
    const input = { shape: [1, 1, 9, 11] as const, data: new Float32Array(99).fill(1e-30) }
    const layers = (data: readonly number[]) =>
      layersOf({
        ...bankOf(1, { shape: [data.length / 9, 1, 3, 3], data: Float32Array.from(data) }, 1),
        bias: null,
      })
    const [alone] = await outputsOf(engine, input, layers([...taps]))
    const [shared] = await outputsOf(engine, input, layers([...taps, ...other]))
    if (!alone || !shared) throw new Error('no output')
    expect(differenceInBits([{ ...shared, data: shared.data.slice(0, 99) }], [alone])).toBeNull()
  })
})

/** Values of a normal distribution, in pairs (Box-Muller). */
function normal(count: number, seed: number, deviation: number): Float32Array<ArrayBuffer> {
  const uniform = randomValues(2 * count, seed).map((value) => (value + 2) / 4)
  return Float32Array.from({ length: count }, (_, i) => {
    const radius = Math.sqrt(-2 * Math.log((uniform[2 * i] ?? 0) + 1e-12))
    return deviation * radius * Math.cos(2 * Math.PI * (uniform[2 * i + 1] ?? 0))
  })
}

const FORMS = [
  { algorithm: 'winograd', kernel: [3, 3], size: [14, 16] },
  { algorithm: 'rowWinograd', kernel: [3, 5], size: [6, 32] },
  { algorithm: 'rowWinograd', kernel: [3, 7], size: [6, 32] },
] as const

describe.each(
  FORMS.flatMap((form) => [3, 8, 64, 512].map((used) => ({ ...form, name: form.kernel.join(' x '), used }))),
)(
  "$algorithm's error of $name on activations and weights of a trained network's scale, $used channels",
  ({ algorithm, kernel, size, used }) => {
    // The planner gives these algorithms 8 channels or more: the weights of the others are next to nothing.
    const channels = Math.max(8, used)
    const [taps, area] = [kernel[0] * kernel[1], size[0] * size[1]]
    // Activations after ReLU; weights by He's rule.
    const shape = [1, channels, size[0], size[1]] as const
    const input = { shape, data: normal(channels * area, 1, 1).map((value) => Math.max(0, value)) }
    const deviation = Math.sqrt(2 / (taps * used))
    const values = normal(8 * channels * taps, 2, deviation)
    const data = values.map((value, i) => ((i / taps) % channels < used ? value : 1e-30))
    const weight = { shape: [8, channels, kernel[0], kernel[1]] as const, data }
    const bank = bankOf(channels, weight, 1)
    const expected = referenceConv2d(input, bank)
    const rms = Math.sqrt(expected.data.reduce((sum, value) => sum + value * value, 0) / expected.data.length)

    test.each(supportedSets())(
      'in %s keeps its bound, and stays within 2e-5 of the RMS of the output',
      async (set) => {
        const engine = await createEngine({ mode: 'inline', set })
        const outputs = await outputsOf(engine, input, layersOf(bank))
        expect(differenceFromReference(input, layersOf(bank), outputs)).toBeNull()
        const [plan] = planPipeline(input.shape, layersOf(bank), set)
        expect(new Set(plan?.conv?.algorithms)).toEqual(new Set([algorithm]))
        const [output] = outputs
        const worst = expected.data.reduce(
          (most, value, i) => Math.max(most, Math.abs((output?.data[i] ?? NaN) - value)),
          0,
        )
        expect(worst / rms).toBeLessThan(2e-5)
      },
    )
  },
)
