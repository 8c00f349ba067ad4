import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { kaimingUniform } from '../../../../src/core/bank/kernel-ops.ts'
import { pipelineReach } from '../../../../src/core/layers/reach.ts'
import type { Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import { elementCount, type Shape4, type Tensor } from '../../../../src/core/tensor.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'

/** A 1 x 1 layer of random weights, some of them 0. */
function mix(inChannels: number, outChannels: number, groups: number, seed: number, zeros: number): Layer {
  const bank = createBank(inChannels, outChannels, [1, 1], { groups })
  const random = kaimingUniform({ height: 1, width: 1, values: bank.weight.data }, 1, seed).values
  const data = random.map((value, i) => ((i * 7 + seed) % 5 < zeros ? 0 : value))
  return { type: 'conv2d', bank: { ...bank, weight: { ...bank.weight, data } } }
}

const pipelines = fc
  .record({
    seed: fc.integer({ min: 1, max: 1000 }),
    zeros: fc.integer({ min: 0, max: 4 }),
    groups: fc.constantFrom(1, 2, 3, 6),
    shuffle: fc.constantFrom(1, 2, 3, 4, 6, 12),
    last: fc.constantFrom(1, 2, 3, 4, 6, 12),
  })
  .map(({ seed, zeros, groups, shuffle, last }): Pipeline => [
    mix(3, 6, 1, seed, zeros),
    mix(6, 12, groups, seed + 1, zeros),
    { type: 'channelShuffle', groups: shuffle },
    { type: 'tanh' },
    mix(12, 12, last, seed + 2, zeros),
  ])

/** The channels of the picture whose change is seen in each map, by computing both. */
function seenChannels(layers: Pipeline): number[][][] {
  const shape: Shape4 = [1, 3, 2, 3]
  const picture = randomTensor(shape, 5)
  const area = elementCount(shape) / 3
  const mapsOf = (tensor: Tensor) => referencePipeline(tensor, layers)
  const before = mapsOf(picture)
  const changed = [0, 1, 2].map((channel) =>
    mapsOf({ shape, data: picture.data.map((v, i) => (Math.floor(i / area) === channel ? v + 0.7 : v)) }),
  )
  return before.map(({ shape: [, channels, height, width], data }, layer) =>
    Array.from({ length: channels }, (_, map) => {
      const [from, to] = [map * height * width, (map + 1) * height * width]
      return [0, 1, 2].filter((channel) => {
        const after = changed[channel]?.[layer]?.data.subarray(from, to)
        return data.subarray(from, to).some((value, i) => value !== after?.[i])
      })
    }),
  )
}

test('a map reaches the channels whose change is seen in it', () => {
  fc.assert(
    fc.property(pipelines, (layers) => {
      const reach = pipelineReach(layers, 3).map((maps) => maps.map((set) => [...set].sort()))
      expect(reach).toEqual(seenChannels(layers))
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('layers that take channels apart, or join them, carry them along', () => {
  const layers: Pipeline = [
    { type: 'pixelUnshuffle', factor: 2 },
    { type: 'pixelShuffle', factor: 2 },
    { type: 'globalAvgPool2d' },
  ]
  const [apart, joined, mean] = pipelineReach(layers, 3).map((maps) => maps.map((set) => [...set]))
  expect(apart).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2].map((channel) => [channel]))
  expect([joined, mean]).toEqual([
    [[0], [1], [2]],
    [[0], [1], [2]],
  ])
})
