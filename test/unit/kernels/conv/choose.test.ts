import type { Algorithm } from '../../../../src/kernels/conv/algorithm.ts'
import { describe, expect, it } from 'vitest'
import { conv2dInfo } from '../../../../src/core/layers/conv2d.ts'
import type { Conv2dParams } from '../../../../src/core/layers/layer.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import { chooseAlgorithms } from '../../../../src/kernels/conv/choose.ts'
import { isRankOne, rankOne } from '../../../../src/kernels/conv/separable/rank-one.ts'
import { randomValues } from '../../../fixtures/pipelines.ts'

const PARAMS: Conv2dParams = {
  stride: [1, 1],
  padding: 'valid',
  paddingMode: 'zeros',
  dilation: [1, 1],
  groups: 1,
}

interface Layer {
  readonly input: Shape4
  readonly weight: Shape4
  readonly params?: Partial<Conv2dParams>
}

function weightsOf(shape: Shape4, change: (value: number, i: number) => number = (value) => value) {
  return randomValues(shape[0] * shape[1] * shape[2] * shape[3], 7).map(change)
}

function chosen({ input, weight, params }: Layer, data = weightsOf(weight), only: Algorithm | null = null) {
  const info = conv2dInfo(input, weight, { ...PARAMS, ...params })
  return chooseAlgorithms(info, data, only)
}

const WINOGRAD: Layer = { input: [1, 64, 56, 56], weight: [64, 64, 3, 3], params: { padding: [1, 1] } }

describe('the algorithm of dense random weights', () => {
  it.each<[string, Layer, string]>([
    ['64 -> 64 3x3', WINOGRAD, 'winograd'],
    ['16 channels a group', { ...WINOGRAD, weight: [64, 16, 3, 3], params: { groups: 4 } }, 'winograd'],
    [
      '8 channels and filters a group',
      { ...WINOGRAD, weight: [64, 8, 3, 3], params: { groups: 8 } },
      'winograd',
    ],
    ['7 channels', { input: [1, 7, 56, 56], weight: [64, 7, 3, 3] }, 'direct'],
    ['few filters', { input: [1, 64, 56, 56], weight: [7, 64, 3, 3] }, 'direct'],
    ['dilation 2', { ...WINOGRAD, params: { dilation: [2, 2] } }, 'rowWinograd'],
    ['dilation 2 and stride 2', { ...WINOGRAD, params: { dilation: [2, 2], stride: [2, 2] } }, 'direct'],
    ['1x1', { input: [1, 64, 56, 56], weight: [64, 64, 1, 1] }, 'direct'],
    ['5x5', { input: [1, 64, 56, 56], weight: [64, 64, 5, 5] }, 'rowWinograd'],
    [
      '7x7, stride 2',
      { input: [1, 3, 224, 224], weight: [64, 3, 7, 7], params: { stride: [2, 2] } },
      'rowWinograd',
    ],
    ['3x3, stride 2', { ...WINOGRAD, params: { stride: [2, 2] } }, 'direct'],
    [
      '11x11 of one filter a group',
      { input: [1, 4, 64, 64], weight: [4, 1, 11, 11], params: { groups: 4 } },
      'direct',
    ],
    [
      'maps of 7x7 and many channels',
      { input: [1, 256, 7, 7], weight: [256, 256, 3, 3], params: { padding: [1, 1] } },
      'winograd',
    ],
    [
      'maps of 7x7 and few channels',
      { input: [1, 32, 7, 7], weight: [32, 32, 3, 3], params: { padding: [1, 1] } },
      'direct',
    ],
    [
      'maps of 5x5: too little of the tiles is map',
      { input: [1, 256, 5, 5], weight: [256, 256, 3, 3], params: { padding: [1, 1] } },
      'direct',
    ],
    ['an RGB image', { input: [1, 3, 512, 512], weight: [8, 3, 3, 3] }, 'direct'],
    ['big kernels', { input: [1, 3, 512, 512], weight: [8, 3, 11, 11] }, 'rowWinograd'],
  ])('%s', (_, layer, algorithm) => {
    expect(new Set(chosen(layer).algorithms)).toEqual(new Set([algorithm]))
  })

  it('is always direct when exact dense work is asked for, whatever the weights', () => {
    const zeros = new Float32Array(64 * 64 * 9)
    expect(new Set(chosen(WINOGRAD, zeros, 'direct').algorithms)).toEqual(new Set(['direct']))
  })

  it('is said in plain words', () => {
    expect(chosen(WINOGRAD).reason).toBe('Winograd F(4x4, 3x3): 3x3, stride 1, 64 channels a group')
  })
})

describe('the algorithm of a filter', () => {
  const layer: Layer = { input: [1, 3, 64, 64], weight: [4, 3, 5, 5] }
  const ofFilter = (filter: number, change: (value: number, i: number) => number) =>
    chosen(
      layer,
      weightsOf(layer.weight, (value, i) => (Math.floor(i / 75) === filter ? change(value, i % 75) : value)),
    ).algorithms
  const factors = randomValues(10, 3)
  const product = (_: number, i: number) =>
    (factors[Math.floor(i / 5) % 5] ?? 0) * (factors[5 + (i % 5)] ?? 0)

  it('leaves out zero taps where enough are zero, 0 and -0 alike, and leaves other filters as they are', () => {
    const expected = ['direct', 'direct', 'sparse', 'direct']
    expect(ofFilter(2, (value, i) => (i % 2 === 0 ? 0 : value))).toEqual(expected)
    expect(ofFilter(2, (value, i) => (i % 2 === 0 ? -0 : value))).toEqual(expected)
    expect(ofFilter(2, (value, i) => (i % 5 === 0 ? 0 : value))).toEqual(Array(4).fill('direct'))
  })

  it('is separable where every kernel is a product, and not where one weight is off by a thousandth', () => {
    expect(ofFilter(1, product)).toEqual(['direct', 'separable', 'direct', 'direct'])
    const off = (value: number, i: number) => product(value, i) * (i === 33 ? 1.001 : 1)
    expect(ofFilter(1, off)).toEqual(Array(4).fill('direct'))
  })

  it.each([NaN, Infinity, -Infinity, 1e13])('is direct with a weight of %d', (odd) => {
    expect(ofFilter(1, (value, i) => (i === 7 ? odd : product(value, i)))).toEqual(Array(4).fill('direct'))
    const { weight } = WINOGRAD
    const data = weightsOf(weight, (value, i) => (i === 3 * 576 + 5 ? odd : value))
    const { algorithms } = chosen(WINOGRAD, data)
    expect(algorithms.flatMap((algorithm, i) => (algorithm === 'winograd' ? [] : [i]))).toEqual([3])
  })

  it('does not depend on other filters', () => {
    const all = weightsOf(WINOGRAD.weight, (value, i) =>
      Math.floor(i / 576) % 3 === 0 && i % 8 > 0 ? 0 : value,
    )
    const whole = chosen(WINOGRAD, all).algorithms
    expect(new Set(whole)).toEqual(new Set(['sparse', 'winograd']))
    for (const filter of [0, 1, 30]) {
      const own = all.subarray(filter * 576, (filter + 1) * 576)
      const alone = weightsOf(WINOGRAD.weight, (_, i) => own[i % 576] ?? 0)
      expect(chosen(WINOGRAD, alone).algorithms[5]).toBe(whole[filter])
    }
  })
})

describe('rank one', () => {
  it('finds a kernel that is a product, zeros included', () => {
    const kernel = Float32Array.of(0, 0, 0, 2, 4, -6, 1, 2, -3)
    const { column, row } = rankOne(kernel, 3, 3)
    expect([...column].flatMap((c) => [...row].map((r) => c * r + 0))).toEqual([...kernel])
    expect(isRankOne(kernel, 3, 3, 0)).toBe(true)
    expect(isRankOne(new Float32Array(9), 3, 3, 0)).toBe(true)
  })

  it('refuses a product that would stand for a zero', () => {
    expect(isRankOne(Float32Array.of(1, 1, 1, 0), 2, 2, 1)).toBe(false)
  })
})
