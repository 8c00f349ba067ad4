import { describe, expect, test } from 'vitest'
import { conversionNote, pictureFacts } from '../../../src/formats/conversions.ts'
import { fileKind } from '../../../src/formats/picture-kind.ts'
import { withEnd } from '../../../src/formats/whole-picture.ts'
import { gif, iccp, jpeg, latin, png, profile, u32 } from '../../fixtures/small-pictures.ts'
import { hasThirdParty, lifeFile, ownImage, thirdParty } from '../core/image/fixtures.ts'

const note = (bytes: Uint8Array, ownValues = false) =>
  conversionNote(pictureFacts(bytes, fileKind(bytes, '')?.kind ?? ''), { ownValues })

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
      png(8, ['iCCP', [...latin('wide\0\0'), 1, 2, 3]]),
      'wide converted to sRGB',
    ],
    [
      'a name in the file with something hidden in it',
      png(8, ['iCCP', [...latin('wi\u0081\nde\0\0'), 1, 2, 3]]),
      'wi de converted to sRGB',
    ],
    [
      'a profile whose name has no end',
      png(8, ['iCCP', [...latin('x'.repeat(200))]]),
      `${'x'.repeat(40)} converted to sRGB`,
    ],
    [
      'a profile of version 4 with something hidden in its name',
      png(8, iccp(profile('P\u0000\u0001', 4))),
      'P converted to sRGB',
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
