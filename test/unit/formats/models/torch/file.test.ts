import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { crc32 } from '../../../../../src/formats/crc32.ts'
import { sourceOf, sourceOfBytes } from '../../../../../src/formats/models/byte-source.ts'
import { listModel, takeConvs } from '../../../../../src/formats/models/model-reader.ts'
import { openModel } from '../../../../../src/formats/models/open-file.ts'
import type { OpenModel } from '../../../../../src/formats/models/open-model.ts'
import { zipFrame } from '../../../../../src/formats/stored-zip.ts'
import { countingSource, modelBytes, modelFile } from '../../../../fixtures/model-files.ts'

const open = (name: string) => openModel(sourceOf(modelFile('pt', name)))

async function values({ tensors }: OpenModel) {
  const read = tensors.map(async (tensor) => [tensor.name, [...(await tensor.read())]] as const)
  return Object.fromEntries(await Promise.all(read))
}

/** What PyTorch itself reads. */
const EXPECTED = JSON.parse(readFileSync('test/fixtures/formats/pt/expected.json', 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, { shape: number[]; dtype: string; values: number[] }>>>
>

const ramp = (count: number, start = 0) => Array.from({ length: count }, (_, i) => start + i / 4)
const STATE = { weight: ramp(72), bias: ramp(4, -1) }

describe('what torch.save writes', () => {
  it.each(['conv_state_dict', 'views_shared_storage', 'dtype_bfloat16'])(
    '%s: as PyTorch reads it',
    async (name) => {
      const model = await open(`${name}.pt`)
      const expected = Object.entries(EXPECTED[`${name}.pt`] ?? {})
      expect(expected.length).toBeGreaterThan(0)
      expect(model.tensors.map(({ name, shape, dtype }) => [name, [...shape], `torch.${dtype}`])).toEqual(
        expected.map(([key, { shape, dtype }]) => [key, shape, dtype]),
      )
      expect(await values(model)).toEqual(
        Object.fromEntries(expected.map(([key, { values }]) => [key, values])),
      )
    },
  )

  it.each(['pickle_protocol4', 'bare_tensor', 'parameter', 'list_of_tensors'])(
    '%s holds what conv_state_dict holds',
    async (name) => {
      const { weight, bias } = await values(await open('conv_state_dict.pt'))
      const expected = {
        pickle_protocol4: { weight, bias },
        bare_tensor: { tensor: weight },
        parameter: { tensor: weight },
        list_of_tensors: { 0: weight, 1: bias },
      }[name]
      expect(await values(await open(`${name}.pt`))).toEqual(expected)
      expect((await listModel(modelFile('pt', `${name}.pt`))).convs).toMatchObject([
        { weightShape: [8, 2, 3, 3], hasBias: 'weight' in (expected ?? {}) || name === 'list_of_tensors' },
      ])
    },
  )

  it.each([
    ['float64', (value: number) => value],
    ['int8', Math.trunc],
    ['int16', Math.trunc],
    ['int64', Math.trunc],
    ['bool', (value: number) => (value === 0 ? 0 : 1)],
  ])('numbers of type %s', async (type, convert) => {
    const { weight = [] } = await values(await open('conv_state_dict.pt'))
    const model = await open(`dtype_${type}.pt`)
    expect(model.tensors.map(({ name, dtype }) => [name, dtype])).toEqual([['w', type]])
    expect((await values(model)).w).toEqual(weight.map((value) => convert(Math.fround(20 * value)) + 0))
  })

  it('a number alone, and nothing', async () => {
    const model = await open('scalar_and_empty.pt')
    expect(model.tensors.map(({ shape }) => shape)).toEqual([[], [0, 3]])
    expect(await values(model)).toEqual({ s: [2.5], e: [] })
  })

  it('a checkpoint: the names of its state_dict', async () => {
    const { convs, tensors, notes } = await listModel(modelFile('pt', 'checkpoint_nested.pt'))
    const plain = { batchNorm: false, settings: {} }
    expect(convs).toEqual([
      { name: 'module.conv1', weightShape: [8, 3, 3, 3], hasBias: true, ...plain },
      {
        name: 'module.dw',
        weightShape: [8, 1, 3, 3],
        hasBias: false,
        ...plain,
        batchNorm: true,
        usualEps: 1e-5,
      },
      { name: 'module.pw', weightShape: [4, 8, 1, 1], hasBias: true, ...plain },
    ])
    expect(tensors).toHaveLength(10)
    expect(notes).toEqual([])
  })

  it.each([
    ['made_state_dict_legacy.pth', STATE],
    ['made_deflated.pt', STATE],
    ['made_big_endian.pt', { w: [1, 2, 3, 4] }],
    ['made_half.pt', { w: [1, 2, 3, 250] }],
    ['made_int.pt', { w: [1, 2, 3, 250] }],
    ['made_byte.pt', { w: [1, 2, 3, 250] }],
    ['made_torchscript.pt', STATE],
    ['made_whole_conv.pt', { weight: ramp(120), bias: ramp(4, -1) }],
  ])('%s', async (name, expected) => {
    expect(await values(await open(name))).toEqual(expected)
  })

  it('channels last: values in the order of their axes', async () => {
    const { w = [] } = await values(await open('made_channels_last.pt'))
    // [o, c, h, w] lies at o * 18 + h * 6 + w * 2 + c
    expect(w.slice(0, 10)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 1].map((at) => at / 4))
  })

  it.each(['made_whole_net.pt', 'made_whole_net_protocol4.pt', 'made_whole_net_legacy.pth'])(
    '%s: a whole module with its settings, none of its code',
    async (name) => {
      const { convs, notes, tensors } = await listModel(modelFile('pt', name))
      expect(convs).toEqual([
        {
          name: 'conv1',
          weightShape: [4, 3, 3, 3],
          hasBias: true,
          batchNorm: true,
          settings: { stride: [2, 2], padding: [1, 1], paddingMode: 'reflect', dilation: [1, 1], groups: 1 },
        },
        {
          name: 'dw',
          weightShape: [4, 1, 3, 3],
          hasBias: false,
          batchNorm: false,
          settings: { stride: [1, 1], padding: 'same', paddingMode: 'zeros', dilation: [2, 2], groups: 4 },
        },
        {
          name: 'up',
          weightShape: [4, 4, 2, 2],
          hasBias: true,
          batchNorm: false,
          settings: { stride: [2, 2], padding: [0, 0], paddingMode: 'zeros', dilation: [1, 1], groups: 1 },
          transposed: true,
          outputPadding: [0, 0],
        },
        {
          name: 'pair.0',
          weightShape: [2, 4, 1, 1],
          hasBias: true,
          batchNorm: true,
          settings: { stride: [1, 1], padding: [0, 0], paddingMode: 'zeros', dilation: [1, 1], groups: 1 },
        },
      ])
      expect(notes).toEqual(['a whole module: its tensors and settings are read, its code is not'])
      expect(tensors.map((tensor) => tensor.name)).toContain('bn1.num_batches_tracked')
      const stored = (await open(name)).convs
      expect(stored.map(({ norm }) => norm?.eps)).toEqual([1e-3, undefined, undefined, 1e-5])
    },
  )

  it('lists 1 GB by its directory and its pickle', async () => {
    const members = unzipSync(modelBytes('pt', 'conv_state_dict.pt'))
    const pickle = members['conv_state_dict/data.pkl'] ?? new Uint8Array()
    const sizes = [pickle.length, 2 ** 29, 2 ** 29]
    const names = ['data.pkl', 'data/0', 'data/1']
    const entries = names.map((name, i) => ({
      name,
      size: sizes[i] ?? 0,
      crc32: i === 0 ? crc32(pickle) : 0,
    }))
    const { headers, directory } = zipFrame(entries)
    const contents = [pickle, 2 ** 29, 2 ** 29]
    const parts = headers.flatMap((header, i) => [header, contents[i] ?? 0])
    const source = countingSource(...parts, directory)
    expect(source.size).toBeGreaterThan(2 ** 30)
    const { convs } = await openModel(source)
    expect(convs).toMatchObject([{ name: 'weight', weightShape: [8, 2, 3, 3] }])
    // of a ZIP, its end is looked for in its last 64 KiB
    expect(source.bytesRead).toBeLessThan(70_000)
  })

  it('lists numbers that are not read', async () => {
    const model = await open('made_complex.pt')
    expect(model.tensors.map(({ dtype }) => dtype)).toEqual(['ComplexFloatStorage', 'float32'])
    await expect(model.tensors[0]?.read()).rejects.toThrow('values of type ComplexFloatStorage are not read')
  })

  it('lists a view that is larger than all it looks at, and does not read it', async () => {
    const file = modelFile('pt', 'odd_expanded.pt')
    expect((await listModel(file)).convs).toMatchObject([{ weightShape: [1024, 1024, 31, 31] }])
    const params = {
      stride: [1, 1],
      padding: [0, 0],
      paddingMode: 'zeros',
      dilation: [1, 1],
      groups: 1,
    } as const
    await expect(takeConvs(file, [{ name: 'w', params, batchNorm: 'leave' }])).rejects.toThrow('are too many')
  })
})

describe('what is refused by name, and nothing of it run', () => {
  it.each([
    ['unsafe_global_os.pt', 'data.pkl: the file asks for posix.getcwd, which is not data; nothing was run'],
    ['unsafe_os_system.pt', 'asks for posix.system,'],
    ['unsafe_eval.pt', 'asks for builtins.eval,'],
    ['unsafe_popen.pt', 'asks for commands.Popen,'],
    ['unsafe_name_alone.pt', 'asks for posix.system,'],
    ['unsafe_getattr.pt', 'asks for operator.attrgetter,'],
    ['unsafe_user_function.pt', 'asks for models.run,'],
    ['sparse.pt', 'sparse tensors (torch._utils._rebuild_sparse_tensor) are not read'],
    ['made_quantised.pt', 'quantised tensors (torch._utils._rebuild_qtensor) are not read'],
    ['bad_truncated.pt', 'the directory at the end of the ZIP is missing'],
    ['bad_beyond_storage.pt', 'shape (2, 2, 2, 2) reaches beyond the 4 values of its storage'],
    ['bad_short_storage.pt', 'w: storage 0 has 16 bytes, fewer than the file says'],
  ])('%s', async (name, message) => {
    await expect(open(name)).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringContaining(message),
    })
  })

  it('refuses an old file that is cut', async () => {
    const bytes = modelBytes('pt', 'made_state_dict_legacy.pth')
    await expect(openModel(sourceOfBytes(bytes.subarray(0, -1)))).rejects.toThrow('it is cut or damaged')
    await expect(openModel(sourceOfBytes(bytes.subarray(0, 300)))).rejects.toThrow('the pickle ends early')
  })
})
