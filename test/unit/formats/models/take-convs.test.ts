import { describe, expect, it } from 'vitest'
import type { Conv2dParams } from '../../../../src/core/layers/layer.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import { openModel } from '../../../../src/formats/models/open-file.ts'
import { sourceOf } from '../../../../src/formats/models/byte-source.ts'
import { takeConvs } from '../../../../src/formats/models/model-reader.ts'
import type { StoredTensor } from '../../../../src/formats/models/open-model.ts'
import { takeFrom } from '../../../../src/formats/models/take-convs.ts'
import { modelFile } from '../../../fixtures/model-files.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'

const net = modelFile('pt', 'made_whole_net.pt')
const PLAIN: Conv2dParams = {
  stride: [1, 1],
  padding: [1, 1],
  paddingMode: 'zeros',
  dilation: [1, 1],
  groups: 1,
}

const input = randomTensor([1, 3, 6, 7], 1)

describe('a convolution with the BatchNorm behind it', () => {
  /** The maps by the formula of torch.nn.BatchNorm2d, in float64, from the convolution without it. */
  async function expected(eps: number) {
    const { layers } = await takeConvs(net, [{ name: 'conv1', params: PLAIN, batchNorm: 'leave' }])
    const [output] = referencePipeline(input, layers)
    const { tensors } = await openModel(sourceOf(net))
    const part = async (name: string) =>
      (await tensors.find((tensor) => tensor.name === `bn1.${name}`)?.read()) ?? new Float32Array()
    const [gamma, beta] = [await part('weight'), await part('bias')]
    const [mean, variance] = [await part('running_mean'), await part('running_var')]
    const area = 6 * 7
    return Array.from(output?.data ?? [], (value, i) => {
      const c = Math.floor(i / area)
      const scaled = (value - (mean[c] ?? NaN)) / Math.sqrt((variance[c] ?? NaN) + eps)
      return scaled * (gamma[c] ?? NaN) + (beta[c] ?? NaN)
    })
  }

  it.each(['fold', 'affine'] as const)('%s: gives the maps of both', async (batchNorm) => {
    const { layers } = await takeConvs(net, [{ name: 'conv1', params: PLAIN, batchNorm }])
    expect(layers.map(({ type }) => type)).toEqual(batchNorm === 'fold' ? ['conv2d'] : ['conv2d', 'affine'])
    const maps = referencePipeline(input, layers).at(-1)?.data ?? []
    const wanted = await expected(1e-3)
    expect(maps).toHaveLength(4 * 6 * 7)
    maps.forEach((value, i) => expect(Math.abs(value - (wanted[i] ?? NaN))).toBeLessThan(1e-4))
  })

  it.each(['fold', 'affine'] as const)(
    '%s: refuses one of other sizes before it is read',
    async (batchNorm) => {
      const model = await openModel(sourceOf(net))
      for (const part of ['runningMean', 'runningVar', 'weight', 'bias'] as const) {
        const wrong: StoredTensor = {
          name: `bn1.${part}`,
          shape: [2 ** 30],
          dtype: 'float32',
          read: () => Promise.reject(new Error('read')),
        }
        const convs = model.convs.map((conv) =>
          conv.norm ? { ...conv, norm: { ...conv.norm, [part]: wrong } } : conv,
        )
        const taken = takeFrom({ ...model, convs }, [{ name: 'conv1', params: PLAIN, batchNorm }])
        await expect(taken).rejects.toMatchObject({
          name: 'FormatError',
          message: `bn1.${part}: has 1073741824 values for 4 channels`,
        })
      }
    },
  )

  it('takes several, in the order of the choices', async () => {
    const { layers, notes } = await takeConvs(net, [
      { name: 'pair.0', params: { ...PLAIN, padding: [0, 0] }, batchNorm: 'affine' },
      { name: 'dw', params: { ...PLAIN, groups: 4 }, batchNorm: 'fold' },
    ])
    expect(layers.map(({ type }) => type)).toEqual(['conv2d', 'affine', 'conv2d'])
    expect(notes).toEqual([])
  })

  it('takes a transposed convolution as one', async () => {
    const params: Conv2dParams = { ...PLAIN, stride: [2, 2], padding: [0, 0] }
    const { layers } = await takeConvs(net, [{ name: 'up', params, batchNorm: 'leave' }])
    expect(layers).toMatchObject([{ type: 'convTranspose2d', outputPadding: [0, 0] }])
    const [output] = referencePipeline(randomTensor([1, 4, 2, 3], 2), layers)
    expect(output?.shape).toEqual([1, 4, 4, 6])
  })

  it.each([
    ['groups', { groups: 3 }],
    ['bias', { groups: 2 }],
    ['padding', { padding: 'same' }],
    ['paddingMode', { paddingMode: 'reflect' }],
  ] as const)('refuses a transposed one with other %s, at its place', async (field, change) => {
    const params = { ...PLAIN, ...change }
    await expect(takeConvs(net, [{ name: 'up', params, batchNorm: 'leave' }])).rejects.toMatchObject({
      name: 'FormatError',
      path: `up.${field}`,
    })
  })

  it('refuses more layers than a pipeline has', async () => {
    const choice = { name: 'conv1', params: PLAIN, batchNorm: 'affine' } as const
    await expect(
      takeConvs(
        net,
        Array.from({ length: 33 }, () => choice),
      ),
    ).rejects.toThrow('66 layers')
  })
})
