import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNpy, writeNpy } from '../../../src/formats/npy.ts'
import { floats, SEED } from '../core/arbitraries.ts'

const header = (text: string, version = 1, length = new TextEncoder().encode(text).length) => {
  const encoded = new TextEncoder().encode(text)
  const bytes = new Uint8Array(10 + encoded.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, length & 255, length >> 8])
  bytes.set(encoded, 10)
  return bytes
}

describe('writeNpy', () => {
  it('writes what NumPy writes', () => {
    const bytes = writeNpy([2], Float32Array.of(1, -2))
    expect(bytes.length).toBe(128 + 8)
    expect([...bytes.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0])
    expect(new TextDecoder().decode(bytes.subarray(10, 128))).toBe(
      `${"{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".padEnd(117)}\n`,
    )
    expect([...bytes.subarray(128)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192])
  })

  it('aligns the data and reads back bit for bit', () => {
    const array = fc
      .array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 })
      .chain((shape) => floats(shape.reduce((a, b) => a * b, 1)).map((data) => ({ shape, data })))
    fc.assert(
      fc.property(array, ({ shape, data }) => {
        const bytes = writeNpy(shape, data)
        expect((bytes.length - data.byteLength) % 64).toBe(0)
        expect(readNpy(bytes)).toEqual({ shape, data })
      }),
      SEED,
    )
  })

  it('writes a part of a larger buffer', () => {
    const part = Float32Array.of(9, 1, 2, 9).subarray(1, 3)
    expect(readNpy(writeNpy([1, 2], part)).data).toEqual(Float32Array.of(1, 2))
  })

  it('refuses a shape of another size', () => {
    expect(() => writeNpy([2, 2], new Float32Array(3))).toThrow(RangeError)
  })
})

describe('readNpy', () => {
  const dict = (descr: string, order: string, shape: string) =>
    `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`

  it.each([
    ['nothing', new Uint8Array(), 'not a .npy file'],
    ['other magic', header('x').fill(0x58, 5, 6), 'not a .npy file'],
    ['a later version', header('x', 4), 'format 4.0'],
    ['a header beyond the end', header('x', 1, 60000), 'ends within its header'],
    ['a version 2 cut short', header('', 2), 'ends within its header'],
    ['an empty header', header('\n'), "no valid 'descr'"],
    ['pickled objects', header(dict("'|O'", 'False', '(1,)')), '|O'],
    ['a type of control characters', header(dict("'<\0\u0085'", 'False', '(1,)')), '<\\u0000\\u0085'],
    ['big-endian numbers', header(dict("'>f4'", 'False', '(1,)')), '>f4'],
    ['a structured type', header(dict("[('a', '<f4')]", 'False', '(1,)')), "no valid 'descr'"],
    ['Fortran order', header(dict("'<f4'", 'True', '(1,)')), 'Fortran order'],
    ['an order that is no boolean', header(dict("'<f4'", '0', '(1,)')), "no valid 'fortran_order'"],
    ['a negative size', header(dict("'<f4'", 'False', '(-1,)')), "no valid 'shape'"],
    ['a shape without numbers', header(dict("'<f4'", 'False', '(,,)')), 'not a shape'],
    ['a huge shape', header(dict("'<f4'", 'False', '(1000000, 1000000)')), 'needs 4000000000000 bytes'],
    ['an absurd shape', header(dict("'<f4'", 'False', '(9999999999999999,)')), 'not a shape'],
    ['too many axes', header(dict("'<f4'", 'False', `(${'1,'.repeat(33)})`)), 'not a shape'],
    ['data left over', new Uint8Array([...writeNpy([1], Float32Array.of(1)), 0]), 'but there are 5'],
    ['data cut short', writeNpy([2], Float32Array.of(1, 2)).subarray(0, -1), 'but there are 7'],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => readNpy(bytes)).toThrow(
      expect.objectContaining({ name: 'FormatError', message: expect.stringContaining(message) }),
    )
  })
})

const folder = join(process.env.FIXTURES_DIR ?? '', 'formats', 'npy')
const present = process.env.FIXTURES_DIR !== undefined && existsSync(folder)

describe.skipIf(!present)('files that NumPy wrote (FIXTURES_DIR)', () => {
  const load = (name: string) => new Uint8Array(readFileSync(join(folder, `${name}.npy`)))

  it.each([
    'f4_c_order',
    'version_1',
    'vector_1d',
    'scalar_0d',
    'empty_0x3x3',
    'nan_inf',
    'non_contiguous_saved',
  ])('%s: the same bytes come back', (name) => {
    const bytes = load(name)
    const { shape, data } = readNpy(bytes)
    if (!(data instanceof Float32Array)) throw new Error('not float32')
    expect(writeNpy(shape, data)).toEqual(bytes)
  })

  it('reads a later header version', () => {
    const first = readNpy(load('f4_c_order'))
    expect(readNpy(load('version_3'))).toEqual({ shape: [2, 2, 3, 3], data: first.data.slice(0, 36) })
  })

  it('reads shapes and special values', () => {
    expect(readNpy(load('f4_c_order')).shape).toEqual([8, 2, 3, 3])
    expect(readNpy(load('scalar_0d'))).toEqual({ shape: [], data: Float32Array.of(3.5) })
    expect(readNpy(load('vector_1d')).data).toEqual(Float32Array.of(0, 1, 2, 3, 4))
    expect(readNpy(load('nan_inf')).data).toEqual(
      Float32Array.of(NaN, Infinity, -Infinity, -0, 1e-45, 3.4e38),
    )
  })

  const READABLE =
    /^(f4_c_order|f8|version_\d|vector_1d|scalar_0d|empty_0x3x3|nan_inf|non_contiguous_saved)\.npy$/
  const others = present
    ? readdirSync(folder).filter((name) => name.endsWith('.npy') && !READABLE.test(name))
    : []

  it.each(others)('%s is refused', (name) => {
    expect(() => readNpy(load(name.slice(0, -4)))).toThrow(expect.objectContaining({ name: 'FormatError' }))
  })
})
