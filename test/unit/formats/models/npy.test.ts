import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../../src/formats/models/byte-source.ts'
import { listingOf, listModel } from '../../../../src/formats/models/model-reader.ts'
import { openModel } from '../../../../src/formats/models/open-file.ts'
import { writeNpy } from '../../../../src/formats/npy.ts'
import { modelBytes, modelFile, modelNames } from '../../../fixtures/model-files.ts'

const open = (bytes: Uint8Array) => openModel(sourceOfBytes(bytes))

async function fixture(name: string) {
  const { tensors } = await open(modelBytes('npy', `${name}.npy`))
  const [tensor] = tensors
  if (tensor === undefined) throw new Error('no array')
  return { shape: tensor.shape, dtype: tensor.dtype, data: await tensor.read() }
}

const header = (text: string, version = 1, length = new TextEncoder().encode(text).length) => {
  const encoded = new TextEncoder().encode(text)
  const bytes = new Uint8Array(10 + encoded.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, length & 255, length >> 8])
  bytes.set(encoded, 10)
  return bytes
}
const dict = (descr: string, order: string, shape: string) =>
  header(`{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`)

describe('a .npy file', () => {
  it.each([
    'f4_c_order',
    'version_1',
    'vector_1d',
    'scalar_0d',
    'empty_0x3x3',
    'nan_inf',
    'non_contiguous_saved',
  ])('%s: what NumPy wrote comes back byte for byte', async (name) => {
    const { shape, data } = await fixture(name)
    expect(writeNpy(shape, data)).toEqual(modelBytes('npy', `${name}.npy`))
  })

  it.each(['f4_fortran_order', 'f4_big_endian', 'f8'])('%s holds what f4_c_order holds', async (name) => {
    const { shape, data } = await fixture('f4_c_order')
    expect(await fixture(name)).toEqual({ shape, data, dtype: name === 'f8' ? 'float64' : 'float32' })
  })

  it.each(['version_2', 'version_3'])('%s holds what version_1 holds', async (name) => {
    expect(await fixture(name)).toEqual(await fixture('version_1'))
  })

  it('reads half precision to half of its last place', async () => {
    const [half, whole] = [await fixture('f2'), await fixture('f4_c_order')]
    half.data.forEach((value, i) => {
      const exact = whole.data[i] ?? NaN
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.abs(exact) * 2 ** -11)
    })
  })

  it.each(['i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'bool'])(
    'reads numbers of type %s',
    async (type) => {
      const { data } = await fixture(`dtype_${type}`)
      const { data: floats } = await fixture('f4_c_order')
      const bits = Number(/\d/.exec(type)?.[0] ?? 1) * 8
      const expected = floats.map((value) => {
        const integer = Math.trunc(Math.fround(value * 50)) + 0 // no -0
        if (type === 'bool') return value === 0 ? 0 : 1
        if (type.startsWith('i') || integer >= 0) return integer
        // a negative number as unsigned, as the machine that wrote it wraps it
        return Number(BigInt.asUintN(bits, BigInt(integer)))
      })
      expect(data).toEqual(expected)
    },
  )

  it('reads special values', async () => {
    expect((await fixture('nan_inf')).data).toEqual(
      Float32Array.of(NaN, Infinity, -Infinity, -0, 1e-45, 3.4e38),
    )
  })

  it.each([
    ['f4_fortran_order', ['Fortran order turned to C order']],
    ['f4_big_endian', ['big-endian numbers converted']],
    ['f8', ['float64 rounded to float32']],
    ['f4_c_order', []],
  ])('%s: says what is converted', async (name, notes) => {
    const listing = await listModel(modelFile('npy', `${name}.npy`))
    expect(listing).toMatchObject({ kind: 'npy', notes, own: false, chain: null })
    expect(listing.convs).toEqual([
      { name: 'array', weightShape: [8, 2, 3, 3], hasBias: false, batchNorm: false, settings: {} },
    ])
  })

  it.each([
    ['one kernel', [3, 5], [1, 1, 3, 5], {}],
    ['one filter over three channels', [3, 5, 5], [1, 3, 5, 5], {}],
    ['a weight', [4, 3, 2, 2], [4, 3, 2, 2], {}],
    ['a weight of TensorFlow', [3, 3, 2, 16], [16, 2, 3, 3], {}],
  ])('%s: shape %j', async (_what, shape, weightShape, settings) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i)
    const model = await open(writeNpy(shape, data))
    expect(listingOf(model).convs).toMatchObject([{ weightShape, settings }])
    const weight = await model.convs[0]?.weight()
    expect(weight?.toSorted()).toEqual(data)
    if (shape[3] === 16)
      expect(weight?.slice(0, 10)).toEqual(Float32Array.of(0, 32, 64, 96, 128, 160, 192, 224, 256, 16))
    else expect(weight).toEqual(data)
  })

  it.each([[[5]], [[]], [[40, 40]], [[2, 2, 3, 3, 3]], [[0, 3, 3]]])(
    '%j is no convolution',
    async (shape) => {
      const count = shape.reduce((a, b) => a * b, 1)
      expect(listingOf(await open(writeNpy(shape, new Float32Array(count)))).convs).toEqual([])
    },
  )

  it.each([
    ['a later version', header('x', 4), 'format 4.0'],
    ['a header beyond the end', header('x', 1, 60000), 'ends within its header'],
    ['a version 2 cut short', header('', 2), 'ends within its header'],
    ['an empty header', header('\n'), "no valid 'descr'"],
    ['a type of control characters', dict("'<\0\u0085'", 'False', '(1,)'), '<\\u0000\\u0085'],
    ['an order that is no boolean', dict("'<f4'", '0', '(1,)'), "no valid 'fortran_order'"],
    ['a negative size', dict("'<f4'", 'False', '(-1,)'), "no valid 'shape'"],
    ['a shape without numbers', dict("'<f4'", 'False', '(,,)'), 'not a shape'],
    ['an absurd shape', dict("'<f4'", 'False', '(9999999999999999,)'), 'not a shape'],
    ['too many axes', dict("'<f4'", 'False', `(${'1,'.repeat(33)})`), 'not a shape'],
    ['data left over', new Uint8Array([...writeNpy([1], Float32Array.of(1)), 0]), 'but there are 5'],
    ['data cut short', writeNpy([2], Float32Array.of(1, 2)).subarray(0, -1), 'but there are 7'],
  ])('refuses %s', async (_what, bytes, message) => {
    await expect(open(bytes)).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringContaining(message),
    })
  })

  const REFUSED: Readonly<Record<string, string>> = {
    bad_huge_shape: 'needs 4000000000000 bytes of <f4, but there are 16',
    bad_magic: 'no file of a model',
    bad_truncated: 'needs 576 bytes of <f4, but there are 72',
    complex64: 'complex numbers (<c8) are not read',
    object_pickled: 'Python objects (|O) are not read',
    strings_U: 'strings (<U5) are not read',
    structured: 'records are not read',
  }

  it.each(Object.entries(REFUSED))('%s.npy is refused', async (name, message) => {
    await expect(open(modelBytes('npy', `${name}.npy`))).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringContaining(message),
    })
  })

  it('opens every other fixture', async () => {
    const others = modelNames('npy', /./)
      .map((name) => name.slice(0, -4))
      .filter((name) => !(name in REFUSED))
    expect(others).toHaveLength(22)
    for (const name of others) expect((await fixture(name)).data).toBeInstanceOf(Float32Array)
  })
})
