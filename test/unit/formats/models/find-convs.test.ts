import { describe, expect, it } from 'vitest'
import { findConvs } from '../../../../src/formats/models/find-convs.ts'
import type { StoredTensor } from '../../../../src/formats/models/open-model.ts'

type Shapes = readonly (readonly [name: string, shape: readonly number[]])[]

const tensors = (shapes: Shapes): StoredTensor[] =>
  shapes.map(([name, shape]) => ({
    name,
    shape,
    dtype: 'float32',
    read: () => Promise.resolve(new Float32Array(shape.reduce((a, b) => a * b, 1))),
  }))

const norm = (name: string, count: number): Shapes =>
  ['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`${name}.${part}`, [count]])
const conv = (name: string, filters: number, inputs = 3): Shapes => [
  [`${name}.weight`, [filters, inputs, 3, 3]],
]

/** Each convolution with the name of the mean of its BatchNorm. */
function found(shapes: Shapes, inOrder = false) {
  const { convs } = findConvs(tensors(shapes), { inOrder, kernels: false })
  return Object.fromEntries(convs.map(({ name, norm: found }) => [name, found?.runningMean.name ?? null]))
}

describe('the convolutions of a state_dict', () => {
  it.each([
    ['conv1 and bn1', 'conv1', 'bn1'],
    ['conv and bn', 'a.conv', 'a.bn'],
    ['conv1 and norm1', 'conv1', 'norm1'],
    ['a Sequential', 'features.0', 'features.1'],
    ['a Sequential of Sequentials', 'base_net.1.3', 'base_net.1.4'],
    ['conv1_bn', 'conv1', 'conv1_bn'],
    ['bn_conv1', 'bn.conv1', 'bn.bn_conv1'],
    ['a BatchNorm within', 'a.conv', 'a.conv.bn'],
    ['words written out', 'e.convolution', 'e.normalization'],
    ['Darknet', 'm.conv_12', 'm.batch_norm_12'],
  ])('BatchNorm by name: %s', (_what, name, normName) => {
    // in any order: safetensors are often sorted
    expect(found([...norm(normName, 8), ...conv(name, 8)])).toEqual({ [name]: `${normName}.running_mean` })
  })

  it('takes no BatchNorm of another number of channels, nor one twice', () => {
    expect(found([...conv('conv1', 8), ...norm('bn1', 16)])).toEqual({ conv1: null })
    expect(found([...conv('a.conv', 8), ...conv('a.conv2d', 8), ...norm('a.bn', 8)])).toEqual({
      'a.conv': 'a.bn.running_mean',
      'a.conv2d': null,
    })
  })

  it('takes the one behind it in a file that keeps the order of definition', () => {
    const dense = [...norm('l.norm1', 8), ...conv('l.conv1', 8), ...norm('l.norm2', 8), ...conv('l.conv2', 4)]
    expect(found(dense, true)).toEqual({ 'l.conv1': 'l.norm2.running_mean', 'l.conv2': null })
    const apart = [...conv('a.conv_dw', 8), ...norm('a.bn1', 8), ...conv('a.conv_pw', 8), ...norm('b.bn2', 8)]
    expect(found(apart, true)).toEqual({ 'a.conv_dw': 'a.bn1.running_mean', 'a.conv_pw': null })
  })

  it('leaves momentum, other axes and empty weights alone', () => {
    const { convs } = findConvs(
      tensors([
        ...conv('conv', 8),
        ['optimizer.0.momentum_buffer', [8, 3, 3, 3]],
        ['fc.weight', [10, 8]],
        ['conv3d.weight', [8, 3, 3, 3, 3]],
        ['empty.weight', [0, 3, 3, 3]],
      ]),
      { inOrder: true, kernels: true },
    )
    expect(convs.map(({ name }) => name)).toEqual(['conv'])
  })

  it('tells a transposed convolution by its bias', () => {
    const { convs } = findConvs(
      tensors([
        ['up.weight', [8, 2, 2, 2]],
        ['up.bias', [4]],
      ]),
      {
        inOrder: true,
        kernels: false,
      },
    )
    expect(convs).toMatchObject([
      { name: 'up', weightShape: [8, 2, 2, 2], hasBias: true, transposed: true, settings: { groups: 2 } },
    ])
  })

  it.each([
    ['more values than a layer has channels', [64, 1, 3, 3], 2 ** 30],
    ['groups that do not divide its channels', [8, 2, 2, 2], 6],
    ['no whole number of groups', [8, 2, 2, 2], 5],
  ])('leaves a bias alone that has %s', (_what, shape, length) => {
    const { convs } = findConvs(
      tensors([
        ['up.weight', shape],
        ['up.bias', [length]],
      ]),
      { inOrder: true, kernels: false },
    )
    expect(convs).toMatchObject([{ name: 'up', weightShape: shape, hasBias: false, settings: {} }])
  })

  it.each([
    ['a.running_mean', 'a.running_var', 1e-5],
    ['a.moving_mean', 'a.moving_variance', 1e-3],
  ])('has the eps of the framework that says %s', (mean, variance, eps) => {
    const { convs } = findConvs(
      tensors([
        ['conv.weight', [8, 3, 3, 3]],
        ...[mean, variance].map((name) => [name.replace('a', 'bn'), [8]] as const),
      ]),
      { inOrder: false, kernels: false },
    )
    expect(convs).toMatchObject([{ batchNorm: true, norm: { eps } }])
  })

  it.each([
    ['a kernel that is not square', [1, 7, 192, 192], [192, 192, 1, 7]],
    ['a kernel over channels that are as a square', [1, 7, 8, 8], [8, 8, 1, 7]],
    ['what is too large for a kernel', [64, 3, 7, 7], [64, 3, 7, 7]],
    ['a square kernel', [3, 3, 3, 16], [16, 3, 3, 3]],
  ])('goes by the name of TensorFlow: %s', (_what, shape, weightShape) => {
    const { convs } = findConvs(tensors([['b/conv/kernel', shape]]), { inOrder: false, kernels: false })
    expect(convs).toMatchObject([{ name: 'b/conv', weightShape }])
  })

  it('goes by the bias where a name that TensorFlow has too is not in its order', () => {
    const shapes = (filters: number): Shapes => [
      ['conv.weights', [8, 3, 5, 5]],
      ['conv.biases', [filters]],
    ]
    const shapeOf = (filters: number) =>
      findConvs(tensors(shapes(filters)), { inOrder: false, kernels: false }).convs[0]
    expect(shapeOf(8)).toMatchObject({ weightShape: [8, 3, 5, 5], hasBias: true })
    expect(shapeOf(5)).toMatchObject({ weightShape: [5, 5, 8, 3], hasBias: true })
  })

  it('gives each convolution a name of its own, in any order', () => {
    const named = found([
      ['a.kernel.weight', [4, 3, 3, 3]],
      ['a.weight', [4, 3, 3, 3]],
      ['a.kernel', [3, 3, 3, 4]],
    ])
    expect(Object.keys(named)).toEqual(['a.kernel', 'a', 'a.kernel (2)'])
  })

  it('tells two weights of one module apart', () => {
    expect(
      found([
        ['a.weight', [4, 3, 3, 3]],
        ['a.kernel', [3, 3, 3, 4]],
        ['a.kernel.weight', [4, 3, 3, 3]],
      ]),
    ).toEqual({
      a: null,
      'a.kernel': null,
      'a.kernel.weight': null,
    })
  })

  it('counts what is too large for a layer', () => {
    const { convs, notes } = findConvs(
      tensors([...conv('a', 2048), ['b.weight', [1, 1, 41, 3]], ...conv('c', 8)]),
      {
        inOrder: true,
        kernels: false,
      },
    )
    expect(convs.map(({ name }) => name)).toEqual(['c'])
    expect(notes).toEqual(['2 convolutions are left out: more than 1024 channels or a kernel beyond 31 × 31'])
  })
})
