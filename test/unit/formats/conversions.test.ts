import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { conversionNote, pictureFacts } from '../../../src/formats/conversions.ts'
import { fileKind } from '../../../src/formats/picture-kind.ts'
import { withEnd } from '../../../src/formats/whole-picture.ts'
import { hasThirdParty, lifeFile, ownImage, thirdParty } from '../core/image/fixtures.ts'

const note = (bytes: Uint8Array, ownValues = false) =>
  conversionNote(pictureFacts(bytes, fileKind(bytes, '')?.kind ?? ''), ownValues)

const text = (letters: string) => [...Buffer.from(letters, 'latin1')]
const u32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]

/** A PNG's header and chunks; their checks are not looked at. */
function png(depth: number, ...chunks: readonly (readonly [string, readonly number[]])[]): Uint8Array {
  const all = [['IHDR', [...u32(4), ...u32(4), depth, 2, 0, 0, 0]] as const, ...chunks, ['IDAT', []] as const]
  const body = all.flatMap(([type, data]) => [...u32(data.length), ...text(type), ...data, 0, 0, 0, 0])
  return Uint8Array.from([...text('\x89PNG\r\n\x1a\n'), ...body])
}

/** A profile that is nothing but its name, as version 2 or 4 writes it. */
function profile(name: string, version: 2 | 4): number[] {
  const header = new Array<number>(128).fill(0)
  const wide = text(name).flatMap((code) => [0, code])
  const description =
    version === 2
      ? [...text('desc'), ...u32(0), ...u32(name.length + 1), ...text(name), ...new Array<number>(20).fill(0)]
      : [
          ...text('mluc'),
          ...u32(0),
          ...u32(1),
          ...u32(12),
          ...text('enUS'),
          ...u32(wide.length),
          ...u32(28),
          ...wide,
        ]
  return [...header, ...u32(1), ...text('desc'), ...u32(144), ...u32(description.length), ...description]
}

const iccp = (data: readonly number[]) =>
  ['iCCP', [...text('icc\0\0'), ...deflateSync(Uint8Array.from(data))]] as const

function jpeg(components: number, icc: readonly number[]): Uint8Array {
  const app2 = [...text('ICC_PROFILE\0'), 1, 1, ...icc]
  const sized = (data: readonly number[]) => [(data.length + 2) >> 8, (data.length + 2) & 255, ...data]
  const frame = [0xff, 0xc0, ...sized([8, 0, 4, 0, 4, components, 0, 0, 0])]
  return Uint8Array.from([0xff, 0xd8, ...(icc.length ? [0xff, 0xe2, ...sized(app2)] : []), ...frame])
}

function gif(frames: number): Uint8Array {
  const frame = [
    0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80, 0, 0, 0, 1, 1, 1, 2, 2, 0x4c, 1, 0,
  ]
  const all = Array.from({ length: frames }, () => frame).flat()
  return Uint8Array.from([...text('GIF89a'), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 1, 1, 1, ...all, 0x3b])
}

describe('what is converted on opening is read from the bytes', () => {
  test.each([
    ['nothing in a plain PNG', png(8), ''],
    ['nothing where gAMA stands beside sRGB', png(8, ['gAMA', u32(45455)], ['sRGB', [0]]), ''],
    ['gAMA', png(8, ['gAMA', u32(100000)]), 'gAMA may change values'],
    ['gAMA and cHRM', png(8, ['cHRM', []], ['gAMA', u32(45455)]), 'gAMA and cHRM may change values'],
    ['16 bits', png(16), '16 bits read as 8'],
    ['an animation', png(8, ['acTL', [...u32(12), ...u32(0)]]), 'frame 1 of 12'],
    ['a profile of version 2', png(8, iccp(profile('Display P3', 2))), 'Display P3 converted to sRGB'],
    [
      'a profile of version 4',
      png(16, iccp(profile('Adobe RGB', 4))),
      '16 bits read as 8, Adobe RGB converted to sRGB',
    ],
    ['no profile of sRGB', png(8, iccp(profile('sRGB IEC61966-2.1', 2))), ''],
    [
      'a damaged profile, by its name in the file',
      png(8, ['iCCP', [...text('wide\0\0'), 1, 2, 3]]),
      'wide converted to sRGB',
    ],
    [
      'colours by number',
      png(8, ['cICP', [9, 16, 0, 1]], ['sRGB', [0]]),
      'Rec. 2020 HDR (PQ) converted to sRGB',
    ],
    ['a profile of a JPEG', jpeg(3, profile('Display P3', 4)), 'Display P3 converted to sRGB'],
    ['a nameless profile', jpeg(3, new Array<number>(140).fill(0)), 'its colour profile converted to sRGB'],
    ['CMYK', jpeg(4, []), 'CMYK converted to sRGB'],
    ['a still GIF', gif(1), ''],
    ['an animated GIF', gif(3), 'frame 1 of 3'],
  ])('%s', (_, bytes, expected) => {
    expect(note(bytes)).toBe(expected)
  })

  test('and where the values of the file are kept, the note says so', () => {
    expect(note(png(8, iccp(profile('Display P3', 2))), true)).toBe('Display P3 not converted')
    expect(note(lifeFile('gama_45455_chrm.png'), true)).toBe('gAMA and cHRM not applied')
    expect(note(jpeg(4, []), true)).toBe('CMYK converted to sRGB')
  })

  test('cut short anywhere, a file has facts all the same', () => {
    for (const whole of [png(16, iccp(profile('P', 2))), jpeg(3, profile('P', 4)), gif(3)])
      for (let length = 0; length < whole.length; length++) note(whole.subarray(0, length))
  })

  test('a small file that inflates to a giant profile is looked at only in part', () => {
    expect(note(png(8, iccp(new Array<number>(5e6).fill(0))))).toBe('icc converted to sRGB')
  })
})

describe('an end that is missing', () => {
  const [jpg, plain] = [ownImage('orientation-1.jpg'), ownImage('plain.png')]

  test('is put there', () => {
    expect(withEnd(jpg.subarray(0, -2), 'jpg')).toEqual(jpg)
    for (let cut = 1; cut <= 12; cut++) expect(withEnd(plain.subarray(0, -cut), 'png')).toEqual(plain)
  })

  test('is missing from nothing else', () => {
    expect(withEnd(jpg, 'jpg')).toBeNull()
    expect(withEnd(plain, 'png')).toBeNull()
    expect(withEnd(ownImage('orientation-1.webp'), 'webp')).toBeNull()
  })
})

describe.skipIf(!hasThirdParty)('third-party files (FIXTURES_DIR)', () => {
  test.each([
    ['made/photo_10bit.avif', '10 bits read as 8'],
    ['made/photo.avif', ''],
    ['made/photo_cmyk.jpg', 'CMYK converted to sRGB'],
    ['wide/Nikon-D3-14bit_2020_g1.png', '16 bits read as 8, Linear Rec2020 RGB converted to sRGB'],
    ['wide/Sony-DSC-RX1RM2-14bit_srgb8_v4_krita.png', ''],
    ['wuffs/bricks-color.lossless.webp', ''],
  ])('%s', (name, expected) => {
    expect(note(thirdParty(`images/${name}`))).toBe(expected)
  })
})
