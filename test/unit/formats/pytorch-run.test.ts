import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBank } from '../../../src/core/bank/bank.ts'
import { applyRange, toLinear } from '../../../src/core/image/image-tensor.ts'
import type { InputSettings, Layer, Pipeline } from '../../../src/core/layers/layer.ts'
import { referencePipeline } from '../../../src/core/layers/reference.ts'
import type { Tensor } from '../../../src/core/tensor.ts'
import { writeBank } from '../../../src/formats/bank-json.ts'
import { pytorchCode } from '../../../src/formats/pytorch-code.ts'
import { loadConv2dCases } from '../../fixtures/golden-files.ts'
import { firstMismatch } from '../../fixtures/golden.ts'
import { arbitraryRun, randomTensor } from '../../fixtures/pipelines.ts'
import { SEED } from '../core/arbitraries.ts'

const SCRIPT = join(import.meta.dirname, '../../pytorch/check_code.py')

/** A Python that has torch; null where there is none. */
const python =
  [process.env['PYTHON'] ?? 'python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', 'import torch'], { timeout: 60_000 }).status === 0,
  ) ?? null

interface Program {
  readonly name: string
  readonly input: Tensor
  readonly layers: Pipeline
  readonly settings: InputSettings
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
    }))
  const random = fc
    .sample(arbitraryRun, { seed: SEED.seed, numRuns: 120 })
    .map(({ input, layers }, i): Program => ({ name: `random ${i}`, input, layers, settings: SRGB }))
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
  return [...golden, ...random, ...settings, ...numbers]
}

/** What the first layer sees, as the app makes it from sRGB values. */
function prepared({ input, settings }: Program): Tensor {
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

const STYLES = ['sequential', 'functional'] as const

describe.skipIf(python === null)('the code runs in PyTorch (needs python3 with torch)', () => {
  let folder = ''
  const all = programs().map((program, index) => ({ ...program, index }))
  const nameOf = (index: number, style: string) => `case-${index}-${style}`

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pytorch-code-'))
    for (const { index, layers, settings, input } of all) {
      const file = `weights ${index} "é".json`
      const data = Array.from(input.data, (value) => (Number.isFinite(value) ? value : String(value)))
      for (const style of STYLES) {
        const options = { style, input: input.shape, file }
        const { code, needsFile } = pytorchCode({ layers, input: settings }, options)
        if (needsFile) writeFileSync(join(folder, file), writeBank({ name: '', input: settings, layers }))
        const program = { code, shape: input.shape, input: data }
        writeFileSync(join(folder, `${nameOf(index, style)}.json`), JSON.stringify(program))
      }
    }
    execFileSync(python ?? '', [SCRIPT, folder], { timeout: 240_000 })
  }, 300_000)

  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true })
  })

  it.each(all)('$name', (program) => {
    const input = prepared(program)
    const outputs = [input, ...referencePipeline(input, program.layers)]
    const expected = outputs.at(-1) ?? input
    const tolerance = bound(outputs)
    for (const style of STYLES) {
      const path = join(folder, `${nameOf(program.index, style)}.out.json`)
      const { shape, output } = JSON.parse(readFileSync(path, 'utf8')) as Result
      const actual = output.map((value) => (typeof value === 'string' ? (PYTHON_NUMBERS[value] ?? 0) : value))
      expect(shape).toEqual(expected.shape)
      expect(firstMismatch(actual, expected.data, () => tolerance)).toBeNull()
    }
  })
})
