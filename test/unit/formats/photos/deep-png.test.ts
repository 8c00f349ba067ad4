import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../../src/core/random.ts'
import { crc32 } from '../../../../src/formats/crc32.ts'
import { readDeepPng } from '../../../../src/formats/photos/deep-png.ts'
import { latin, u32 } from '../../../fixtures/small-pictures.ts'
import { hasThirdParty, ownImage, thirdParty } from '../../core/image/fixtures.ts'
import { digest } from './digest.ts'

type Chunk = readonly [type: string, data: readonly number[]]

function pngOf(header: readonly number[], ...chunks: readonly Chunk[]): Uint8Array {
  const body = [['IHDR', header] as const, ...chunks, ['IEND', []] as const].flatMap(([type, data]) => {
    const named = [...latin(type), ...data]
    return [...u32(data.length), ...named, ...u32(crc32(Uint8Array.from(named)))]
  })
  return Uint8Array.from([...latin('\x89PNG\r\n\x1a\n'), ...body])
}

const TYPES = { 1: 0, 2: 4, 3: 2, 4: 6 } as const
const ALL = [[0, 0, 1, 1]] as const
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** A PNG whose rows use all five filters, written by the definitions of the specification. */
function encode(
  pixels: Uint16Array,
  width: number,
  channels: 1 | 2 | 3 | 4,
  interlaced: boolean,
  ...before: readonly Chunk[]
): Uint8Array {
  const height = pixels.length / width / channels
  const raw: number[] = []
  let filter = 0
  for (const [x0, y0, dx, dy] of interlaced ? ADAM7 : ALL) {
    let above: number[] | null = null
    for (let y = y0; y < height && x0 < width; y += dy) {
      const row: number[] = []
      for (let x = x0; x < width; x += dx)
        for (let c = 0; c < channels; c++) {
          const value = pixels[(y * width + x) * channels + c] ?? 0
          row.push(value >> 8, value & 255)
        }
      const type = filter++ % 5
      const at = (from: readonly number[] | null, i: number) => (i < 0 ? 0 : (from?.[i] ?? 0))
      raw.push(
        type,
        ...row.map((value, i) => {
          const [a, b, c] = [at(row, i - 2 * channels), at(above, i), at(above, i - 2 * channels)]
          const nearest = [a, b, c].sort((p, q) => Math.abs(a + b - c - p) - Math.abs(a + b - c - q))[0] ?? 0
          return (value - ([0, a, b, (a + b) >> 1, nearest][type] ?? 0)) & 255
        }),
      )
      above = row
    }
  }
  const packed = deflateSync(Uint8Array.from(raw))
  const [half, rest] = [packed.subarray(0, packed.length >> 1), packed.subarray(packed.length >> 1)]
  const header = [...u32(width), ...u32(height), 16, TYPES[channels], 0, 0, interlaced ? 1 : 0]
  return pngOf(header, ...before, ['IDAT', [...half]], ['IDAT', [...rest]])
}

const random = seededRandom(16)
const anyPixels = (count: number) => Uint16Array.from({ length: count }, () => 65_536 * random())

describe('a PNG of 16 bits keeps all of them', () => {
  test.each([1, 2, 3, 4] as const)('%i channels, with every filter, interlaced or not', (channels) => {
    for (const [width, height] of [
      [1, 1],
      [3, 2],
      [17, 23],
      [64, 9],
    ] as const) {
      const data = anyPixels(width * height * channels)
      for (const interlaced of [false, true])
        expect(readDeepPng(encode(data, width, channels, interlaced))).toEqual({
          width,
          height,
          channels,
          data,
        })
    }
  })

  test('one colour may be transparent', () => {
    const gray = readDeepPng(encode(Uint16Array.of(5, 300, 5), 3, 1, false, ['tRNS', [1, 44]]))
    expect(gray).toMatchObject({ channels: 2, data: Uint16Array.of(5, 65535, 300, 0, 5, 65535) })
    const rgb = readDeepPng(
      encode(Uint16Array.of(1, 2, 3, 1, 2, 4), 2, 3, false, ['tRNS', [0, 1, 0, 2, 0, 4]]),
    )
    expect(rgb).toMatchObject({ channels: 4, data: Uint16Array.of(1, 2, 3, 65535, 1, 2, 4, 0) })
  })
})

describe('is left to the browser', () => {
  const whole = encode(anyPixels(60), 5, 3, false)

  test('what has no 16 bits, moves, or names an unknown filter', () => {
    expect(readDeepPng(ownImage('plain.png'))).toBeNull()
    expect(readDeepPng(encode(anyPixels(60), 5, 3, false, ['acTL', [0, 0, 0, 2, 0, 0, 0, 0]]))).toBeNull()
    const rows = [...deflateSync(Uint8Array.of(9, 0, 0))]
    expect(readDeepPng(pngOf([...u32(1), ...u32(1), 16, 0, 0, 0, 0], ['IDAT', rows]))).toBeNull()
  })

  test('what is cut short anywhere', () => {
    for (let length = 0; length < whole.length; length++)
      expect(readDeepPng(whole.subarray(0, length))).toBeNull()
  })

  test('what is damaged in its header or pixels', () => {
    for (let at = 12; at < whole.length - 12; at++) {
      const damaged = Uint8Array.from(whole)
      damaged[at] = (damaged[at] ?? 0) ^ 1
      expect(readDeepPng(damaged), `byte ${at}`).toBeNull()
    }
  })

  test('what says that it is far larger than it can be, before there is memory for it', () => {
    const bomb = pngOf([...u32(1e6), ...u32(1e6), 16, 6, 0, 0, 0], ['IDAT', [1, 2, 3]])
    expect(readDeepPng(bomb)).toBeNull()
  })
})

test('deep.png of our own', () => {
  expect(readDeepPng(ownImage('deep.png'))).toMatchObject({ width: 48, height: 32, channels: 3 })
})

// The digests are of what ImageMagick 6.9 reads of them without their gAMA (`-depth 16 -endian LSB rgb:-`); of the gray one, Pillow.
describe.skipIf(!hasThirdParty)('third-party files (FIXTURES_DIR)', () => {
  test.each([
    ['made/photo_16bit.png', 'b182aaa63ac79ec6'],
    ['pngsuite/basn0g16.png', '9802a57a53e41f9e'],
    ['pngsuite/basn2c16.png', '057654d06147541f'],
    ['pngsuite/basn6a16.png', 'f4808aeadd7d1d8e'],
    ['wide/Nikon-D3-14bit_2020_g1.png', 'd0e9ee7faabae33f'],
  ])('%s', (name, expected) => {
    const samples = readDeepPng(thirdParty(`images/${name}`))
    expect(samples && digest(samples.data)).toBe(expected)
  })
})
