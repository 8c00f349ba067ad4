import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../../src/formats/models/byte-source.ts'
import { listingOf, listModel, takeConvs } from '../../../../src/formats/models/model-reader.ts'
import { openModel } from '../../../../src/formats/models/open-file.ts'
import { writeNpy } from '../../../../src/formats/npy.ts'
import { zipFrame } from '../../../../src/formats/stored-zip.ts'
import { crc32 } from '../../../../src/formats/crc32.ts'
import { modelBytes, modelFile } from '../../../fixtures/model-files.ts'

const open = (bytes: Uint8Array) => openModel(sourceOfBytes(bytes))

async function values(bytes: Uint8Array) {
  const { tensors } = await open(bytes)
  return Promise.all(tensors.map(async (tensor) => [tensor.name, tensor.shape, await tensor.read()] as const))
}

const array = async () => {
  const [tensor] = (await open(modelBytes('npy', 'f4_c_order.npy'))).tensors
  return (await tensor?.read()) ?? new Float32Array()
}

describe('a .npz file', () => {
  it.each(['stored', 'compressed'])('%s: gives its arrays', async (name) => {
    expect(await values(modelBytes('npz', `${name}.npz`))).toEqual([
      ['weight', [8, 2, 3, 3], await array()],
      ['bias', [8], Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7)],
    ])
    expect((await listModel(modelFile('npz', `${name}.npz`))).convs).toEqual([
      { name: 'weight', weightShape: [8, 2, 3, 3], hasBias: true, batchNorm: false, settings: {} },
    ])
  })

  it('gives arrays without names their numbers', async () => {
    const { convs } = await listModel(modelFile('npz', 'positional.npz'))
    expect(convs.map(({ name, weightShape, hasBias }) => [name, weightShape, hasBias])).toEqual([
      ['arr_0', [8, 2, 3, 3], false],
      ['arr_1', [1, 2, 3, 3], false],
    ])
    const pair = zipSync({
      'arr_0.npy': writeNpy([2, 1, 1, 1], Float32Array.of(1, 2)),
      'arr_1.npy': writeNpy([2], Float32Array.of(3, 4)),
    })
    expect(listingOf(await open(pair)).convs).toMatchObject([{ name: 'arr_0', hasBias: true }])
  })

  it('takes names as names, whatever path they look like, and leaves out what is no array', async () => {
    const { tensors, notes } = await listModel(modelFile('npz', 'nested_names.npz'))
    expect(tensors.map(({ name }) => name)).toEqual(['features.0.weight', '../evil'])
    expect(notes).toEqual(['readme.txt is left out: no array of NumPy'])
  })

  it('refuses a small file that claims to be large', async () => {
    await expect(listModel(modelFile('npz', 'zip_bomb_20MB.npz'))).rejects.toThrow(
      /^weight\.npy: claims 20000128 bytes out of \d+, as no weights do$/,
    )
  })

  it('leaves such a file out where there are others', async () => {
    const zip = zipSync({
      'w.npy': writeNpy([1, 1, 1, 1], Float32Array.of(1)),
      'momentum.npy': writeNpy([2 ** 19], new Float32Array(2 ** 19)),
    })
    const { tensors, notes } = listingOf(await open(zip))
    expect(tensors.map(({ name }) => name)).toEqual(['w'])
    expect(notes).toEqual([
      expect.stringMatching(/^momentum\.npy is left out: it claims 2097280 bytes out of/),
    ])
  })

  it('lists strings and objects without reading them', async () => {
    const zip = zipSync({
      'names.npy': modelBytes('npy', 'strings_U.npy'),
      'w.npy': writeNpy([2, 2], new Float32Array(4)),
    })
    const model = await open(zip)
    expect(listingOf(model)).toMatchObject({
      tensors: [{ dtype: 'strings (<U5)' }, { dtype: 'float32' }],
      notes: ['values of type strings (<U5) are not read'],
      convs: [{ name: 'w', weightShape: [1, 1, 2, 2] }],
    })
    await expect(model.tensors[0]?.read()).rejects.toThrow('names: values of type strings')
  })

  const file = writeNpy([1, 1, 2, 2], Float32Array.of(1, 2, 3, 4))
  const stored = zipSync({ 'w.npy': file }, { level: 0 })
  const changed = (at: number, value: number) => stored.with(at < 0 ? stored.length + at : at, value)

  it.each([
    ['a damaged value', changed(30 + 5 + file.length - 1, 9), 'w.npy: its checksum'],
    [
      'a damaged header of a file',
      changed(0, 0x50)
        .with(2, 3)
        .with(3, 4)
        .with(30 + 5 + 1, 0),
      'w.npy: not a .npy file',
    ],
    ['a cut file', stored.subarray(0, -9), 'the directory at the end of the ZIP is missing'],
    ['a damaged directory', changed(-22 + 12, 1), 'the directory of the ZIP is damaged'],
    ['an encrypted file', changed(-22 - 51 + 8, 1), 'w.npy: is encrypted'],
    [
      'another way to pack',
      changed(-22 - 51 + 10, 12),
      'w.npy: is packed in a way that is not read (method 12)',
    ],
    ['no arrays', zipSync({ 'a.txt': strToU8('a') }), 'a ZIP that holds neither arrays'],
    ['an empty ZIP', zipSync({}), 'a ZIP that holds neither arrays'],
  ])('refuses %s', async (_what, bytes, message) => {
    const taken = open(bytes).then(({ tensors }) => tensors[0]?.read())
    await expect(taken).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringContaining(message),
    })
  })

  it('refuses two files of one name', async () => {
    const entry = { name: 'w.npy', size: file.length, crc32: crc32(file) }
    const { headers, directory } = zipFrame([entry, entry])
    const zip = new Uint8Array(
      await new Blob(headers.flatMap((header) => [header, file]).concat(directory)).arrayBuffer(),
    )
    await expect(open(zip)).rejects.toThrow('w.npy: stands in the ZIP twice')
  })

  it('turns the weights of TensorFlow round, by their names', async () => {
    const ramp = (count: number) => Float32Array.from({ length: count }, (_, i) => i)
    const zip = new Blob([
      zipSync({
        'conv1/kernel:0.npy': writeNpy([1, 2, 3, 4], ramp(24)),
        'conv1/bias:0.npy': writeNpy([4], ramp(4)),
        'dw/depthwise_kernel:0.npy': writeNpy([1, 2, 3, 2], ramp(12)),
        'dw_bn/gamma:0.npy': writeNpy([6], ramp(6)),
        'dw_bn/moving_mean:0.npy': writeNpy([6], ramp(6)),
        'dw_bn/moving_variance:0.npy': writeNpy([6], ramp(6)),
      }),
    ])
    const { convs, notes } = await listModel(zip)
    expect(convs).toEqual([
      { name: 'conv1', weightShape: [4, 3, 1, 2], hasBias: true, batchNorm: false, settings: {} },
      {
        name: 'dw',
        weightShape: [6, 1, 1, 2],
        hasBias: false,
        batchNorm: true,
        usualEps: 1e-3,
        settings: { groups: 3 },
      },
    ])
    expect(notes).toEqual([expect.stringContaining('as in TensorFlow')])
    const params = { stride: [1, 1], padding: [0, 0], paddingMode: 'zeros', dilation: [1, 1] } as const
    const { layers } = await takeConvs(zip, [
      { name: 'conv1', params: { ...params, groups: 1 }, batchNorm: 'leave' },
      { name: 'dw', params: { ...params, groups: 3 }, batchNorm: 'leave' },
    ])
    const weights = layers.map((layer) => (layer.type === 'conv2d' ? [...layer.bank.weight.data] : []))
    // kernel[h, w, i, o] lies at ((h * 2 + w) * 3 + i) * 4 + o, depthwise_kernel[h, w, c, m] at ((h * 2 + w) * 3 + c) * 2 + m
    expect(weights[0]?.slice(0, 8)).toEqual([0, 12, 4, 16, 8, 20, 1, 13])
    expect(weights[1]).toEqual([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11])
  })
})
