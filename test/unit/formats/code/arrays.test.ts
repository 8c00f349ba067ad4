import { describe, expect, it } from 'vitest'
import { createBank, renameFilter } from '../../../../src/core/bank/bank.ts'
import { hasBank, type InputSettings, type Pipeline } from '../../../../src/core/layers/layer.ts'
import { jaxCode } from '../../../../src/formats/code/jax.ts'
import { numpyCode } from '../../../../src/formats/code/numpy.ts'
import { onnxRuntimeCode } from '../../../../src/formats/code/onnx-runtime.ts'
import { LAYER_FORMS } from '../../../../src/formats/layers/forms.ts'
import { EVERY, SHAPES } from './every-layer.ts'

const SRGB: InputSettings = { range: '0..1', light: 'srgb', matte: '#ffffff' }
const OPTIONS = { input: [1, 3, 9, 8], file: 'my "bank".npz' } as const
/** One of each kind at least. */
const LAYERS: Pipeline = [
  ...EVERY,
  ...SHAPES,
  { type: 'identity' },
  { type: 'pad', padding: [1, 0, 0, 0], mode: 'replicate', value: 0 },
  { type: 'pixelUnshuffle', factor: 1 },
]
const WRITERS = { numpy: numpyCode, jax: jaxCode } as const
const LIBRARIES = ['numpy', 'jax'] as const

/** Functions that a program defines, but for the model. */
function defined(code: string): string[] {
  return Array.from(code.matchAll(/^def (\w+)\(/gm), ([, name = '']) => name).filter(
    (name) => name !== 'model',
  )
}

/** What it calls without a module in front. */
function called(code: string): Set<string> {
  const bare = code.replaceAll(/"""[^]*?"""/g, '').replaceAll(/#.*|"[^"\n]*"/g, '')
  const calls = bare.matchAll(/\bmap\((\w+)|(?<![\w.]|def )([a-z_]\w*)\(/g)
  return new Set(Array.from(calls, ([, mapped, name]) => mapped ?? name ?? ''))
}

const BUILT_IN = new Set([
  'int',
  'float',
  'isinstance',
  'len',
  'map',
  'max',
  'min',
  'range',
  'reversed',
  'zip',
  'for',
  'in',
])

it('every type of layer is tried', () => {
  expect(new Set(LAYERS.map(({ type }) => type))).toEqual(new Set(Object.keys(LAYER_FORMS)))
})

describe.each(LIBRARIES)('the code of %s', (library) => {
  const codeOf = (layers: Pipeline, channels = 3) =>
    WRITERS[library]({ layers, input: SRGB }, { ...OPTIONS, input: [1, channels, 9, 8] })

  it.each(LAYERS)('of $type defines the functions that it calls, and no other', (layer) => {
    const { code } = codeOf([layer], hasBank(layer) ? 3 : 4)
    const functions = defined(code)
    const calls = called(code)
    expect([...calls].filter((name) => !BUILT_IN.has(name)).sort()).toEqual([...functions].sort())
    expect(new Set(functions).size).toBe(functions.length)
    expect(code).not.toMatch(/\b(xp|torch|F)\.|undefined|\n{4}/)
    expect(code.includes('math.')).toBe(code.startsWith('import math\n'))
  })

  it('reads large weights from the exported file, and only those', () => {
    const layers: Pipeline = [
      { type: 'conv2d', bank: createBank(3, 2, [1, 1]) },
      { type: 'conv2d', bank: createBank(2, 20, [3, 3]) },
    ]
    const { code, needsFile } = codeOf(layers)
    expect(needsFile).toBe(true)
    expect(code).toContain('arrays = np.load("my \\"bank\\".npz")')
    expect(code).toMatch(/^weight1 = j?np\.array\(\[$/m)
    expect(code).toMatch(/^weight2 = .*arrays\["1\.weight"\]/m)
    expect(code).toMatch(/^bias2 = .*arrays\["1\.bias"\]/m)
    expect(codeOf(layers.slice(0, 1))).toMatchObject({
      needsFile: false,
      code: expect.not.stringContaining('np.load') as string,
    })
  })

  it('takes no function from the name of a filter', () => {
    const bank = renameFilter(createBank(3, 1, [1, 1]), 0, 'prelu(channel_shuffle(x))')
    expect(defined(codeOf([{ type: 'conv2d', bank }]).code)).not.toContain('prelu')
  })

  it('refuses layers that do not fit', () => {
    expect(() => codeOf([{ type: 'conv2d', bank: createBank(4, 4, [3, 3]) }])).toThrow(
      expect.objectContaining({ name: 'ShapeError', layer: 0 }),
    )
  })
})

it('NumPy reads as the calls of PyTorch', () => {
  const layers: Pipeline = [{ type: 'leakyRelu', negativeSlope: 0.1 }, { type: 'abs' }]
  expect(numpyCode({ layers, input: { ...SRGB, range: '-1..1' } }, OPTIONS).code).toBe(`import numpy as np


def leaky_relu(x, negative_slope):
    return np.where(x > 0, x, x * negative_slope)


def preprocess(x):
    """What the first layer sees of sRGB values 0..1, shape (N, 3, H, W)."""
    mean = 0.5
    std = 0.5
    x = (x - mean) / std
    return x


def model(x):               # (1, 3, 9, 8)
    x = leaky_relu(x, 0.1)  # (1, 3, 9, 8)
    x = np.abs(x)           # (1, 3, 9, 8)
    return x


# x = np.asarray(image, np.float32).transpose(2, 0, 1)[None] / 255
# maps = model(preprocess(x))
`)
})

it('JAX compiles the model', () => {
  const { code } = jaxCode({ layers: [{ type: 'relu' }], input: SRGB }, OPTIONS)
  expect(code).toMatch(/\n@jax\.jit\ndef model\(x\): +# \(1, 3, 9, 8\)\n {4}x = jax\.nn\.relu\(x\) {2}#/)
})

it('ONNX Runtime opens the exported file, whatever stands in it', () => {
  const layers: Pipeline = [{ type: 'pixelUnshuffle', factor: 1 }, { type: 'globalAvgPool2d' }]
  expect(onnxRuntimeCode({ layers, input: SRGB }, { ...OPTIONS, file: 'a "b".onnx' })).toEqual({
    needsFile: true,
    code: `import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession(
    "a \\"b\\".onnx", providers=["CPUExecutionProvider"]
)


def model(x):      # (1, 3, 9, 8)
    (output,) = session.run(["output"], {"input": x})
    return output  # (1, 3, 1, 1)


# x = np.asarray(image, np.float32).transpose(2, 0, 1)[None] / 255
# maps = model(x)
`,
  })
})
