import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FilterBank, Pipeline } from '../../../../src/core/layers/layer.ts'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import { TRAINED } from '../../../../src/core/presets/trained.ts'
import { filters } from '../../../../src/formats/readers.ts'
import { hasThirdParty, thirdParty } from '../image/fixtures.ts'

const FOLDER = 'public/trained'
const LICENCES = readFileSync(join(FOLDER, 'LICENSES.txt'), 'utf8')

async function bankOf(id: string) {
  const trained = TRAINED.find((each) => each.id === id)
  if (trained === undefined) throw new Error(`no ${id}`)
  const found = await filters(new Blob([readFileSync(join(FOLDER, trained.file))]))
  if (!('bank' in found)) throw new Error(`${trained.file} does not open at once`)
  return found.bank
}

const banksOf = (layers: Pipeline): FilterBank[] =>
  layers.flatMap((layer) => (layer.type === 'conv2d' ? [layer.bank] : []))

/** Layers in short, as "conv2d 32,3,3,3 s2 p0 g1". */
const outline = (layers: Pipeline) =>
  layers.map((layer) => {
    if (layer.type !== 'conv2d') return layer.type
    const { weight, params, bias } = layer.bank
    const { stride, padding, groups } = params
    return `${weight.shape.join(',')} s${stride[0]} p${padding[0]} g${groups}${bias === null ? '' : ' +bias'}`
  })

describe('trained filters', () => {
  it.each([
    ['mobilenet-conv1', '-1..1', ['pad', '32,3,3,3 s2 p0 g1 +bias', 'relu6']],
    ['mobilenet-block1', '-1..1', ['pad', '32,3,3,3 s2 p0 g1 +bias', 'relu6', '32,1,3,3 s1 p1 g32 +bias', 'relu6', '64,32,1,1 s1 p0 g1 +bias', 'relu6']], // oxfmt-ignore
    ['resnet20-block1', 'imagenet', ['16,3,3,3 s1 p1 g1 +bias', 'relu', '16,16,3,3 s1 p1 g1 +bias', 'relu', '16,16,3,3 s1 p1 g1 +bias']], // oxfmt-ignore
    ['ica', '0..1', ['64,3,11,11 s1 p5 g1']],
    ['slim-stem', '-1..1', ['16,3,3,3 s2 p1 g1 +bias', 'relu', '16,1,3,3 s1 p1 g16 +bias', 'relu', '32,16,1,1 s1 p0 g1 +bias', 'relu']], // oxfmt-ignore
    ['pnet', '-1..1', ['10,3,3,3 s1 p0 g1 +bias', 'prelu', 'maxPool2d', '16,10,3,3 s1 p0 g1 +bias', 'prelu', '32,16,3,3 s1 p0 g1 +bias', 'prelu', '2,32,1,1 s1 p0 g1 +bias']], // oxfmt-ignore
  ])('%s opens at once with its settings', async (id, range, layers) => {
    const bank = await bankOf(id)
    expect(bank.name).toBe(TRAINED.find((each) => each.id === id)?.name)
    expect(bank.input.range).toBe(range)
    expect(outline(bank.layers)).toEqual(layers)
    expect(() => pipelineShapes([1, 3, 64, 96], bank.layers)).not.toThrow()
  })

  it('MobileNet has 8 dead filters, as it is told', async () => {
    const [bank] = banksOf((await bankOf('mobilenet-conv1')).layers)
    const largest = Array.from({ length: 32 }, (_, filter) =>
      Math.max(...(bank?.weight.data.subarray(filter * 27, (filter + 1) * 27).map(Math.abs) ?? [])),
    )
    expect(largest.filter((size) => size < 1e-5)).toHaveLength(8)
    expect(largest.filter((size) => size > 1e-3)).toHaveLength(24)
  })

  it('are all of the folder, with ids of their own', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(['LICENSES.txt', ...TRAINED.map(({ file }) => file)].sort())
    expect(new Set(TRAINED.map(({ id }) => id)).size).toBe(TRAINED.length)
  })

  it('have their source and licence beside them', () => {
    for (const { file, source, licence } of TRAINED)
      expect(LICENCES).toContain(`${file}\n  ${source}\n  ${licence}\n`)
    for (const title of ['Apache License', 'Redistribution and use', 'CC0 1.0 Universal', 'MIT License'])
      expect(LICENCES).toContain(title)
  })

  it('take less than 200 kB together', () => {
    const sizes = readdirSync(FOLDER).map((file) => statSync(join(FOLDER, file)).size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000)
  })
})

/** The tensors of a published .safetensors file of float32. */
function published(name: string): (tensor: string) => Float32Array {
  const bytes = thirdParty(`filters/${name}.safetensors`)
  const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Record<
    string,
    { data_offsets: [number, number] }
  >
  return (tensor) => {
    const [from, to] = header[tensor]?.data_offsets ?? [NaN, NaN]
    return new Float32Array(bytes.slice(start + from, start + to).buffer)
  }
}

describe.skipIf(!hasThirdParty)('trained filters (FIXTURES_DIR) have the published numbers', () => {
  it.each([
    ['mobilenet-conv1', 'mobilenet_v1_first_layers', ['conv1_folded']],
    ['mobilenet-block1', 'mobilenet_v1_first_layers', ['conv1_folded', 'conv_dw_1_folded', 'conv_pw_1_folded']], // oxfmt-ignore
    ['pnet', 'mtcnn_pnet', ['conv1', 'conv2', 'conv3', 'conv4_1']],
  ])('%s, bit for bit', async (id, file, names) => {
    const tensor = published(file)
    const { layers } = await bankOf(id)
    const banks = banksOf(layers)
    expect(banks.map(({ weight }) => weight.data)).toEqual(names.map((name) => tensor(`${name}.weight`)))
    expect(banks.map(({ bias }) => bias)).toEqual(names.map((name) => tensor(`${name}.bias`)))
    const slopes = layers.flatMap((layer) => (layer.type === 'prelu' ? [layer.weight] : []))
    expect(slopes).toEqual(id === 'pnet' ? [1, 2, 3].map((i) => tensor(`prelu${i}.weight`)) : [])
  })

  it('the independent components, bit for bit', async () => {
    const [bank] = banksOf((await bankOf('ica')).layers)
    expect(bank?.weight.data).toEqual(published('ica_patches_64x3x11x11')('weight'))
  })

  it.each([
    ['resnet20-block1', 'resnet20_cifar10_first_block', [['conv1', 'bn1'], ['layer1.0.conv1', 'layer1.0.bn1'], ['layer1.0.conv2', 'layer1.0.bn2']]], // oxfmt-ignore
    ['slim-stem', 'ultralight_slim320_stem', [['base_net.0.0', 'base_net.0.1'], ['base_net.1.0', 'base_net.1.1'], ['base_net.1.3', 'base_net.1.4']]], // oxfmt-ignore
  ])('%s, with PyTorch’s BatchNorm (eps 1e-5) folded in', async (id, file, names) => {
    const tensor = published(file)
    const banks = banksOf((await bankOf(id)).layers)
    expect(banks).toHaveLength(names.length)
    names.forEach(([conv = '', norm = ''], i) => {
      const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
        tensor(`${norm}.${part}`),
      )
      const scale = [...(gamma ?? [])].map((value, o) => value / Math.sqrt((variance?.[o] ?? NaN) + 1e-5))
      const weight = tensor(`${conv}.weight`)
      const each = weight.length / scale.length
      const folded = weight.map((value, at) => value * (scale[Math.floor(at / each)] ?? NaN))
      expect(banks[i]?.weight.data).toEqual(folded)
      const shift = scale.map((value, o) => (beta?.[o] ?? NaN) - (mean?.[o] ?? NaN) * value)
      expect(banks[i]?.bias).toEqual(Float32Array.from(shift))
    })
  })
})
