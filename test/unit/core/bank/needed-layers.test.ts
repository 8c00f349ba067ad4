import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank, setBias } from '../../../../src/core/bank/bank.ts'
import type { FilterBank, Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import { layersNeeded } from '../../../../src/core/bank/needed-layers.ts'
import { seededRandom } from '../../../../src/core/random.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import type { Tensor } from '../../../../src/core/tensor.ts'
import { SEED } from '../arbitraries.ts'

const random = seededRandom(3)
const values = (length: number) => Float32Array.from({ length }, () => 2 * random() - 1)
const photo: Tensor = { shape: [1, 3, 6, 5], data: values(90) }

function conv(inChannels: number, outChannels: number, groups: number): Layer {
  const bank: FilterBank = createBank(inChannels, outChannels, [3, 3], { padding: [1, 1], groups })
  const weight = { ...bank.weight, data: values(bank.weight.data.length) }
  return { type: 'conv2d', bank: setBias({ ...bank, weight }, outChannels - 1, 0.5) }
}

function transposed(inChannels: number, outChannels: number, groups: number): Layer {
  const layer = conv(inChannels, outChannels, groups)
  if (layer.type !== 'conv2d') throw new Error('a convolution was asked for')
  const params = { ...layer.bank.params, stride: [2, 2] } as const
  return { type: 'convTranspose2d', bank: { ...layer.bank, params }, outputPadding: [1, 0] }
}

const unshuffle: Layer = { type: 'pixelUnshuffle', factor: 2 }
const affine: Layer = { type: 'affine', scale: values(8), shift: values(8) }
const PIPELINES: readonly Pipeline[] = [
  [conv(3, 8, 1)],
  [conv(3, 6, 3)],
  [conv(3, 8, 1), { type: 'relu' }, conv(8, 16, 4)],
  [conv(3, 8, 1), affine, { type: 'channelShuffle', groups: 4 }, conv(8, 8, 2)],
  [conv(3, 8, 1), conv(8, 8, 8), { type: 'channelShuffle', groups: 2 }],
  [{ type: 'channelShuffle', groups: 3 }, conv(3, 4, 1)],
  [{ type: 'relu' }, { type: 'channelShuffle', groups: 3 }],
  [conv(3, 8, 1), { type: 'pixelShuffle', factor: 2 }, conv(2, 4, 2)],
  [conv(3, 4, 1), { type: 'pixelShuffle', factor: 2 }],
  [
    conv(3, 4, 1),
    { type: 'pad', padding: [1, 0, 0, 0], mode: 'reflect', value: 0 },
    unshuffle,
    conv(16, 8, 4),
  ],
  [{ type: 'pad', padding: [1, 0, 0, 0], mode: 'zeros', value: 0 }, unshuffle],
  [conv(3, 6, 1), transposed(6, 8, 2), { type: 'globalAvgPool2d' }, { type: 'relu' }],
]
function outputOf(layers: Pipeline) {
  const output = referencePipeline(photo, layers).at(-1)
  if (output === undefined) throw new RangeError('no layers')
  return output
}

const filtersOf = (layers: Pipeline) =>
  layers.map((layer) => (layer.type === 'conv2d' ? layer.bank.weight.shape[0] : 0))

describe('the filters that some maps need', () => {
  it('make these maps as the whole pipeline does', () => {
    fc.assert(
      fc.property(fc.nat(PIPELINES.length - 1), fc.infiniteStream(fc.nat(15)), (which, numbers) => {
        const layers = PIPELINES[which] ?? []
        const whole = outputOf(layers)
        const [, count, height, width] = whole.shape
        const wanted = [...new Set([...numbers.take(3)].map((n) => n % count))]
        const needed = layersNeeded(layers, 3, wanted)
        const part = outputOf(needed.layers)
        expect(part.shape[1]).toBe(needed.channels.length)
        const plane = height * width
        for (const channel of wanted) {
          const at = needed.channels.indexOf(channel)
          expect([...part.data.subarray(at * plane, (at + 1) * plane)]).toEqual([
            ...whole.data.subarray(channel * plane, (channel + 1) * plane),
          ])
        }
      }),
      SEED,
    )
  })

  it('are one of many, and of the layer before those of its group', () => {
    expect(filtersOf(layersNeeded(PIPELINES[0] ?? [], 3, [5]).layers)).toEqual([1])
    expect(filtersOf(layersNeeded(PIPELINES[2] ?? [], 3, [5]).layers)).toEqual([2, 0, 1])
    expect(filtersOf(layersNeeded(PIPELINES[2] ?? [], 3, [0, 5, 6]).layers)).toEqual([4, 0, 4])
    expect(filtersOf(layersNeeded(PIPELINES[3] ?? [], 3, [0]).layers)).toEqual([4, 0, 1])
  })
})
