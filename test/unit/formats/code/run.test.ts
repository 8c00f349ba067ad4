import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { applyRange, toLinear } from '../../../../src/core/image/image-tensor.ts'
import type { BankDocument, InputSettings, Layer, Pipeline } from '../../../../src/core/layers/layer.ts'
import { referencePipeline } from '../../../../src/core/layers/reference.ts'
import { layerOutputShape, pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import type { PoolLayer } from '../../../../src/core/layers/pool.ts'
import type { Shape4, Tensor } from '../../../../src/core/tensor.ts'
import { writeBank } from '../../../../src/formats/bank-json.ts'
import { CODE_FORMS, type CodeFormName } from '../../../../src/formats/code/codes.ts'
import { writeOnnx } from '../../../../src/formats/models/onnx/write-onnx.ts'
import { writeNpz } from '../../../../src/formats/models/write-models.ts'
import { loadConv2dCases } from '../../../fixtures/golden-files.ts'
import { framedTensor } from '../../../fixtures/framed.ts'
import { firstMismatch } from '../../../fixtures/golden.ts'
import { arbitraryRun, randomTensor } from '../../../fixtures/pipelines.ts'
import { pythonWith } from '../../../fixtures/python.ts'
import { SEED } from '../../core/arbitraries.ts'

const SCRIPT = join(import.meta.dirname, '../../../python/check_code.py')

/** The libraries, by their names in Python, and the programs that each runs. */
const LIBRARIES = {
  torch: ['sequential', 'functional', 'cluster'],
  numpy: ['numpy'],
  jax: ['jax'],
  onnxruntime: ['onnxruntime'],
} as const satisfies Readonly<Record<string, readonly CodeFormName[]>>

type Library = keyof typeof LIBRARIES
const NAMES = Object.keys(LIBRARIES) as Library[]

/** For each library a Python that has it; the program for a cluster reads photos too. */
const pythons = new Map(
  NAMES.map((name) => [name, name === 'torch' ? pythonWith(name, 'PIL') : pythonWith(name)]),
)

interface Program {
  readonly name: string
  readonly input: Tensor
  readonly layers: Pipeline
  readonly settings: InputSettings
  /** Whether there are many like it. */
  readonly isOfMany?: boolean
}

const SRGB: InputSettings = { range: '0..1', light: 'srgb', matte: '#ffffff' }

/** Every kind of layer and setting, by PyTorch's own cases and at random, and what the picture goes through. */
function programs(): Program[] {
  const golden = loadConv2dCases()
    .filter(({ name, input }) => input.shape[0] > 0 && !name.startsWith('negative_padding'))
    .map(({ name, input, bank }): Program => ({
      name,
      input,
      layers: [{ type: 'conv2d', bank }],
      settings: SRGB,
      isOfMany: true,
    }))
  const random = fc
    .sample(arbitraryRun, { seed: SEED.seed, numRuns: 120 })
    .map(({ input, layers }, i): Program => ({
      name: `random ${i}`,
      input,
      layers,
      settings: SRGB,
      isOfMany: true,
    }))
  const large = createBank(3, 40, [3, 3], { padding: [1, 1], paddingMode: 'reflect' })
  const layers: Pipeline = [
    {
      type: 'conv2d',
      bank: {
        ...large,
        weight: randomTensor(large.weight.shape, 5),
        names: large.names.map((_, i) => `f${i}\n"`),
      },
    },
    {
      type: 'affine',
      scale: randomTensor([1, 200, 1, 1], 6).data.subarray(0, 40),
      shift: randomTensor([1, 40, 1, 1], 7).data,
    },
    { type: 'channelShuffle', groups: 1 },
  ]
  const settings = (['0..1', '-1..1', 'imagenet'] as const).flatMap((range) =>
    (['srgb', 'linear'] as const).map((light): Program => ({
      name: `${range} ${light}`,
      input: { shape: [1, 3, 4, 5], data: randomTensor([1, 3, 4, 5], 8).data.map((x) => Math.abs(x) / 2) },
      layers,
      settings: { range, light, matte: '#ffffff' },
    })),
  )
  const framed = (
    [
      ['crop', { crop: { x: 1, y: 2, width: 5, height: 4 } }],
      ['middle', { size: { width: 3, height: 2, shorter: 4 } }],
      [
        'enlarged middle of a crop',
        { crop: { x: 2, y: 0, width: 3, height: 6 }, size: { width: 7, height: 6, shorter: 9 } },
      ],
      ['both ways', { size: { width: 15, height: 4 }, light: 'linear', range: 'imagenet' }],
    ] as const
  ).map(([name, framing]): Program => ({
    name,
    input: { shape: [1, 3, 7, 9], data: randomTensor([1, 3, 7, 9], 8).data.map((x) => Math.abs(x) / 2) },
    layers,
    settings: { ...SRGB, ...framing },
  }))
  const odd = Float32Array.of(
    NaN,
    Infinity,
    -Infinity,
    -0,
    1e-45,
    3.4028234663852886e38,
    16777216,
    1e20,
    0.1,
    1 / 3,
  )
  const scale: Layer = { type: 'affine', scale: odd, shift: new Float32Array(odd.length).fill(-0) }
  const bias: Layer = {
    type: 'conv2d',
    bank: { ...createBank(10, 10, [1, 1], { groups: 10 }), bias: odd },
  }
  const many: Layer = {
    type: 'affine',
    scale: Float32Array.from({ length: 140 }, (_, i) => odd[i % 10] ?? 0),
    shift: new Float32Array(140),
  }
  const numbers: Program[] = [
    {
      name: 'odd scales',
      input: { shape: [1, 10, 1, 1], data: new Float32Array(10).fill(1) },
      layers: [scale],
      settings: SRGB,
    },
    {
      name: 'odd biases',
      input: { shape: [1, 10, 1, 1], data: new Float32Array(10) },
      layers: [bias],
      settings: SRGB,
    },
    {
      name: 'odd numbers in the file',
      input: { shape: [1, 140, 1, 1], data: new Float32Array(140).fill(1) },
      layers: [many],
      settings: SRGB,
    },
    { name: 'no layers', input: randomTensor([1, 3, 2, 2], 9), layers: [], settings: SRGB },
    {
      name: 'leaky',
      input: randomTensor([1, 3, 2, 2], 9),
      layers: [{ type: 'leakyRelu', negativeSlope: 1 / 3 }],
      settings: SRGB,
    },
  ]
  return [...golden, ...random, ...settings, ...framed, ...numbers]
}

/** What the first layer sees, as the app makes it from sRGB values. */
function prepared({ input, settings }: Program): Tensor {
  if (settings.crop || settings.size) return framedTensor(input, settings)
  const data = settings.light === 'linear' ? Float32Array.from(input.data, toLinear) : input.data.slice()
  applyRange(data, settings.range)
  return { ...input, data }
}

/** A float32 network may be this far from the float64 reference, in terms of the largest value on the way. */
function bound(outputs: readonly { data: ArrayLike<number> }[]): number {
  const values = outputs.flatMap(({ data }) => Array.from(data, Math.abs)).filter(Number.isFinite)
  return 1e-5 * values.reduce((most, value) => Math.max(most, value), 1)
}

interface Result {
  readonly shape: readonly number[]
  readonly output: readonly (number | string)[]
}

const PYTHON_NUMBERS: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity }

/** The exported file, as each form of it is written. */
const FILES = {
  json: writeBank,
  npz: writeNpz,
  onnx: (bank: BankDocument, channels: number) => writeOnnx(bank, channels, null),
} as const

const ALL = programs().map((program, index) => ({ ...program, index }))

/** What a library does not compute as the others do: by what layer, and why. */
const REFUSED: Partial<Readonly<Record<Library, (layer: Layer, input: Shape4) => boolean>>> = {
  // some versions of PyTorch 2 do not count the dilation in the half of a kernel that may be padding
  torch: (layer) => layer.type === 'maxPool2d' && isPadded(layer, (kernel) => Math.floor(kernel / 2)),
  // it takes less padding than there are taps, and in ceil mode no Pad can stand for it; ONNX's Resize follows its scale also
  // where the size stays as it was
  onnxruntime: (layer, input) =>
    layer.type === 'maxPool2d'
      ? layer.ceilMode && isPadded(layer, (kernel) => kernel - 1)
      : layer.type === 'upsample' &&
        layer.scaleFactor.some(
          (scale, i) => scale !== 1 && layerOutputShape(input, layer)[i + 2] === input[i + 2],
        ),
}

/** Whether an axis of a pooling layer has more padding than is taken of so large a kernel. */
function isPadded(layer: PoolLayer, most: (kernel: number) => number): boolean {
  return layer.kernelSize.some((kernel, i) => (layer.padding[i] ?? 0) > most(kernel))
}

/** JAX compiles each of them, which takes its time: it gets every fourth of those that there are many of. */
const EACH: Partial<Readonly<Record<Library, number>>> = { jax: 4 }

/** The programs that a library runs. */
function programsFor(library: Library) {
  const isRefused = REFUSED[library] ?? (() => false)
  return ALL.filter(({ index, isOfMany, input, layers }) => {
    if (isOfMany && index % (EACH[library] ?? 1) !== 0) return false
    const shapes = [input.shape, ...pipelineShapes(input.shape, layers)]
    return !layers.some((layer, i) => isRefused(layer, shapes[i] ?? input.shape))
  })
}

describe.each(NAMES)('programs run in %s (where Python has it)', (library) => {
  const python = pythons.get(library)
  const forms = LIBRARIES[library]
  const taken = programsFor(library)
  let folder = ''
  const nameOf = (index: number, form: CodeFormName) => `case-${index}-${form}`

  beforeAll(() => {
    if (python === undefined) return
    folder = mkdtempSync(join(tmpdir(), 'code-'))
    for (const program of taken) {
      const { index, layers, settings, input } = program
      for (const form of forms) {
        const { file: kind, write } = CODE_FORMS[form]
        const file = `weights ${index} "é".${kind}`
        const { code, needsFile } = write(
          { layers, input: settings },
          { input: prepared(program).shape, file },
        )
        if (needsFile) {
          writeFileSync(
            join(folder, file),
            FILES[kind]({ name: '', input: settings, layers }, input.shape[1]),
          )
        }
        // what the program for a cluster reads is a photo, which `cluster.test.ts` has
        const isBank = form === 'cluster'
        const { data } = isBank ? prepared(program) : input
        const values = Array.from(data, (value) => (Number.isFinite(value) ? value : String(value)))
        const { shape } = isBank ? prepared(program) : input
        const written = { code, shape, input: values, ...(isBank ? { bank: file } : {}) }
        writeFileSync(join(folder, `${nameOf(index, form)}.json`), JSON.stringify(written))
      }
    }
    execFileSync(python, [SCRIPT, library, folder], { timeout: 240_000 })
  }, 300_000)

  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true })
  })

  it.skipIf(python === undefined).each(taken)('$name', (program) => {
    const input = prepared(program)
    const outputs = [input, ...referencePipeline(input, program.layers)]
    const expected = outputs.at(-1) ?? input
    const tolerance = bound(outputs)
    for (const form of forms) {
      const path = join(folder, `${nameOf(program.index, form)}.out.json`)
      const { shape, output } = JSON.parse(readFileSync(path, 'utf8')) as Result
      const actual = output.map((value) => (typeof value === 'string' ? (PYTHON_NUMBERS[value] ?? 0) : value))
      expect(shape).toEqual(expected.shape)
      expect(firstMismatch(actual, expected.data, () => tolerance)).toBeNull()
    }
  })
})
