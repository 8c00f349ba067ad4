import { strToU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { crc32 } from '../../../src/formats/crc32.ts'
import { zipFrame } from '../../../src/formats/stored-zip.ts'

describe('a ZIP around files that lie elsewhere', () => {
  it('is read as any other', () => {
    const files = { 'map0.png': strToU8('first'), 'größe 1.png': strToU8('second file') }
    const entries = Object.entries(files).map(([name, bytes]) => ({
      name,
      size: bytes.length,
      crc32: crc32(bytes),
    }))
    const { headers, directory } = zipFrame(entries)
    const whole = Object.values(files).flatMap((bytes, i) => [...(headers[i] ?? []), ...bytes])
    expect(unzipSync(Uint8Array.from([...whole, ...directory]))).toEqual(files)
  })

  it('counts on from bytes before', () => {
    const bytes = strToU8('123456789')
    expect(crc32(bytes)).toBe(0xcbf4_3926)
    expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf4_3926)
  })

  it('has offsets of 64 bits beyond 4 GiB, and refuses a file of that size', () => {
    const size = 2 ** 31
    const names = ['a', 'b', 'c', 'd']
    const { headers, directory } = zipFrame(names.map((name) => ({ name, size, crc32: 0 })))
    const view = new DataView(directory.buffer)
    const header = headers[0]?.length ?? 0
    // the last record: its offset stands in the extra field
    const last = 3 * (46 + 1) + 12
    expect(view.getUint32(last + 42, true)).toBe(0xffff_ffff)
    expect(view.getBigUint64(last + 46 + 1 + 4, true)).toBe(BigInt(3 * (size + header)))
    // ZIP64 end of central directory: where the directory begins
    const end = directory.length - 22 - 20 - 56
    expect(view.getUint32(end, true)).toBe(0x0606_4b50)
    expect(view.getBigUint64(end + 48, true)).toBe(BigInt(4 * (size + header)))
    expect(() => zipFrame([{ name: 'a', size: 2 ** 32, crc32: 0 }])).toThrow(RangeError)
  })
})
