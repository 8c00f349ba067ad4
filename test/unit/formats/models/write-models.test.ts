import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import type { BankDocument, Layer } from '../../../../src/core/layers/layer.ts'
import { listModel, ownBank, takeConvs } from '../../../../src/formats/models/model-reader.ts'
import type { OpenModel, StoredTensor } from '../../../../src/formats/models/open-model.ts'
import { readOwnBank } from '../../../../src/formats/models/own-pipeline.ts'
import { writeNpz, writeSafetensors } from '../../../../src/formats/models/write-models.ts'
import { filters } from '../../../../src/formats/readers.ts'
import { arbitraryRun } from '../../../fixtures/pipelines.ts'
import { SEED } from '../../core/arbitraries.ts'

const WRITERS = { safetensors: writeSafetensors, npz: writeNpz } as const
const KINDS = ['safetensors', 'npz'] as const

/** Every array of a value as its bits: NaN of any kind is itself, and -0 is not 0. */
function bits(value: unknown): unknown {
  if (value instanceof Float32Array) return Array.from(new Uint32Array(value.slice().buffer))
  if (Array.isArray(value)) return value.map(bits)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bits(item)]))
}

/** Pipelines that begin with the three channels of a picture, with values and names of every sort. */
const banks: fc.Arbitrary<BankDocument> = fc
  .record({
    run: arbitraryRun,
    name: fc.string({ unit: 'binary', maxLength: 20 }),
    names: fc.array(fc.string({ unit: 'binary', maxLength: 9 }), { minLength: 3, maxLength: 3 }),
    special: fc.constantFrom(-0, NaN, Infinity, -Infinity, 1e-45, 0.1),
    range: fc.constantFrom('0..1', '-1..1', 'imagenet'),
    light: fc.constantFrom('srgb', 'linear'),
  })
  .map(({ run: { input, layers }, name, names, special, range, light }) => {
    const first = createBank(3, input.shape[1], [1, 1])
    const data = first.weight.data.map((_, i) => (i === 0 ? special : i / 7))
    const mixer: Layer = {
      type: 'conv2d',
      bank: {
        ...first,
        weight: { ...first.weight, data },
        names: first.names.map((_, i) => names[i % names.length] ?? ''),
      },
    }
    const odd: Layer = { type: 'leakyRelu', negativeSlope: special }
    return { name, input: { range, light, matte: '#102030' }, layers: [mixer, odd, ...layers] }
  })

describe.each(KINDS)('a pipeline as .%s', (kind) => {
  it('comes back bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(banks, async (bank) => {
        const file = new Blob([WRITERS[kind](bank)])
        expect(await listModel(file)).toMatchObject({ kind, own: true })
        expect(bits(await ownBank(file))).toEqual(bits(bank))
      }),
      SEED,
    )
  })

  const bank = createBank(3, 2, [3, 3], { padding: [1, 1] })
  const document: BankDocument = {
    name: 'edges',
    input: { range: '0..1', light: 'srgb', matte: '#ffffff' },
    layers: [
      { type: 'conv2d', bank: { ...bank, bias: Float32Array.of(1, 2) } },
      { type: 'relu' },
      { type: 'affine', scale: Float32Array.of(1, 2), shift: Float32Array.of(3, 4) },
    ],
  }

  it('has the names that load_state_dict of the PyTorch code takes', async () => {
    const { tensors, convs } = await listModel(new Blob([WRITERS[kind](document)]))
    expect(tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ['0.weight', [2, 3, 3, 3]],
      ['0.bias', [2]],
      ['2.scale', [2, 1, 1]],
      ['2.shift', [2, 1, 1]],
    ])
    expect(convs).toMatchObject([{ name: '0', weightShape: [2, 3, 3, 3], hasBias: true }])
  })

  it('opens at once', async () => {
    expect(await filters(new Blob([WRITERS[kind](document)]))).toEqual({ bank: document })
  })

  it('is a file of tensors like any other', async () => {
    const file = new Blob([WRITERS[kind](document)])
    const choice = { name: '0', params: bank.params, batchNorm: 'leave' } as const
    expect((await takeConvs(file, [choice])).layers).toEqual(document.layers.slice(0, 1))
  })

  it('is refused where arrays are not those that it names', async () => {
    const bytes = WRITERS[kind](document)
    const text = new TextDecoder('latin1').decode(bytes)
    const at = text.indexOf('0.bias', kind === 'npz' ? text.indexOf('filterbank/1') : 0)
    const broken = Uint8Array.from(bytes)
    broken[at + 2] = 'B'.charCodeAt(0)
    const reading = ownBank(new Blob([broken]))
    // what is left of it is there to choose from
    expect(await filters(new Blob([broken]))).toMatchObject({
      listing: {
        convs: [{ name: '0' }],
        notes: [expect.stringContaining('the whole pipeline in it cannot be read')],
      },
    })
    await expect(reading).rejects.toMatchObject({
      message:
        kind === 'npz' ? expect.stringContaining('filterbank.json: its checksum') : '0.Bias: is missing',
    })
  })
})

describe('a file that claims to be ours', () => {
  const large = (count: number): StoredTensor => ({
    name: '0.weight',
    shape: [count],
    dtype: 'float32',
    read: () => Promise.reject(new Error('read')),
  })
  const claims = (layers: number, count: number): OpenModel => ({
    kind: 'npz',
    tensors: [large(count)],
    convs: [],
    notes: [],
    own: () =>
      Promise.resolve(`{"layers":[${new Array(layers).fill('{"weight":{"tensor":"0.weight"}}').join()}]}`),
    chain: null,
  })

  it.each([
    ['more layers than a pipeline has', claims(65, 1), 'layers: expected at most 64 entries, but got 65'],
    ['more numbers than one holds', claims(1, 2 ** 23), '8,388,608 numbers are too many'],
    ['one large tensor many times', claims(4, 2 ** 21), '8,388,608 numbers are too many'],
  ])('is refused before anything is read: %s', async (_what, model, message) => {
    await expect(readOwnBank(model)).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringContaining(message),
    })
  })
})

describe('files of others', () => {
  it('have no pipeline of ours', async () => {
    const file = new Blob([
      writeSafetensors({ name: '', input: { range: '0..1', light: 'srgb', matte: '#fff000' }, layers: [] }),
    ])
    expect((await ownBank(file)).layers).toEqual([])
    const other = new Blob([Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d)])
    await expect(ownBank(other)).rejects.toThrow('not a file that Filterbank wrote')
  })
})

/** Whether NumPy is there to open what is written for it. */
const python = (() => {
  try {
    execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

describe.skipIf(!python)('NumPy (python3)', () => {
  it('opens a .npz of ours', () => {
    const bank = createBank(3, 2, [1, 1])
    const data = Float32Array.of(1, 2, 3, -4, 0.5, 1e-45)
    const layers: Layer[] = [{ type: 'conv2d', bank: { ...bank, weight: { ...bank.weight, data } } }]
    const path = join(mkdtempSync(join(tmpdir(), 'filterbank-npz-')), 'w.npz')
    writeFileSync(
      path,
      writeNpz({ name: '', input: { range: '0..1', light: 'srgb', matte: '#ffffff' }, layers }),
    )
    const script = `import numpy, sys
f = numpy.load(sys.argv[1])
print(f.files, f['0.weight'].shape, f['0.weight'].dtype, f['0.weight'].ravel().tolist())`
    const printed = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' })
    expect(printed.trim()).toBe(
      "['0.weight', '0.bias', 'filterbank.json'] (2, 3, 1, 1) float32 [1.0, 2.0, 3.0, -4.0, 0.5, 1.401298464324817e-45]",
    )
  })
})
