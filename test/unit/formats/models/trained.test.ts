import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import { defaultSettings } from '../../../../src/formats/models/default-settings.ts'
import type { BatchNormChoice } from '../../../../src/formats/models/model-file.ts'
import { listModel, takeConvs } from '../../../../src/formats/models/model-reader.ts'

const folder = join(process.env.FIXTURES_DIR ?? '', 'filters')
const present = process.env.FIXTURES_DIR !== undefined && existsSync(folder)
const file = (name: string) => new Blob([readFileSync(join(folder, name))])

const bankOf = (layer: Layer | undefined) => {
  if (layer?.type !== 'conv2d') throw new Error('no Conv2d')
  return layer.bank
}

describe.skipIf(!present)('trained filters (FIXTURES_DIR)', () => {
  it.each([
    ['ica_patches_64x3x11x11', ['weight 64,3,11,11']],
    ['mnist_cntk', ['conv1 8,1,5,5 +bias', 'conv2 16,8,5,5 +bias']],
    ['mtcnn_pnet', ['conv1 10,3,3,3 +bias', 'conv2 16,10,3,3 +bias', 'conv3 32,16,3,3 +bias', 'conv4_1 2,32,1,1 +bias', 'conv4_2 4,32,1,1 +bias']], // oxfmt-ignore
    ['resnet20_cifar10_first_block', ['conv1 16,3,3,3 +norm', 'layer1.0.conv1 16,16,3,3 +norm', 'layer1.0.conv2 16,16,3,3 +norm']], // oxfmt-ignore
    ['ultralight_slim320_stem', ['base_net.0.0 16,3,3,3 +norm', 'base_net.1.0 16,1,3,3 +norm', 'base_net.1.3 32,16,1,1 +norm', 'base_net.2.0 32,1,3,3 +norm', 'base_net.2.3 32,32,1,1 +norm']], // oxfmt-ignore
    ['mobilenet_v1_first_layers', ['conv1 32,3,3,3 +norm', 'conv1_folded 32,3,3,3 +bias', 'conv_dw_1 32,1,3,3 +norm', 'conv_dw_1_folded 32,1,3,3 +bias', 'conv_pw_1 64,32,1,1 +norm', 'conv_pw_1_folded 64,32,1,1 +bias', 'conv_dw_2 64,1,3,3 +norm', 'conv_dw_2_folded 64,1,3,3 +bias']], // oxfmt-ignore
  ])('%s: its convolutions', async (name, expected) => {
    const { convs } = await listModel(file(`${name}.safetensors`))
    expect(
      convs.map(
        ({ name, weightShape, hasBias, batchNorm }) =>
          `${name} ${weightShape.join(',')}${hasBias ? ' +bias' : ''}${batchNorm ? ' +norm' : ''}`,
      ),
    ).toEqual(expected)
  })

  it('MobileNet: a BatchNorm that is folded gives the weights that were folded elsewhere', async () => {
    const mobilenet = file('mobilenet_v1_first_layers.safetensors')
    const { convs } = await listModel(mobilenet)
    // weights of Keras under PyTorch's names: what is usual for those is another eps
    expect(convs[0]).toMatchObject({ usualEps: 1e-5 })
    const taken = async (name: string, batchNorm: BatchNormChoice, before: number) => {
      const conv = convs.find((each) => each.name === name)
      if (conv === undefined) throw new Error(name)
      const { params } = defaultSettings(conv, before)
      return (await takeConvs(mobilenet, [{ name, params, batchNorm, eps: 1e-3 }])).layers
    }
    for (const [name, before] of [
      ['conv1', 3],
      ['conv_dw_1', 32],
      ['conv_pw_1', 32],
      ['conv_dw_2', 64],
    ] as const) {
      // oxfmt-ignore
      const [folded] = await taken(name, 'fold', before)
      const [expected] = await taken(`${name}_folded`, 'leave', before)
      const [bank, other] = [bankOf(folded), bankOf(expected)]
      expect(bank.params.groups).toBe(name.includes('dw') ? before : 1)
      const apart = (a: Float32Array, b: Float32Array) =>
        Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN)) / (1e-3 + Math.abs(value))))
      expect(apart(bank.weight.data, other.weight.data)).toBeLessThan(1e-6)
      expect(apart(bank.bias ?? new Float32Array(), other.bias ?? new Float32Array())).toBeLessThan(1e-5)
    }
  })

  it('MobileNet as .npz holds the same first layer', async () => {
    const [npz, safetensors] = [file('mobilenet_v1_conv1.npz'), file('mobilenet_v1_first_layers.safetensors')]
    const { convs } = await listModel(npz)
    expect(convs).toMatchObject([{ name: 'weight', weightShape: [32, 3, 3, 3], hasBias: true }])
    const params = {
      stride: [2, 2],
      padding: [1, 1],
      paddingMode: 'zeros',
      dilation: [1, 1],
      groups: 1,
    } as const
    const [a] = (await takeConvs(npz, [{ name: 'weight', params, batchNorm: 'fold' }])).layers
    const [b] = (await takeConvs(safetensors, [{ name: 'conv1_folded', params, batchNorm: 'fold' }])).layers
    expect(a).toEqual(b)
  })
})
