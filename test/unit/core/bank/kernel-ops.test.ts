import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  flipHorizontal,
  flipVertical,
  kernelSum,
  negate,
  normalise,
  rotate180,
  rotate90,
  transpose,
  type Kernel,
} from '../../../../src/core/bank/kernel-ops.ts'
import { presetById, PRESETS } from '../../../../src/core/presets/presets.ts'
import { floats, pair, SEED } from '../arbitraries.ts'

const kernel: fc.Arbitrary<Kernel> = pair(1, 5).chain(([height, width]) =>
  floats(height * width).map((values) => ({ height, width, values })),
)

describe('kernel operations', () => {
  const numbers: Kernel = { height: 2, width: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) }

  it.each([
    ['rotate90', rotate90, [3, 2], [4, 1, 5, 2, 6, 3]],
    ['rotate180', rotate180, [2, 3], [6, 5, 4, 3, 2, 1]],
    ['flipHorizontal', flipHorizontal, [2, 3], [3, 2, 1, 6, 5, 4]],
    ['flipVertical', flipVertical, [2, 3], [4, 5, 6, 1, 2, 3]],
    ['transpose', transpose, [3, 2], [1, 4, 2, 5, 3, 6]],
    ['negate', negate, [2, 3], [-1, -2, -3, -4, -5, -6]],
  ] as const)('%s', (_name, operation, [height, width], values) => {
    expect(operation(numbers)).toEqual({ height, width, values: Float32Array.from(values) })
  })

  it('combine as in geometry', () => {
    fc.assert(
      fc.property(kernel, (k) => {
        expect(rotate90(rotate90(k))).toEqual(rotate180(k))
        expect(flipVertical(flipHorizontal(k))).toEqual(rotate180(k))
        expect(flipHorizontal(transpose(k))).toEqual(rotate90(k))
      }),
      SEED,
    )
  })

  it('normalise to sum 1, or to magnitude 1 where the sum cancels', () => {
    expect([...normalise({ height: 1, width: 2, values: Float32Array.of(1, 3) }).values]).toEqual([
      0.25, 0.75,
    ])
    expect([...normalise({ height: 1, width: 2, values: Float32Array.of(-2, 2) }).values]).toEqual([
      -0.5, 0.5,
    ])
    const zeros = { height: 1, width: 1, values: Float32Array.of(0) }
    expect(normalise(zeros)).toBe(zeros)
    const infinite = { height: 1, width: 1, values: Float32Array.of(Infinity) }
    expect(normalise(infinite)).toBe(infinite)
  })
})

const make = (id: string, height = 3, width = 3) => [...presetById(id).make(height, width)]

describe('presets', () => {
  it('are named once each and say what they show', () => {
    expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length)
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length)
    for (const { sentence } of PRESETS) expect(sentence).toMatch(/^[A-Z].{20,}\.$/)
  })

  it.each(PRESETS)('$id is valid at every size, and not blank from 3 x 3', (preset) => {
    for (let height = 1; height <= 15; height++) {
      for (let width = 1; width <= 15; width++) {
        const values = preset.make(height, width)
        expect(values.length).toBe(height * width)
        expect(values.every(Number.isFinite)).toBe(true)
        if (height >= 3 && width >= 3) expect(values.some((value) => value !== 0)).toBe(true)
      }
    }
  })

  it.each([
    ['sobel-x', [-1, 0, 1, -2, 0, 2, -1, 0, 1]],
    ['sobel-y', [-1, -2, -1, 0, 0, 0, 1, 2, 1]],
    ['scharr-x', [-3, 0, 3, -10, 0, 10, -3, 0, 3]],
    ['scharr-y', [-3, -10, -3, 0, 0, 0, 3, 10, 3]],
    ['prewitt-x', [-1, 0, 1, -1, 0, 1, -1, 0, 1]],
    ['prewitt-y', [-1, -1, -1, 0, 0, 0, 1, 1, 1]],
    ['laplacian', [0, 1, 0, 1, -4, 1, 0, 1, 0]],
    ['sharpen', [0, -1, 0, -1, 5, -1, 0, -1, 0]],
    ['emboss', [-2, -1, 0, -1, 1, 1, 0, 1, 2]],
    ['line-vertical', [-1, 2, -1, -1, 2, -1, -1, 2, -1]],
    ['line-horizontal', [-1, -1, -1, 2, 2, 2, -1, -1, -1]],
    ['gaussian', [1, 2, 1, 2, 4, 2, 1, 2, 1].map((v) => v / 16)],
    ['identity', [0, 0, 0, 0, 1, 0, 0, 0, 0]],
  ])('%s has the published numbers at 3 x 3', (id, expected) => {
    make(id).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? NaN, 6)
    })
  })

  it('unsharp has the published numbers at 5 x 5', () => {
    const row = [1, 4, 6, 4, 1]
    const expected = row.flatMap((a) => row.map((b) => -(a * b) / 256))
    expected[12] = 476 / 256
    expect(make('unsharp', 5, 5)).toEqual(expected)
  })

  it.each(['identity', 'box', 'gaussian', 'sharpen', 'unsharp', 'motion-blur'])(
    '%s keeps a flat picture at every size',
    (id) => {
      for (const [h, w] of [
        [1, 1],
        [2, 2],
        [4, 7],
        [15, 15],
      ]) {
        expect(kernelSum(presetById(id).make(h ?? 1, w ?? 1))).toBeCloseTo(1, 5)
      }
    },
  )

  it.each([
    'laplacian',
    'laplacian-of-gaussian',
    'sobel-x',
    'scharr-y',
    'prewitt-x',
    'relief',
    'gabor',
    'line-vertical',
  ])('%s gives 0 on a flat picture at every size', (id) => {
    for (const [h, w] of [
      [1, 1],
      [2, 2],
      [4, 7],
      [15, 15],
    ]) {
      expect(kernelSum(presetById(id).make(h ?? 1, w ?? 1))).toBeCloseTo(0, 4)
    }
  })

  it('random gives the same numbers every time', () => {
    expect(make('random')).toEqual(make('random'))
  })
})
