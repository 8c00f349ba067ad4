import { describe, expect, it } from 'vitest'
import { referencePipeline } from '../../../../../src/core/layers/reference.ts'
import { listModel } from '../../../../../src/formats/models/model-reader.ts'
import { firstMismatch, toShape4 } from '../../../../fixtures/golden.ts'
import { modelBytes, modelFile } from '../../../../fixtures/model-files.ts'
import {
  chainOf,
  floats,
  ints,
  modelOf,
  node,
  opened,
  randomConstant,
  type TestGraph,
} from '../../../../fixtures/onnx-models.ts'

/** Float32 sums of some dozen products of numbers of about 1, against float64. */
const BOUND = 2e-5

interface Expected {
  readonly input_shape: readonly number[]
  readonly input: readonly number[]
  readonly output_shape: readonly number[]
  readonly output: readonly number[]
}

const EXPECTED = JSON.parse(new TextDecoder().decode(modelBytes('onnx', 'expected.json'))) as Record<
  string,
  Expected
>

describe('the chain of a model that PyTorch exported gives what PyTorch computed', () => {
  it.each([
    ['net', ['conv2d', 'relu', 'conv2d', 'maxPool2d', 'conv2d']],
    ['net_no_constant_folding', ['conv2d', 'relu', 'conv2d', 'maxPool2d', 'conv2d']],
    ['net_opset16', ['conv2d', 'relu', 'conv2d', 'maxPool2d', 'conv2d']],
    ['conv_reflect', ['conv2d']],
    ['conv_replicate', ['conv2d']],
    ['conv_circular_WRONG_exporter_bug_86690', ['conv2d']],
    ['pools', ['maxPool2d', 'avgPool2d', 'globalAvgPool2d']],
    ['pixel_shuffle', ['pixelShuffle']],
    ['bilinear', ['upsample']],
  ])('%s', async (name, types) => {
    const expected = EXPECTED[name] ?? expect.fail(name)
    const model = modelBytes('onnx', `${name}.onnx`)
    expect((await opened(model)).chain).toMatchObject({ layers: types.length, stopsAt: null })
    const { layers } = await chainOf(model)
    expect(layers.map(({ type }) => type)).toEqual(types)
    const input = { shape: toShape4(expected.input_shape), data: Float32Array.from(expected.input) }
    const output = referencePipeline(input, layers).at(-1)
    expect(output?.shape).toEqual(expected.output_shape)
    expect(firstMismatch(output?.data ?? [], expected.output, () => BOUND)).toBeNull()
  })

  it('says that circular padding was written wrong', async () => {
    const { notes } = await chainOf(modelBytes('onnx', 'conv_circular_WRONG_exporter_bug_86690.onnx'))
    expect(notes).toEqual([expect.stringContaining('one pixel off')])
  })
})

describe('convolutions of a graph', () => {
  it('are listed with their settings and the names of their modules', async () => {
    const { convs, kind, own } = await listModel(modelFile('onnx', 'net.onnx'))
    expect({ kind, own }).toEqual({ kind: 'onnx', own: false })
    expect(
      convs.map(({ name, weightShape, settings }) => [
        name,
        weightShape,
        settings.groups,
        settings.padding,
        settings.paddingMode,
      ]),
    ).toEqual([
      ['conv1', [8, 3, 3, 3], 1, [1, 1], 'reflect'],
      ['/dw/Conv', [8, 1, 3, 3], 8, [1, 1], 'zeros'],
      ['pw', [4, 8, 1, 1], 1, [0, 0], 'zeros'],
    ])
  })
})

const W = randomConstant('w', 4, 3, 3, 3)
const CONV = node('Conv', ['x', 'w'], 'a')

describe('what ends a chain is named', () => {
  it.each<readonly [string, number, Omit<TestGraph, 'shape'>]>([
    [
      'Add of two branches after layer 2',
      2,
      { nodes: [CONV, node('Relu', ['a'], 'b'), node('Add', ['a', 'b'], 'y')], tensors: [W] },
    ],
    [
      'Concat of 3 branches after layer 2',
      2,
      {
        nodes: [
          CONV,
          node('Relu', ['a'], 'b'),
          node('Abs', ['a'], 'c'),
          node('Concat', ['a', 'b', 'c'], 'y', { axis: 1 }),
        ],
        tensors: [W],
      },
    ],
    ['Softmax after layer 1', 1, { nodes: [CONV, node('Softmax', ['a'], 'y')], tensors: [W] }],
    ['Softmax at the input', 0, { nodes: [node('Softmax', ['x'], 'y')] }],
    [
      'Resize after layer 1: cubic interpolation',
      1,
      {
        nodes: [CONV, node('Resize', ['a', '', 's'], 'y', { mode: 'cubic' })],
        tensors: [W, floats('s', 1, 1, 2, 2)],
      },
    ],
    [
      'the output “a”, one of 2, after layer 1',
      1,
      { outputs: ['y', 'a'], nodes: [node('Softmax', ['x'], 'y'), CONV], tensors: [W] },
    ],
    ['Conv after layer 1: Given groups=1', 1, { nodes: [CONV, node('Conv', ['a', 'w'], 'y')], tensors: [W] }],
    [
      'Conv at the input: its weight is computed',
      0,
      { nodes: [node('RandomNormal', [], 'w', { shape: [4, 3, 3, 3] }), node('Conv', ['x', 'w'], 'y')] },
    ],
    [
      'AveragePool at the input: averages that leave out padding',
      0,
      { nodes: [node('AveragePool', ['x'], 'y', { kernel_shape: [3, 3], pads: [0, 1, 2, 1] })] },
    ],
    [
      'Relu after layer 64: a pipeline has 64 layers at most',
      64,
      {
        nodes: Array.from({ length: 70 }, (_, i) =>
          node('Relu', [i === 0 ? 'x' : `r${i}`], i === 69 ? 'y' : `r${i + 1}`),
        ),
      },
    ],
    [
      'Cast at the input: numbers of another type than floats',
      0,
      { nodes: [node('Cast', ['x'], 'y', { to: 7 })] },
    ],
    [
      'Resize at the input: a fixed size',
      0,
      { nodes: [node('Resize', ['x', '', '', 's'], 'y')], tensors: [ints('s', 1, 3, 4, 4)] },
    ],
    [
      'Mul at the input: a constant of shape (8)',
      0,
      { nodes: [node('Mul', ['x', 'k'], 'y')], tensors: [randomConstant('k', 8)] },
    ],
  ])('%s', async (stopsAt, layers, graph) => {
    const { chain } = await opened(modelOf({ ...graph, shape: ['batch', 3, 'height', 'width'] }))
    expect(chain).toMatchObject({ layers, stopsAt: expect.stringContaining(stopsAt) })
  })

  it.each<readonly [string | null, readonly (number | string)[], TestGraph['nodes']]>([
    [
      'Softmax after layer 1',
      [1, 3, 9, 8],
      [CONV, node('Shape', ['a'], 's'), node('Cast', ['s'], 't', { to: 1 }), node('Softmax', ['a'], 'y')],
    ],
    [
      'Resize of two branches after layer 1',
      [1, 3, 'height', 'width'],
      [CONV, node('Shape', ['a'], 's'), node('Resize', ['a', '', '', 's'], 'y')],
    ],
    ['Shape after layer 1', [1, 3, 9, 8], [CONV, node('Shape', ['a'], 'y')]],
  ])('%s, not what only reads its size', async (stopsAt, shape, nodes) => {
    const { chain } = await opened(modelOf({ shape, nodes, tensors: [W] }))
    expect(chain).toMatchObject({ layers: 1, stopsAt })
  })

  it('is said of what is taken where it ends earlier than was listed', async () => {
    const n = 40
    const name = (i: number) => (i === 0 ? 'x' : i === n ? 'y' : `v${i}`)
    const model = modelOf({
      shape: [1, 3, 9, 8],
      nodes: Array.from({ length: n }, (_, i) => [
        node('Conv', [name(i), 'w'], `c${i}`),
        node('BatchNormalization', [`c${i}`, 'n', 'n', 'n', 'n'], name(i + 1)),
      ]).flat(),
      tensors: [randomConstant('w', 3, 3, 1, 1), floats('n', 1, 2, 3)],
    })
    expect((await opened(model)).chain).toMatchObject({ layers: n, stopsAt: null })
    expect((await chainOf(model)).notes).toEqual([])
    const { layers, notes } = await chainOf(model, 'affine')
    expect(layers).toHaveLength(64)
    expect(notes).toEqual([
      'with every BatchNorm as a layer, the layers end earlier: Conv after layer 64: a pipeline has 64 layers at most',
    ])
  })

  it('refuses a node that reads more than any does', async () => {
    const model = modelOf({
      shape: [1, 3, 9, 8],
      nodes: [node('Sum', Array<string>(4097).fill('x'), 'y')],
    })
    await expect(opened(model)).rejects.toThrow('a node with more than 4096 inputs')
  })

  it('has no chain where nothing reads a picture', async () => {
    const model = await opened(modelOf({ shape: [1, 8], nodes: [node('Relu', ['x'], 'y')] }))
    expect(model.chain).toBeNull()
  })
})
