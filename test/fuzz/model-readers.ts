import { strToU8, unzipSync, zipSync } from 'fflate'
import { FormatError } from '../../src/core/errors.ts'
import { sourceOfBytes, type ByteSource } from '../../src/formats/models/byte-source.ts'
import { defaultSettings } from '../../src/formats/models/default-settings.ts'
import { listingOf } from '../../src/formats/models/model-reader.ts'
import { openNpy } from '../../src/formats/models/npy.ts'
import { openOnnx } from '../../src/formats/models/onnx/open-onnx.ts'
import type { OpenModel } from '../../src/formats/models/open-model.ts'
import { openZip } from '../../src/formats/models/open-zip.ts'
import { openTorchLegacy } from '../../src/formats/models/torch/file.ts'
import { openSafetensors } from '../../src/formats/models/safetensors.ts'
import { readOwnBank } from '../../src/formats/models/own-pipeline.ts'
import { takeFrom } from '../../src/formats/models/take-convs.ts'
import { writeSafetensors } from '../../src/formats/models/write-models.ts'
import { writeNpy } from '../../src/formats/npy.ts'
import { IMAGE, modelOf } from '../fixtures/onnx-models.ts'
import { VALUE_GRAPHS } from '../fixtures/onnx-value-graphs.ts'
import { WINDOW_GRAPHS } from '../fixtures/onnx-window-graphs.ts'
import { modelBytes, modelNames } from '../fixtures/model-files.ts'
import type { FuzzedReader, Input, Read } from './fuzz.ts'
import { BANKS } from './text-readers.ts'

const asBytes = (input: Input) => (typeof input === 'string' ? strToU8(input) : input)

type Open = (source: ByteSource) => Promise<OpenModel>

/** Lists a file, takes its chain, and all of its convolutions with the settings that are offered. */
async function modelRead(bytes: Uint8Array, open: Open): Promise<Read> {
  const model = await open(sourceOfBytes(bytes))
  const listing = listingOf(model)
  const chain = await model.takeChain?.({ batchNorm: bytes.length % 2 === 0 ? 'fold' : 'affine' })
  const choices = listing.convs.map((conv) => ({
    name: conv.name,
    params: defaultSettings(conv, 3).params,
    batchNorm: (['fold', 'affine', 'leave'] as const)[bytes.length % 3] ?? 'fold',
  }))
  const { layers, notes } = await takeFrom(model, choices)
  return { value: { listing, chain, layers, notes } }
}

function ofModels(name: string, open: Open, corpus: () => readonly Uint8Array[]): FuzzedReader {
  return {
    name,
    corpus,
    read: (input) => modelRead(asBytes(input), open),
    refuses: FormatError,
    // what is packed grows, and every filter gets a name
    most: (length) => 1100 * length + 65_536,
  }
}

/** An array whose header says what it likes, of any version. */
function npy(version: number, header: string, data: Uint8Array): Uint8Array {
  const text = strToU8(`${header}\n`)
  const length = [text.length & 255, text.length >> 8, ...(version > 1 ? [0, 0] : [])]
  return Uint8Array.from([0x93, ...strToU8('NUMPY'), version, 0, ...length, ...text, ...data])
}

const FLOATS = new Uint8Array(Float64Array.of(1, -2, NaN).buffer)

const NPY = [
  writeNpy([2, 1, 1, 3], Float32Array.of(1, 2, 3, 4, 5, NaN)),
  writeNpy([], Float32Array.of(1)),
  npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 3), }", FLOATS),
  npy(3, "{'descr': '>f4', 'fortran_order': True, 'shape': (2, 1, 3), }", FLOATS),
  npy(2, "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }", new Uint8Array()),
  npy(1, "{'descr': '|i1', 'fortran_order': True, 'shape': (1, 2, 3, 4), }", FLOATS),
]
const [WEIGHT, VECTOR] = [
  writeNpy([2, 1, 2, 2], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
  writeNpy([2], Float32Array.of(0.5, 2)),
]
const NORM = {
  'bn1.running_mean.npy': VECTOR,
  'bn1.running_var.npy': VECTOR,
  'bn1.weight.npy': VECTOR,
}

/** A .safetensors file of these tensors, all zeros. */
function safetensors(shapes: Readonly<Record<string, readonly number[]>>, metadata?: object): Uint8Array {
  let end = 0
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const from = end
    end += 4 * shape.reduce((product, n) => product * n, 1)
    return [name, { dtype: 'F32', shape, data_offsets: [from, end] }] as const
  })
  const header = strToU8(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }))
  const bytes = new Uint8Array(8 + header.length + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  return bytes
}

/** A pipeline that Filterbank wrote: whatever becomes of the file, what is read of it can be written and read again. */
const OWN: FuzzedReader = {
  name: 'own-safetensors',
  corpus: () => BANKS.map(writeSafetensors),
  async read(input) {
    const read = async (bytes: Uint8Array) => readOwnBank(await openSafetensors(sourceOfBytes(bytes)))
    const value = await read(asBytes(input))
    return { value, again: () => read(writeSafetensors(value)) }
  },
  refuses: FormatError,
}

/** The opcodes of a pickle of protocol 2, in a file of torch.save. */
const pickled = (data: Uint8Array) =>
  zipSync({ 'data.pkl': data, 'data/0': new Uint8Array(64) }, { level: 0 })
const dataOf = (name: string) => {
  const files = unzipSync(modelBytes('pt', name))
  return Object.entries(files).find(([path]) => path.endsWith('data.pkl'))?.[1] ?? new Uint8Array()
}
const PICKLES = [
  'conv_state_dict',
  'made_whole_conv',
  'views_shared_storage',
  'pickle_protocol4',
  'scalar_and_empty',
]

export const MODEL_READERS: readonly FuzzedReader[] = [
  OWN,
  ofModels('pt', openZip, () =>
    [
      'conv_state_dict',
      'dtype_bfloat16',
      'scalar_and_empty',
      'made_big_endian',
      'made_deflated',
      'made_torchscript',
    ].map((name) => modelBytes('pt', `${name}.pt`)),
  ),
  ofModels('pth', openTorchLegacy, () =>
    ['made_state_dict_legacy', 'made_whole_net_legacy'].map((name) => modelBytes('pt', `${name}.pth`)),
  ),
  {
    ...ofModels(
      'pickle',
      (source) => source.read(0, source.size).then((data) => openZip(sourceOfBytes(pickled(data)))),
      () => PICKLES.map((name) => dataOf(`${name}.pt`)),
    ),
  },
  ofModels('onnx', openOnnx, () => [
    ...[...WINDOW_GRAPHS, ...VALUE_GRAPHS].map(([, , graph, shape = IMAGE]) => modelOf({ ...graph, shape })),
    ...['net', 'net_no_constant_folding', 'conv_reflect', 'pools', 'bilinear'].map((name) =>
      modelBytes('onnx', `${name}.onnx`),
    ),
  ]),
  ofModels('npy', openNpy, () => NPY),
  ofModels('npz', openZip, () => [
    zipSync({ 'conv1.weight.npy': WEIGHT, 'conv1.bias.npy': VECTOR, ...NORM }, { level: 0 }),
    zipSync({ 'w.npy': WEIGHT, 'b.npy': VECTOR, 'readme.txt': FLOATS }),
    zipSync({ 'arr_0.npy': NPY[3] ?? WEIGHT, 'k.npy': NPY[2] ?? WEIGHT }, { level: 0 }),
    ...['stored.npz', 'compressed.npz', 'positional.npz'].map((name) => modelBytes('npz', name)),
  ]),
  ofModels('safetensors', openSafetensors, () => [
    ...modelNames('safetensors', /^ok_/).map((name) => modelBytes('safetensors', name)),
    safetensors({
      'conv1.weight': [2, 1, 2, 2],
      'conv1.bias': [2],
      'bn1.running_mean': [2],
      'bn1.running_var': [2],
    }),
    safetensors(
      { '0.weight': [2, 3, 1, 1], '1.weight': [2], '1.running_var': [2], '1.running_mean': [2] },
      {},
    ),
  ]),
]
