import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../../../src/formats/models/byte-source.ts'
import { listingOf } from '../../../../../src/formats/models/model-reader.ts'
import { openModel } from '../../../../../src/formats/models/open-file.ts'
import { joinedBytes } from '../../../../../src/formats/bytes.ts'
import {
  bytesField,
  floatField,
  intField,
  intsField,
  messageField,
  textField,
} from '../../../../../src/formats/models/onnx/wire-writer.ts'
import { readVarint } from '../../../../../src/formats/models/onnx/wire.ts'
import { modelOf, node, opened, randomConstant } from '../../../../fixtures/onnx-models.ts'
import { withTensors } from '../../../../fixtures/onnx-runtime.ts'
import { countingSource } from '../../../../fixtures/model-files.ts'

const RELU = modelOf({ shape: [1, 3, 4, 4], nodes: [node('Relu', ['x'], 'y')] })

/** A tensor `t` of these fields in an open model. */
async function tensorOf(...fields: readonly Uint8Array[]) {
  const { tensors } = await opened(withTensors(RELU, [joinedBytes([textField(8, 't'), ...fields])]))
  return tensors.find(({ name }) => name === 't') ?? expect.fail('no tensor')
}

const typed = (dims: readonly number[], type: number) => [intsField(1, dims), intField(2, type)]
const raw = (values: ArrayBufferView<ArrayBuffer>) => bytesField(9, new Uint8Array(values.buffer))

describe('tensors of an ONNX file', () => {
  it.each<readonly [string, string, readonly Uint8Array[], readonly number[]]>([
    ['raw float32', 'float32', [...typed([2], 1), raw(Float32Array.of(1.5, -2))], [1.5, -2]],
    [
      'packed float32',
      'float32',
      [...typed([2], 1), bytesField(4, new Uint8Array(Float32Array.of(1.5, -2).buffer))],
      [1.5, -2],
    ],
    ['float32 one by one', 'float32', [...typed([2], 1), floatField(4, 1.5), floatField(4, -2)], [1.5, -2]],
    ['raw float64', 'float64', [...typed([1], 11), raw(Float64Array.of(0.1))], [Math.fround(0.1)]],
    [
      'float64',
      'float64',
      [...typed([1], 11), bytesField(10, new Uint8Array(Float64Array.of(0.1).buffer))],
      [Math.fround(0.1)],
    ],
    ['raw float16', 'float16', [...typed([2], 10), raw(Uint16Array.of(0x3c00, 0xc000))], [1, -2]],
    ['float16 as bits', 'float16', [...typed([2], 10), intsField(5, [0x3c00, 0xc000])], [1, -2]],
    ['bfloat16 as bits', 'bfloat16', [...typed([2], 16), intsField(5, [0x3f80, 0xc000])], [1, -2]],
    ['int8', 'int8', [...typed([2], 3), intsField(5, [-128, 127])], [-128, 127]],
    ['int64', 'int64', [...typed([2], 7), intsField(7, [-1, 2 ** 40])], [-1, 2 ** 40]],
    ['int64 one by one', 'int64', [...typed([2], 7), intField(7, -3), intField(7, 4)], [-3, 4]],
    ['uint64', 'uint64', [...typed([1], 13), intsField(11, [-1])], [2 ** 64]],
    ['bool', 'bool', [...typed([2], 9), intsField(5, [0, 1])], [0, 1]],
    ['a single number', 'float32', [...typed([], 1), raw(Float32Array.of(7))], [7]],
    ['no numbers', 'float32', typed([0, 3], 1), []],
  ])('%s', async (_what, dtype, fields, values) => {
    const tensor = await tensorOf(...fields)
    expect(tensor.dtype).toBe(dtype)
    expect([...(await tensor.read())]).toEqual(values)
  })

  it.each<readonly [string, readonly Uint8Array[], string]>([
    [
      'too few bytes',
      [...typed([3], 1), raw(Float32Array.of(1, 2))],
      't: (3) of float32 does not fit the 8 bytes',
    ],
    [
      'a shape beyond all bytes',
      [...typed([2 ** 40, 2 ** 40], 1), raw(Float32Array.of(1))],
      'does not fit the 4 bytes',
    ],
    ['fewer integers than it claims', [...typed([9], 7), intsField(7, [1, 2])], 'does not fit the 2 bytes'],
    ['a negative size', [...typed([-1], 1), raw(Float32Array.of(1))], 't: a shape with the size -1'],
    [
      'too many axes',
      [
        ...typed(
          Array.from({ length: 40 }, () => 1),
          1,
        ),
        raw(Float32Array.of(1)),
      ],
      't: 40 axes',
    ],
    [
      'segments',
      [...typed([1], 1), bytesField(3, new Uint8Array()), raw(Float32Array.of(1))],
      't: a tensor in segments',
    ],
  ])('%s are refused', async (_what, fields, message) => {
    await expect(tensorOf(...fields)).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringContaining(message),
    })
  })

  it('are refused by name where they lie in another file', async () => {
    const location = messageField(13, [textField(1, 'location'), textField(2, 'weights.bin')])
    const tensor = await tensorOf(...typed([1000, 1000], 1), location, intField(14, 1))
    await expect(tensor.read()).rejects.toThrow(
      't: its values lie in another file, “weights.bin”, which is not read',
    )
  })

  it('of strings and of small floats are listed alone', async () => {
    const tensor = await tensorOf(...typed([4], 17), bytesField(9, new Uint8Array(4)))
    expect(tensor.dtype).toBe('float8_e4m3fn')
    await expect(tensor.read()).rejects.toThrow('t: values of type float8_e4m3fn are not read')
  })
})

describe('an ONNX file', () => {
  it.each<readonly [string, Uint8Array, string]>([
    ['without a graph', joinedBytes([intField(1, 8), textField(2, 'nobody')]), 'it has no graph'],
    ['cut short', RELU.subarray(0, -12), 'bytes, but'],
    ['with two graphs', joinedBytes([RELU, messageField(7, [])]), 'it has two graphs'],
    [
      'with a name twice',
      withTensors(
        RELU,
        [0, 1].map(() => joinedBytes([...typed([0], 1), textField(8, 't')])),
      ),
      't: a name stands twice',
    ],
    [
      'with a name that is not UTF-8',
      joinedBytes([intField(1, 8), messageField(7, [messageField(1, [bytesField(1, Uint8Array.of(0xff))])])]),
      'not UTF-8',
    ],
  ])('%s is refused', async (_what, bytes, message) => {
    await expect(opened(bytes)).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringContaining(message),
    })
  })

  it('is listed without its weights', async () => {
    const model = modelOf({
      shape: [1, 3, 64, 64],
      nodes: [node('Conv', ['x', 'a'], 'b'), node('Conv', ['b', 'c'], 'y')],
      tensors: [randomConstant('a', 512, 3, 5, 5), randomConstant('c', 64, 512, 7, 7)],
    })
    const source = countingSource(model)
    const { chain, convs } = listingOf(await openModel(source))
    expect([chain?.layers, convs.length]).toEqual([2, 2])
    expect(model.length).toBeGreaterThan(6e6)
    expect(source.bytesRead).toBeLessThan(200_000)
  })

  it('is told from its bytes', async () => {
    expect((await openModel(sourceOfBytes(RELU))).kind).toBe('onnx')
  })
})

describe('integers on the wire', () => {
  it.each([0, 1, 127, 128, 2 ** 28 - 1, 2 ** 28, 2 ** 53 - 1, -1, -128, -(2 ** 40)])('%d', (value) => {
    const bytes = intField(1, value)
    expect(readVarint(bytes, 1)).toEqual({ value, end: bytes.length })
  })
})
