import { describe, expect, it } from 'vitest'
import { referencePipeline } from '../../../../../src/core/layers/reference.ts'
import { defaultSettings } from '../../../../../src/formats/models/default-settings.ts'
import { countOf } from '../../../../../src/formats/models/dtypes.ts'
import { takeFrom } from '../../../../../src/formats/models/take-convs.ts'
import { firstMismatch } from '../../../../fixtures/golden.ts'
import {
  floats,
  IMAGE,
  ints,
  modelOf,
  node,
  opened,
  randomConstant,
  type TestGraph,
} from '../../../../fixtures/onnx-models.ts'
import { runOnnx } from '../../../../fixtures/onnx-runtime.ts'
import { randomTensor } from '../../../../fixtures/pipelines.ts'

const W = randomConstant('w', 3, 3, 3, 3)

const listed = (graph: Omit<TestGraph, 'shape'>) => opened(modelOf({ ...graph, shape: IMAGE }))

describe('a ConvTranspose of the list', () => {
  it('has the output padding that the file says, and gives what ONNX Runtime computes', async () => {
    const bytes = modelOf({
      shape: IMAGE,
      nodes: [
        node('ConvTranspose', ['x', 'w'], 'y', {
          strides: [2, 3],
          pads: [1, 1, 1, 1],
          output_padding: [1, 2],
        }),
      ],
      tensors: [W],
    })
    const model = await opened(bytes)
    const [conv] = model.convs
    if (conv === undefined) return expect.fail('no convolution')
    expect(conv.outputPadding).toEqual([1, 2])
    const { params } = defaultSettings(conv, 3)
    const { layers } = await takeFrom(model, [{ name: conv.name, params, batchNorm: 'leave' }])
    const input = randomTensor(IMAGE, 5)
    const output = referencePipeline(input, layers).at(-1)
    const [expected] = await runOnnx(bytes, input)
    expect(output?.shape).toEqual(expected?.shape)
    expect(firstMismatch(output?.data ?? [], expected?.data ?? [], () => 2e-5)).toBeNull()
  })

  it.each<readonly [string, Record<string, string | readonly number[]>]>([
    ['output_shape', { output_shape: [18, 16], strides: [2, 2] }],
    ['auto_pad', { auto_pad: 'SAME_UPPER', strides: [2, 2] }],
  ])('is left out, and that is said, where its padding follows from %s', async (_what, attributes) => {
    const { convs, notes } = await listed({
      nodes: [node('ConvTranspose', ['x', 'w'], 'y', attributes)],
      tensors: [W],
    })
    expect(convs).toEqual([])
    expect(notes).toEqual(['“ConvTranspose_0”: left out, its padding follows from an output size'])
  })
})

describe('padding of a Conv of the list', () => {
  it.each<readonly [string, unknown, Record<string, string | readonly number[]>, string]>([
    ['equal pads', [1, 1], { pads: [1, 1, 1, 1] }, ''],
    ['those of “same”', 'same', { auto_pad: 'SAME_UPPER' }, ''],
    [
      'other unequal pads',
      undefined,
      { pads: [0, 1, 2, 3] },
      '“Conv_0”: pads unevenly, 0 rows above and 2 below, 1 column left and 3 right',
    ],
    [
      'pads for a size',
      undefined,
      { auto_pad: 'SAME_LOWER', strides: [2, 2] },
      '“Conv_0”: pads unevenly, 1 row above and 0 below, 0 columns left and 0 right',
    ],
  ])('%s', async (_what, padding, attributes, note) => {
    const { convs, notes } = await listed({
      nodes: [node('Conv', ['x', 'v'], 'y', attributes)],
      tensors: [randomConstant('v', 2, 3, 3, 2)],
    })
    expect(convs.map(({ settings }) => settings.padding)).toEqual(
      padding === undefined ? [undefined] : [padding],
    )
    expect(notes.join('\n')).toContain(note)
    expect(notes.length).toBe(note === '' ? 0 : 'auto_pad' in attributes ? 2 : 1)
  })

  it('names one of those that pad alike', async () => {
    const { notes } = await listed({
      nodes: [
        node('Conv', ['x', 'w'], 'a', { pads: [0, 0, 1, 1] }),
        node('Conv', ['a', 'w'], 'b', { pads: [0, 0, 1, 1] }),
        node('ConvTranspose', ['b', 'w'], 'y', { pads: [0, 0, 1, 1] }),
      ],
      tensors: [W],
    })
    expect(notes).toEqual([
      expect.stringMatching(/^“Conv_0” and 1 more: pads unevenly.*Pad layer before it/),
      expect.stringMatching(/^“ConvTranspose_2”: cuts off unevenly.*Pad layer behind it/),
    ])
  })

  it('that stands before it is that of the node, not of others with its weight', async () => {
    const { convs } = await listed({
      nodes: [
        node('Conv', ['x', 'w'], 'a'),
        node('Pad', ['a', 'p'], 'b', { mode: 'wrap' }),
        node('Conv', ['b', 'w'], 'c'),
        node('BatchNormalization', ['c', 'n', 'n', 'n', 'n'], 'y'),
      ],
      tensors: [W, ints('p', 0, 0, 1, 1, 0, 0, 1, 1), floats('n', 1, 2, 3)],
    })
    expect(convs.map(({ settings }) => [settings.padding, settings.paddingMode])).toEqual([
      [[0, 0], 'zeros'],
      [[1, 1], 'circular'],
    ])
  })
})

describe('a BatchNorm behind a Conv', () => {
  it.each(['s', 't', 'm', 'v'])('is not its own where “%s” has another size', async (short) => {
    const { convs } = await listed({
      nodes: [node('Conv', ['x', 'w'], 'a'), node('BatchNormalization', ['a', 's', 't', 'm', 'v'], 'y')],
      tensors: [W, ...['s', 't', 'm', 'v'].map((name) => floats(name, 1, ...(name === short ? [] : [2, 3])))],
    })
    expect(convs).toMatchObject([{ batchNorm: false, norm: null }])
  })
})

describe('a weight that is computed', () => {
  const WIDE = randomConstant('w', 32, 3, 7, 7)
  it.each([
    ['Identity', node('Identity', ['w'], 'v'), WIDE],
    ['Cast', node('Cast', ['w'], 'v', { to: 1 }), W],
    ['Reshape', node('Reshape', ['w', 's'], 'v'), { ...WIDE, shape: [32, 147] }],
  ])('by %s is found', async (_what, before, weight) => {
    const graph = {
      nodes: [before, node('Conv', ['x', 'v'], 'y')],
      tensors: [weight, ints('s', 32, 3, 7, 7)],
    }
    const { convs, notes, chain } = await listed(graph)
    expect({ notes, chain }).toEqual({
      notes: [],
      chain: { layers: 1, weights: countOf(weight.shape), stopsAt: null },
    })
    expect([...((await convs[0]?.weight()) ?? [])]).toEqual([...weight.data])
    // nor does it take a picture as input
    expect((await opened(modelOf({ ...graph, shape: [8] }))).convs).toHaveLength(1)
  })

  it('by other nodes is told', async () => {
    const { convs, notes } = await listed({
      nodes: [
        node('RandomNormal', [], 'v', { shape: [4, 3, 3, 3] }),
        node('Conv', ['x', 'v'], 'a'),
        node('Conv', ['x', 'v'], 'b'),
        node('Conv', ['x', 'u'], 'c'),
        node('Conv', ['x', 't'], 'd'),
        node('Conv', ['x', 'w'], 'y'),
      ],
      tensors: [W, randomConstant('u', 2, 3, 3), randomConstant('t', 1, 1, 1, 32)],
    })
    expect(convs).toHaveLength(1)
    expect(notes).toEqual([
      '“Conv_1” and 1 more: left out, its weight is computed, not a constant of the file',
      '“Conv_3”: left out, its weight has 3 axes, not 4',
      '“Conv_4”: left out, more than 1024 channels or a kernel beyond 31 × 31',
    ])
  })
})
