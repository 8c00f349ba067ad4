import { describe, expect, test } from 'vitest'
import { createBank, setParams } from '../../../src/core/bank.ts'
import type { Conv2dParams, Layer } from '../../../src/core/layers.ts'
import { MAX_KERNEL } from '../../../src/core/limits.ts'
import { createEngine } from '../../../src/engine/create-engine.ts'
import { supportedSets } from '../../../src/kernels/probe.ts'
import { differenceFromReference, outputsOf } from '../../fixtures/engine-checks.ts'
import { randomTensor, randomValues } from '../../fixtures/pipelines.ts'

/** The largest kernels and windows that a layer may have, against the float64 reference. */

type Weights = 'random' | 'rankOne' | 'sparse'

function conv(
  inChannels: number,
  outChannels: number,
  size: readonly [number, number],
  params: Partial<Conv2dParams> = {},
  kind: Weights = 'random',
): Layer {
  const bank = setParams(createBank(inChannels, outChannels, size, { groups: params.groups ?? 1 }), params)
  const { shape } = bank.weight
  const [, , height, width] = shape
  const random = randomValues(bank.weight.data.length, 5)
  const factor = randomValues(bank.weight.data.length, 6)
  const data = random.map((value, i) => {
    const kernel = i - (i % (height * width))
    const [row, column] = [Math.floor((i - kernel) / width), i % width]
    if (kind === 'rankOne') return (random[kernel + row] ?? 0) * (factor[kernel + column] ?? 0)
    return kind === 'random' || (factor[i] ?? 0) > 1.5 ? value : 0
  })
  return { type: 'conv2d', bank: { ...bank, weight: { shape, data }, bias: randomValues(outChannels, 7) } }
}

const averaged = (height: number, width: number, padding: readonly [number, number] = [0, 0]): Layer => ({
  type: 'avgPool2d',
  kernelSize: [height, width],
  stride: [height, width],
  padding,
  ceilMode: false,
  countIncludePad: true,
})
const largest = (
  kernelSize: readonly [number, number],
  rest: Partial<Extract<Layer, { type: 'maxPool2d' }>> = {},
): Layer => ({
  type: 'maxPool2d',
  kernelSize,
  stride: [1, 1],
  padding: [0, 0],
  dilation: [1, 1],
  ceilMode: false,
  ...rest,
})

const K = MAX_KERNEL

describe.each(supportedSets())('the largest windows, %s', async (set) => {
  const engine = await createEngine({ mode: 'inline', set })

  test.each<[string, readonly [channels: number, height: number, width: number], Layer]>([
    ['dense', [3, 36, 40], conv(3, 4, [K, K])],
    ['of one filter', [1, 34, 300], conv(1, 1, [K, K])],
    ['of rows alone, long', [2, 33, 230], conv(2, 3, [1, K])],
    ['of columns alone', [2, 50, 21], conv(2, 3, [K, 1])],
    ['same, reflected', [2, 33, 35], conv(2, 2, [K, K], { padding: 'same', paddingMode: 'reflect' })],
    ['depthwise', [3, 33, 35], conv(3, 3, [K, K], { groups: 3, padding: [15, 15] })],
    [
      'with stride and dilation',
      [2, 95, 100],
      conv(2, 2, [K, K], { stride: [2, 3], dilation: [3, 2], padding: [9, 4] }),
    ],
    ['of rank one', [2, 34, 40], conv(2, 1, [K, K], { padding: [15, 15] }, 'rankOne')],
    ['sparse', [2, 40, 50], conv(2, 2, [K, K], {}, 'sparse')],
    ['many channels along rows', [16, 6, 40], conv(16, 16, [3, K], { padding: [1, 15] })],
    ['wider than the limit of one body, at a stride', [1, 8, 400], conv(1, 2, [2, K], { stride: [1, 7] })],
    ['longest stride', [2, 9, 11], conv(2, 2, [3, 3], { stride: [65_536, 65_536] })],
    ['padding far beyond the map', [1, 3, 4], conv(1, 1, [3, 3], { padding: [40, 300] })],
    ['global average of 64 x 64', [5, 64, 64], averaged(64, 64)],
    ['global average of 200 x 333', [2, 200, 333], averaged(200, 333)],
    ['averages in strips', [1, 300, 40], averaged(100, 1)],
    ['average of padding mostly', [1, 5, 6], averaged(64, 64, [32, 31])],
    ['global maximum', [2, 90, 70], largest([90, 70])],
    ['maximum of a wide window', [1, 80, 120], largest([65, 99])],
    [
      'maximum with padding of half its reach',
      [1, 30, 31],
      largest([9, 8], { dilation: [5, 6], padding: [20, 21] }),
    ],
    ['maximum at long strides', [1, 300, 320], largest([150, 150], { stride: [149, 151] })],
  ])('%s', async (_, [channels, height, width], layer) => {
    const input = randomTensor([1, channels, height, width], 3)
    expect(differenceFromReference(input, [layer], await outputsOf(engine, input, [layer]))).toBeNull()
  })
})
