import { readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import { FormatError } from '../../src/core/errors.ts'
import { createBank } from '../../src/core/bank/bank.ts'
import type { BankDocument, Layer, Pipeline } from '../../src/core/layers/layer.ts'
import { readBank, writeBank } from '../../src/formats/bank-json.ts'
import { parseKernelText, writeKernelText } from '../../src/formats/kernel-text.ts'
import { readLesson } from '../../src/formats/lessons/lesson.ts'
import { MAX_UNPACKED, readLink, writeLink, type LinkContent } from '../../src/formats/link.ts'
import { readOwnPresets, writeOwnPresets } from '../../src/formats/own-presets-json.ts'
import { parseJson } from '../../src/formats/parse-json.ts'
import { readProjectRecord } from '../../src/formats/project-record.ts'
import { documentValue, readStoredDocument } from '../../src/formats/stored-document.ts'
import { TEXT_FORMATS } from '../../src/formats/text-formats.ts'
import { reviveStored } from '../fixtures/stored-document.ts'
import type { FuzzedReader, Input, Read } from './fuzz.ts'

/** A reader of text that refuses with a FormatError. */
function ofText(
  name: string,
  corpus: () => readonly string[],
  read: (text: string) => Read,
  most?: (length: number) => number,
): FuzzedReader {
  const asText = (input: Input) => (typeof input === 'string' ? input : new TextDecoder().decode(input))
  return { name, corpus, read: (input) => read(asText(input)), refuses: FormatError, ...(most && { most }) }
}

/** A layer of each kind, with each kind of field, in a few documents: of many fields few are left whole. */
const CONV: Layer = {
  type: 'conv2d',
  bank: {
    ...createBank(3, 2, [1, 2], { padding: 'same', paddingMode: 'reflect' }),
    bias: Float32Array.of(NaN, -Infinity),
    names: ['luma "\u202e', ''],
  },
}
const LEAKY: Layer = { type: 'leakyRelu', negativeSlope: Infinity }
const POOLS: Pipeline = [
  {
    type: 'maxPool2d',
    kernelSize: [2, 3],
    stride: [2, 2],
    padding: [1, 0],
    dilation: [1, 1],
    ceilMode: true,
  },
  {
    type: 'avgPool2d',
    kernelSize: [2, 2],
    stride: [1, 2],
    padding: [0, 0],
    ceilMode: false,
    countIncludePad: false,
  },
  { type: 'channelShuffle', groups: 2 },
  { type: 'affine', scale: Float32Array.of(-0, 1e-45), shift: Float32Array.of(3.4e38, 1) },
  { type: 'sigmoid' },
]
const SHAPES: Pipeline = [
  { type: 'globalAvgPool2d' },
  { type: 'pad', padding: [-1, 2, 0, 3], mode: 'zeros', value: -Infinity },
  { type: 'upsample', scaleFactor: [2, 0.75], mode: 'bilinear', alignCorners: true },
  { type: 'pixelUnshuffle', factor: 2 },
  { type: 'pixelShuffle', factor: 2 },
  {
    type: 'convTranspose2d',
    bank: createBank(2, 2, [1, 2], { stride: [2, 2], groups: 2 }),
    outputPadding: [1, 0],
  },
]
const ACTIVATIONS: Pipeline = [
  { type: 'prelu', weight: Float32Array.of(NaN, -0) },
  { type: 'clip', min: -Infinity, max: 1e300 },
  { type: 'gelu', approximate: 'tanh' },
  { type: 'softplus', beta: NaN, threshold: 20 },
]
const PIPELINES: readonly Pipeline[] = [
  [CONV, LEAKY, ...POOLS],
  [CONV, ...SHAPES],
  [CONV, ...ACTIVATIONS],
  [LEAKY],
  [],
]
/** Documents that others are made from. */
export const BANKS: readonly BankDocument[] = PIPELINES.map((layers) => ({
  name: 'edges',
  input: {
    range: '-1..1',
    light: 'linear',
    matte: '#102030',
    ownValues: true,
    crop: { x: 3, y: 4, width: 50, height: 60 },
    size: { width: 224, height: 192, shorter: 256 },
  },
  layers,
}))
/** What is looked at, as files keep it. */
export const VIEW: LinkContent['view'] = {
  layer: 1,
  filter: 2,
  channel: 0,
  colorMap: 'signed',
  range: 'group',
  fixed: { low: -1, high: 0.5 },
  shown: 'absolute',
}

const LINKS = BANKS.map((bank, i): LinkContent => ({
  name: `Link ${i}`,
  bank,
  resolution: 1024,
  view: VIEW,
  bypassed: [],
}))
const START = '#filterbank=1.'

function linkRead(hash: string): Read {
  const value = readLink(hash)
  return { value, again: () => readLink(writeLink(value)) }
}

const NUMBERS = [
  '1\t2\t1\n2\t4\t2\n1\t2\t1',
  '1;2\n3;4\n\n5;6\n7;8',
  '"1,5"\t-2\n\n\n3\t1/16',
  '1, 2.5, -3e-2\r\n4, nan, -inf',
  '1 2 3\n4 5 6',
  '[[1, 2.5], [-0, 1e-3]]',
  '[["NaN", "Infinity"], ["-Infinity", 0]]',
  'kernel = np.array([[1., 2.],\n       [3., 4.]], dtype=np.float32)',
  "Parameter containing:\ntensor([[[[1., 0.], [0., -1.]]]], device='cuda:0', requires_grad=True)",
  '[[1. 2.]\n [3. 4.]]',
  '[(1/16, 2/16), (float(\'nan\'), float("-inf"))]',
  'kernel = np.array([[1, 2], [2, 4]], dtype=np.float32).reshape(-1, 2)/16',
  '1/16 * [1 2 1; 2 4 2; 1 -sqrt(2)/2 2*pi] % rows',
  'const float k[3] = { 1.f/9, -2e-3f, /* last */ 1.f };',
  '(Mat_<float>(1,3) << 0,-1, 0.5)*2',
  '\\frac{1}{9}\\begin{bmatrix} 1 & -\\sqrt{2} \\\\ 2^{-1} & \\pi \\end{bmatrix}',
  '3x2+1+1: 0,-,1 1/2,2,nan',
  'torch.ones(2, 2).float() / 4',
  '#(1 2 1)',
  '| 1 | -2 |\n|---|---|\n| 3 | 4 |',
  'torch.tensor([[torch.inf, -torch.inf], [np.nan, .5]])',
]

function kernelRead(text: string): Read {
  const value = parseKernelText(text)
  return {
    value,
    again() {
      const format = TEXT_FORMATS[text.length % TEXT_FORMATS.length] ?? 'json'
      const { shape, values } = parseKernelText(writeKernelText(value, format))
      // a table has no more than the sizes of a stack, and no size of a single kernel
      return format === 'tsv' || format === 'csv' ? { shape: value.shape, values } : { shape, values }
    },
  }
}

/** What the storage holds, as text that a mutator can change; its arrays and blobs are made of it again. */
const stored = (part: 'documents' | 'projects') => {
  const all = JSON.parse(readFileSync('test/fixtures/documents/stored-1.json', 'utf8')) as Record<
    string,
    unknown
  >
  return JSON.stringify(part === 'documents' ? (all[part] as { document: unknown }).document : all[part])
}

export const TEXT_READERS: readonly FuzzedReader[] = [
  ofText(
    'bank',
    () => BANKS.map(writeBank),
    (text) => {
      const value = readBank(text)
      return { value, again: () => readBank(writeBank(value)) }
    },
  ),
  ofText(
    'link',
    () => LINKS.map(writeLink),
    linkRead,
    () => 16 * MAX_UNPACKED,
  ),
  ofText(
    'link-content',
    () =>
      LINKS.map((link) =>
        JSON.stringify({ ...parts(link), filters: JSON.parse(writeBank(link.bank)) as unknown }),
      ),
    (text) => linkRead(START + deflateRawSync(text).toString('base64url')),
    () => 16 * MAX_UNPACKED,
  ),
  {
    ...ofText(
      'lesson',
      () =>
        ['03-filter-is-a-stack', '04-bias'].map((name) =>
          readFileSync(`src/state/lessons/files/${name}.json`, 'utf8'),
        ),
      (text) => ({ value: JSON.stringify(readLesson(text)) }),
    ),
    inputs: 2000,
  },
  ofText(
    'own-presets',
    () => [
      writeOwnPresets([
        {
          name: 'mine',
          channels: 1,
          size: [3, 3],
          values: Float32Array.from({ length: 9 }, (_, i) => i / 7),
        },
        { name: '', channels: 2, size: [1, 2], values: Float32Array.of(NaN, -0, Infinity, 1) },
      ]),
      writeOwnPresets([]),
    ],
    (text) => {
      const value = readOwnPresets(text)
      return { value, again: () => readOwnPresets(writeOwnPresets(value)) }
    },
  ),
  ofText(
    'stored-document',
    () => [stored('documents')],
    (text) => {
      const value = readStoredDocument(reviveStored(parseJson(text)))
      return { value, again: () => readStoredDocument(structuredClone(documentValue(value))) }
    },
  ),
  ofText(
    'stored-record',
    () => [stored('projects'), linkedRecord()],
    (text) => {
      const value = readProjectRecord(reviveStored(parseJson(text)))
      return { value, again: () => readProjectRecord({ ...value }) }
    },
  ),
  ofText('kernel-text', () => NUMBERS, kernelRead),
]

/** A record of a project that was made of a link. */
function linkedRecord(): string {
  const link = { key: '0123abcd-400', hash: `${START}abc` }
  return JSON.stringify({ ...(JSON.parse(stored('projects')) as object), link })
}

function parts({ name, resolution, view, bypassed }: LinkContent) {
  return { format: 'filterbank-link/1', name, resolution, view, bypassed }
}
