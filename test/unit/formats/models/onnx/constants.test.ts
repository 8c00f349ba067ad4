import { describe, expect, it } from 'vitest'
import { Constants } from '../../../../../src/formats/models/onnx/constants.ts'
import type { Attribute, OnnxNode } from '../../../../../src/formats/models/onnx/graph.ts'
import type { OnnxTensor } from '../../../../../src/formats/models/onnx/tensor.ts'

const tensor = (name: string, values: readonly number[], shape: readonly number[] = [values.length]) => ({
  name,
  shape,
  dtype: 'float32',
  elsewhere: null,
  read: () => Promise.resolve(Float32Array.from(values)),
})

const int = (i: number): Attribute => ({ i, ints: [], floats: [] })

function node(op: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): OnnxNode {
  return { name: '', op, inputs, outputs: ['y'], attributes: new Map(Object.entries(attributes)) }
}

function holding(...tensors: readonly OnnxTensor[]): Constants {
  const constants = new Map(tensors.map((each) => [each.name, each]))
  return new Constants({ opset: 20, inputs: [], outputs: [], nodes: [], constants, metadata: new Map() })
}

/** What a node makes of constants; null where it is not known. */
async function made(what: OnnxNode, tensors: readonly OnnxTensor[], shape: readonly number[] | null = null) {
  const constants = holding(...tensors)
  await constants.add(what, shape)
  expect(constants.has('y')).toBe(true)
  try {
    return { shape: constants.tensor('y', 'y').shape, values: await constants.numbers('y', 'y') }
  } catch (error) {
    expect(error).toMatchObject({ name: 'Unexpressed' })
    return null
  }
}

const SIZES = [1, 3, 9, 8]
const DATA = tensor('d', [10, 20, 30, 40])

describe('what a node makes of constants', () => {
  const value = (...values: readonly number[]): Attribute => ({ t: tensor('', values), ints: [], floats: [] })
  it.each<readonly [string, readonly number[], readonly number[], OnnxNode, readonly OnnxTensor[]]>([
    ['zeros', [2, 2], [0, 0, 0, 0], node('ConstantOfShape', ['d']), [tensor('d', [2, 2])]],
    [
      'another value',
      [3],
      [0.5, 0.5, 0.5],
      node('ConstantOfShape', ['d'], { value: value(0.5) }),
      [tensor('d', [3])],
    ],
    ['no values', [0, 4], [], node('ConstantOfShape', ['d']), [tensor('d', [0, 4])]],
    ['every second', [2], [20, 40], node('Slice', ['d', 's', 'e', 'a', 't']), sliced(1, 2 ** 62, 2)],
    [
      'backwards',
      [4],
      [40, 30, 20, 10],
      node('Slice', ['d', 's', 'e', 'a', 't']),
      sliced(-1, -(2 ** 62), -1),
    ],
    ['the integers', [2], [1, -1], node('Cast', ['d'], { to: int(3) }), [tensor('d', [1.5, -1.5])]],
    ['truths', [3], [1, 0, 1], node('Cast', ['d'], { to: int(9) }), [tensor('d', [0.5, 0, -3])]],
    ['an index from the end', [1], [40], node('Gather', ['d', 'i']), [DATA, tensor('i', [-1])]],
    ['a shape', [2, 2], [10, 20, 30, 40], node('Reshape', ['d', 'i']), [DATA, tensor('i', [2, -1])]],
  ])('%s', async (_what, shape, values, what, tensors) => {
    expect(await made(what, tensors)).toEqual({ shape, values })
  })

  it.each<readonly [string, OnnxNode, readonly OnnxTensor[]]>([
    ['a negative size', node('ConstantOfShape', ['d']), [tensor('d', [-1])]],
    ['negative sizes', node('ConstantOfShape', ['d']), [tensor('d', [-2, -2])]],
    ['half a size', node('ConstantOfShape', ['d']), [tensor('d', [0.5])]],
    ['halves of sizes', node('ConstantOfShape', ['d']), [tensor('d', [0.5, 4])]],
    ['a size that is no number', node('ConstantOfShape', ['d']), [tensor('d', [NaN])]],
    ['two values', node('ConstantOfShape', ['d'], { value: value(1, 2) }), [tensor('d', [3])]],
    ['half a step', node('Slice', ['d', 's', 'e', 'a', 't']), sliced(0, 4, 0.5)],
    ['a step of nearly nothing', node('Slice', ['d', 's', 'e', 'a', 't']), sliced(0, 4, 1e-30)],
    ['a start between two', node('Slice', ['d', 's', 'e', 'a', 't']), sliced(0.5, 4, 1)],
    ['an end between two', node('Slice', ['d', 's', 'e', 'a', 't']), sliced(0, 2.5, 1)],
    ['no end', node('Slice', ['d', 's', 'e', 'a', 't']), sliced(0, Infinity, 1)],
    [
      'rows of nothing, without number',
      node('Slice', ['d', 's', 'e', 'a', 't']),
      [tensor('d', [], [2 ** 40, 0]), ...sliced(0, 2 ** 62, 1).slice(1)],
    ],
    ['an index beyond', node('Gather', ['d', 'i']), [DATA, tensor('i', [4])]],
    ['an index between two', node('Gather', ['d', 'i']), [DATA, tensor('i', [0.5])]],
    ['halves of rows', node('Reshape', ['d', 'i']), [DATA, tensor('i', [0.5, 8])]],
    ['words', node('Cast', ['d'], { to: int(8) }), [DATA]],
  ])('%s is not known', async (_what, what, tensors) => {
    expect(await made(what, tensors)).toBeNull()
  })

  it.each<readonly [readonly number[], Record<string, Attribute>]>([
    [SIZES, {}],
    [[9, 8], { start: int(2) }],
    [[3], { start: int(-3), end: int(-2) }],
    [[], { end: int(0) }],
  ])('sizes %j of a Shape with %j', async (values, attributes) => {
    expect(await made(node('Shape', ['x'], attributes), [], SIZES)).toEqual({
      shape: [values.length],
      values,
    })
  })

  it('reads nothing for operators that it does not know, nor what is too much together', async () => {
    let reads = 0
    const large = {
      ...tensor('d', [], [4096]),
      read: () => {
        reads += 1
        return Promise.resolve(new Float32Array(4096))
      },
    }
    const names = Array.from({ length: 1000 }, () => 'd')
    expect(await made(node('RandomLike', names), [large])).toBeNull()
    expect(await made(node('Concat', names), [large])).toBeNull()
    expect(reads).toBe(0)
    expect((await made(node('Add', ['d', 'd']), [large]))?.values).toHaveLength(4096)
  })

  it.each(['Identity', 'Cast', 'Reshape'])('a large tensor behind %s is read where it lies', async (op) => {
    const weight = { ...tensor('w', [], [32, 16, 9, 1]), dtype: 'float16' }
    const constants = holding(weight, tensor('i', [32, -1, 3, 3]))
    await constants.add(node(op, ['w', 'i'], { to: int(1) }), null)
    const found = constants.tensor('y', 'weight')
    expect(found).toMatchObject({ name: 'w', dtype: 'float16', read: weight.read })
    expect(found.shape).toEqual(op === 'Reshape' ? [32, 16, 3, 3] : weight.shape)
  })
})

function sliced(from: number, to: number, step: number): OnnxTensor[] {
  return [DATA, tensor('s', [from]), tensor('e', [to]), tensor('a', [0]), tensor('t', [step])]
}
