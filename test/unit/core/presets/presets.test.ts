import { describe, expect, it } from 'vitest'
import { BANK_PRESETS, COLOURS } from '../../../../src/core/presets/bank-presets.ts'
import { presetById, PRESETS } from '../../../../src/core/presets/presets.ts'
import type { Parameter } from '../../../../src/core/presets/preset.ts'

const make = (id: string, size: readonly [number, number], values = {}) => [
  ...presetById(id).make(size[0], size[1], values),
]
const close = (actual: ArrayLike<number>, expected: readonly number[], digits = 6) => {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, digits))
}
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const grid = (h: number, w: number, f: (y: number, x: number) => number) =>
  Array.from({ length: h * w }, (_, i) => f(Math.floor(i / w) - (h - 1) / 2, (i % w) - (w - 1) / 2))
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0)

function bankPreset(id: string) {
  const preset = BANK_PRESETS.find((each) => each.id === id)
  if (preset === undefined) throw new Error(`no ${id}`)
  return preset
}

describe('kernels as published', () => {
  it('Roberts (1963): differences along the diagonals of 2 x 2', () => {
    expect(make('roberts-1', [2, 2])).toEqual([1, 0, 0, -1])
    expect(make('roberts-2', [2, 2])).toEqual([0, 1, -1, 0])
    expect(make('roberts-1', [3, 3])).toEqual([0, 0, 0, 0, 1, 0, 0, 0, -1])
  })

  it('Gaussian: exp(-r^2 / 2 sigma^2), scaled to sum 1', () => {
    const sigma = 1.3
    const raw = grid(5, 7, (y, x) => Math.exp(-(x * x + y * y) / (2 * sigma * sigma)))
    close(
      make('gaussian', [5, 7], { sigma }),
      raw.map((value) => value / sum(raw)),
    )
  })

  it('Laplacian of Gaussian (Marr and Hildreth, 1980), its mean taken away', () => {
    const sigma = 1.4
    const raw = grid(9, 9, (y, x) => {
      const r = (x * x + y * y) / (2 * sigma * sigma)
      return (1 - r) * Math.exp(-r)
    })
    close(
      make('laplacian-of-gaussian', [9, 9], { sigma }),
      raw.map((value) => value - mean(raw)),
    )
  })

  it('difference of Gaussians (Wilson and Giese, 1977): narrow minus wide, each of sum 1', () => {
    const blur = (sigma: number) => make('gaussian', [7, 7], { sigma })
    const [narrow, wide] = [blur(0.9), blur(0.9 * 1.6)]
    close(
      make('difference-of-gaussians', [7, 7], { sigma: 0.9, ratio: 1.6 }),
      narrow.map((value, i) => value - (wide[i] ?? 0)),
    )
  })

  it('Gabor (1946; Daugman 1985): the wave under its envelope, its mean taken away', () => {
    const [lambda, theta, psi, sigma, gamma] = [4.5, (30 * Math.PI) / 180, (40 * Math.PI) / 180, 2, 0.5]
    const raw = grid(11, 9, (y, x) => {
      const u = x * Math.cos(theta) + y * Math.sin(theta)
      const v = -x * Math.sin(theta) + y * Math.cos(theta)
      const envelope = Math.exp(-(u * u + gamma * gamma * v * v) / (2 * sigma * sigma))
      return envelope * Math.cos((2 * Math.PI * u) / lambda + psi)
    })
    const values = { wavelength: 4.5, angle: 30, phase: 40, sigma: 2, aspect: 0.5 }
    close(
      make('gabor', [11, 9], values),
      raw.map((value) => value - mean(raw)),
    )
  })

  it('DCT-II (Ahmed, Natarajan and Rao, 1974): the orthonormal basis of 8 x 8', () => {
    const c = (k: number) => (k === 0 ? Math.sqrt(1 / 8) : Math.sqrt(2 / 8))
    for (const [v, u] of [
      [0, 0],
      [1, 0],
      [3, 5],
      [7, 7],
    ] as const) {
      const expected = Array.from({ length: 64 }, (_, i) => {
        const [y, x] = [Math.floor(i / 8), i % 8]
        return (
          c(v) *
          c(u) *
          Math.cos(((2 * y + 1) * v * Math.PI) / 16) *
          Math.cos(((2 * x + 1) * u * Math.PI) / 16)
        )
      })
      close(make('dct', [8, 8], { vertical: v, horizontal: u }), expected)
    }
  })

  it('Haar (1910): 2 x 2 means and differences of norm 1', () => {
    expect([0, 1, 2, 3].map((band) => make('haar', [2, 2], { band }))).toEqual([
      [0.5, 0.5, 0.5, 0.5],
      [0.5, -0.5, 0.5, -0.5],
      [0.5, 0.5, -0.5, -0.5],
      [0.5, -0.5, -0.5, 0.5],
    ])
  })

  it('Sobel at an angle is Sobel x and Sobel y mixed by cosine and sine (Freeman and Adelson, 1991)', () => {
    close(make('sobel-angle', [3, 3], { angle: 0 }), make('sobel-x', [3, 3]))
    close(make('sobel-angle', [3, 3], { angle: 90 }), make('sobel-y', [3, 3]))
    const half = Math.SQRT1_2
    close(
      make('sobel-angle', [3, 3], { angle: 45 }),
      [-2, -2, 0, -2, 0, 2, 0, 2, 2].map((value) => value * half),
    )
  })

  it('motion blur along an axis is a plain mean of the middle line', () => {
    close(make('motion-blur', [3, 5], { angle: 0 }), [0, 0, 0, 0, 0, 0.2, 0.2, 0.2, 0.2, 0.2, 0, 0, 0, 0, 0])
    close(make('motion-blur', [3, 3], { angle: 90 }), [0, 1 / 3, 0, 0, 1 / 3, 0, 0, 1 / 3, 0])
  })

  it('unsharp and sharpen by an amount', () => {
    const blur = make('gaussian', [3, 3])
    close(
      make('unsharp', [3, 3], { amount: 2 }),
      blur.map((value, i) => (i === 4 ? 3 : 0) - 2 * value),
    )
    close(make('sharpen', [3, 3], { amount: 0.5 }), [0, -0.5, 0, -0.5, 3, -0.5, 0, -0.5, 0])
  })

  it('random as PyTorch initialises a Conv2d: uniform within 1 / sqrt(fan-in)', () => {
    const values = make('random', [15, 15], { seed: 3 })
    const bound = 1 / 15
    expect(values.every((value) => Math.abs(value) <= bound)).toBe(true)
    expect(Math.sqrt(mean(values.map((value) => value * value)))).toBeCloseTo(bound / Math.sqrt(3), 2)
    expect(make('random', [15, 15], { seed: 3 })).toEqual(values)
    expect(make('random', [15, 15], { seed: 4 })).not.toEqual(values)
  })
})

describe('banks as published', () => {
  it('the DCT bank is the whole basis: 64 filters of 8 x 8, orthonormal', () => {
    const filters = bankPreset('dct-bank').make()
    expect(filters).toHaveLength(64)
    for (const [i, a] of filters.entries()) {
      for (const j of [i, (i + 1) % 64, (i + 8) % 64]) {
        const dot = sum(a.plane.map((value, k) => value * (filters[j]?.plane[k] ?? 0)))
        expect(dot).toBeCloseTo(i === j ? 1 : 0, 5)
      }
    }
  })

  it('luma as in ITU-R BT.601, sepia as in the W3C’s Filter Effects', () => {
    const mix = (id: string) => COLOURS.find((colour) => colour.id === id)?.mix
    expect(mix('luma')).toEqual([0.299, 0.587, 0.114])
    expect(['sepia-red', 'sepia-green', 'sepia-blue'].map(mix)).toEqual([
      [0.393, 0.769, 0.189],
      [0.349, 0.686, 0.168],
      [0.272, 0.534, 0.131],
    ])
    expect(
      bankPreset('swap')
        .make()
        .map((filter) => filter.mix),
    ).toEqual([
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ])
  })

  it('opponents are zero on every gray', () => {
    for (const { mix } of bankPreset('opponents').make().slice(1)) expect(sum(mix ?? [1])).toBeCloseTo(0)
  })

  it('oriented edges turn in equal steps', () => {
    const filters = bankPreset('oriented-edges').make({ count: 4, size: 3 })
    close(
      filters[0]?.plane ?? [],
      [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((value) => value / 8),
    )
    close(
      filters[1]?.plane ?? [],
      [-1, -2, -1, 0, 0, 0, 1, 2, 1].map((value) => value / 8),
    )
    expect(filters.map(({ name }) => name)).toEqual(['Edge 0°', 'Edge 90°', 'Edge 180°', 'Edge 270°'])
  })
})

describe('parameters', () => {
  const all: readonly (readonly [
    string,
    readonly Parameter[],
    (values: Record<string, number>) => ArrayLike<number>,
  ])[] = [
    ...PRESETS.map(
      (each) =>
        [each.name, each.parameters, (values: Record<string, number>) => each.make(5, 5, values)] as const,
    ),
    ...BANK_PRESETS.map(
      (each) =>
        [
          each.name,
          each.parameters,
          (values: Record<string, number>) => each.make(values).flatMap(({ plane }) => [...plane]),
        ] as const,
    ),
  ]

  it.each(all.filter(([, parameters]) => parameters.length > 0))(
    '%s: each changes the numbers, which stay finite from end to end',
    (_, parameters, make) => {
      for (const { id, min, max, initial } of parameters) {
        const ends = [min, (min + max) / 2, max].map((value) => Array.from(make({ [id]: value })))
        expect(ends.flat().every(Number.isFinite), id).toBe(true)
        const usual = Array.from(make({}))
        const isOther = ends.some((values) => values.join() !== usual.join())
        expect(isOther, id).toBe(true)
        expect(initial([5, 5])).toBeGreaterThanOrEqual(min)
        expect(initial([5, 5])).toBeLessThanOrEqual(max)
      }
    },
  )
})
