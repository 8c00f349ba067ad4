import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeNpy } from '../../../src/formats/npy.ts'
import { npyArray } from '../../fixtures/model-files.ts'
import { floats, SEED } from '../core/arbitraries.ts'

const read = (bytes: Uint8Array<ArrayBuffer>) => npyArray(new Blob([bytes]))

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

  it('aligns the data and reads back bit for bit', async () => {
    const array = fc
      .array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 })
      .chain((shape) => floats(shape.reduce((a, b) => a * b, 1)).map((data) => ({ shape, data })))
    await fc.assert(
      fc.asyncProperty(array, async ({ shape, data }) => {
        const bytes = writeNpy(shape, data)
        expect((bytes.length - data.byteLength) % 64).toBe(0)
        expect(await read(bytes)).toEqual({ shape, data })
      }),
      SEED,
    )
  })

  it('writes a part of a larger buffer', async () => {
    const part = Float32Array.of(9, 1, 2, 9).subarray(1, 3)
    expect(await read(writeNpy([1, 2], part))).toEqual({ shape: [1, 2], data: Float32Array.of(1, 2) })
  })

  it('refuses a shape of another size', () => {
    expect(() => writeNpy([2, 2], new Float32Array(3))).toThrow(RangeError)
  })
})
