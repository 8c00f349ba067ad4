import { describe, expect, test } from 'vitest'
import { ImageError } from '../../../src/core/errors.ts'
import { DECODABLE_KINDS } from '../../../src/formats/image-header.ts'
import { checkPicture } from '../../../src/formats/picture-check.ts'
import { fileKind } from '../../../src/formats/picture-kind.ts'
import { lifeFile } from '../core/image/fixtures.ts'

/** The first bytes of a file, padded as a file would go on. */
function head(start: string | readonly number[], length = 400, end = ''): Uint8Array {
  const bytes = new Uint8Array(length)
  bytes.set(typeof start === 'string' ? Buffer.from(start, 'latin1') : start)
  bytes.set(Buffer.from(end, 'latin1'), length - end.length)
  return bytes
}

const u16 = (value: number) => [value & 255, value >> 8]
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)]
/** A TIFF of one directory with one entry, little-endian. */
const tiff = (tag: number) => [
  0x49,
  0x49,
  42,
  0,
  ...u32(8),
  ...u16(1),
  ...u16(tag),
  ...u16(1),
  ...u32(4),
  ...u32(1),
]
const icon = (type: number) => [
  0,
  0,
  ...u16(type),
  ...u16(1),
  16,
  16,
  0,
  0,
  ...u16(1),
  ...u16(32),
  ...u32(100),
  ...u32(22),
]
const targa = (depth: number) => [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...u16(10), ...u16(10), depth, 0]

const KINDS: readonly (readonly [name: string, bytes: Uint8Array, kind: string, says: RegExp | null])[] = [
  ['a.png', head('\x89PNG\r\n\x1a\n'), 'png', null],
  ['a.jpg', head('\xff\xd8\xff\xe0'), 'jpg', null],
  ['a.webp', head('RIFF\0\0\0\0WEBPVP8 '), 'webp', null],
  ['a.gif', head('GIF89a'), 'gif', null],
  [
    'a.bmp',
    head(['B'.charCodeAt(0), 'M'.charCodeAt(0), ...u32(400), ...u32(0), ...u32(54), ...u32(40)]),
    'bmp',
    null,
  ],
  [
    'os2.bmp',
    head(['B'.charCodeAt(0), 'M'.charCodeAt(0), ...u32(400), ...u32(0), ...u32(26), ...u32(12)]),
    'bmp',
    null,
  ],
  ['a.jxl', head('\xff\x0a'), 'jxl', null],
  ['boxed.jxl', head('\0\0\0\x0cJXL \r\n\x87\n'), 'jxl', null],
  ['a.avif', head('\0\0\0\x18ftypavif\0\0\0\0mif1'), 'avif', null],
  ['also-avif.heif', head('\0\0\0\x18ftypmif1\0\0\0\0avif'), 'avif', null],
  ['IMG.HEIC', head('\0\0\0\x18ftypheic\0\0\0\0mif1'), 'heic', null],
  ['a.tif', head(tiff(0x100)), 'tiff', null],
  ['big.tif', head('MM\0+'), 'tiff', null],
  ['by-tag.tif', head(tiff(0xc612)), 'raw', /camera RAW.*JPEG/],
  ['DSC.NEF', head(tiff(0x100)), 'raw', /camera RAW/],
  ['DSC.ARW', head(tiff(0x100)), 'raw', /camera RAW/],
  ['IMG.CR2', head('II*\0\x10\0\0\0CR\x02\0'), 'raw', /camera RAW/],
  ['renamed', head('II*\0\x10\0\0\0CR\x02\0'), 'raw', /camera RAW/],
  ['IMG.CR3', head('\0\0\0\x18ftypcrx \0\0\0\x01crx isom'), 'raw', /camera RAW/],
  ['renamed.jpg', head('FUJIFILMCCD-RAW 0201'), 'raw', /camera RAW/],
  ['P.ORF', head('IIRO\x08\0\0\0'), 'raw', /camera RAW/],
  ['P.RW2', head('IIU\0\x18\0\0\0'), 'raw', /camera RAW/],
  ['favicon.ico', head(icon(1)), 'ico', /icon/],
  ['hand.cur', head(icon(2)), 'ico', /icon/],
  ['a.tga', head(targa(24)), 'tga', /TGA.*PNG/],
  ['renamed.png', head(targa(32)), 'tga', /TGA/],
  ['footer', head(targa(0), 400, 'TRUEVISION-XFILE.\0'), 'tga', /TGA/],
  ['a.psd', head('8BPS'), 'psd', /Photoshop.*PNG/],
  ['a.xcf', head('gimp xcf v011'), 'xcf', /GIMP/],
  ['a.jp2', head('\0\0\0\x0cjP  \r\n\x87\n'), 'jp2', /JPEG 2000.*PNG/],
  ['a.exr', head('\x76\x2f\x31\x01'), 'exr', /OpenEXR.*PNG/],
  ['a.hdr', head('#?RADIANCE\n'), 'hdr', /Radiance/],
  ['a.ppm', head('P6\n10 10\n255\n'), 'pnm', /PPM.*PNG/],
  ['a.svg', head('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'svg', /SVG.*Export it as PNG/],
  ['bom.svg', head('\xef\xbb\xbf<svg/>'), 'svg', /SVG/],
  [
    'prolog.svg',
    head(`<?xml version="1.0"?>\n<!-- ${'drawn '.repeat(300)}-->\n<!DOCTYPE svg>\n<svg>`, 3000),
    'svg',
    /SVG/,
  ],
  ['utf16.svg', head(Array.from(Buffer.from('\ufeff<?xml version="1.0"?><svg/>', 'utf16le'))), 'svg', /SVG/],
  ['page.png', head('<!DOCTYPE html>\n<html><svg></svg>'), 'html', /web page/],
  ['a.pdf', head('%PDF-1.7\n'), 'pdf', /PDF.*PNG/],
  ['a.eps', head('%!PS-Adobe-3.0 EPSF-3.0\n'), 'eps', /EPS/],
  ['a.mp4', head('\0\0\0\x18ftypisom\0\0\0\0isommp41'), 'video', /video.*frame/],
  ['a.mov', head('\0\0\0\x14ftypqt  '), 'video', /video/],
  ['old.mov', head('\0\0\x10\0moov'), 'video', /video/],
  ['a.webm', head('\x1a\x45\xdf\xa3'), 'video', /video/],
  ['a.avi', head('RIFF\0\0\0\0AVI LIST'), 'video', /video/],
  ['a.wav', head('RIFF\0\0\0\0WAVEfmt '), 'audio', /sound/],
  ['a.npy', head('\x93NUMPY\x01\0'), 'numpy', /NumPy/],
  ['a.zip', head('PK\x03\x04'), 'archive', /archive.*Unpack/],
  ['bank.png', Uint8Array.from(Buffer.from('{ "format": "filterbank/1" }')), 'json', /JSON.*Import filters/],
  ['notes.txt', Uint8Array.from(Buffer.from('no picture')), 'text', /no picture.*text.*JPEG.*JPEG XL/],
  ['cars.bmp', Uint8Array.from(Buffer.from('BMW and other cars\n'.repeat(20))), 'text', /no picture/],
]

describe('a file is known by its bytes', () => {
  test.each(KINDS)('%s', (name, bytes, kind, says) => {
    expect(fileKind(bytes, name)?.kind).toBe(kind)
    expect(DECODABLE_KINDS.includes(kind)).toBe(says === null)
    if (says === null) return
    const refusal = refusalOf(bytes, name)
    expect(refusal.startsWith(`${name} is `)).toBe(true)
    expect(refusal).toMatch(says)
  })

  test('bytes of no kind are told what can be opened', () => {
    expect(fileKind(Uint8Array.of(1), 'x')).toBeNull()
    expect(refusalOf(head([3, 1, 4, 1, 5, 9]), 'x.raw')).toMatch(/^x\.raw is no picture.*JPEG XL/)
  })

  test('cut short anywhere, a file still gets an answer', () => {
    for (const [name, bytes] of KINDS)
      for (let length = 0; length < 64; length++) fileKind(bytes.subarray(0, length), name)
  })
})

test.each(['kind_dng.dng', 'kind_raf.RAF'])('%s of real life is a camera RAW photo', (name) => {
  expect(refusalOf(lifeFile(name), name)).toMatch(/camera RAW.*JPEG.*TIFF/)
})
test.each([
  ['kind_tga.tga', /TGA/],
  ['kind_svg_bom.svg', /SVG.*PNG/],
  ['life_bm_text.jpg', /no picture. It holds text/],
])('%s of real life', (name, says) => {
  expect(refusalOf(lifeFile(name), name)).toMatch(says)
  expect(refusalOf(lifeFile(name), name)).not.toMatch(/icon|megapixels/)
})

function refusalOf(bytes: Uint8Array, name: string): string {
  try {
    checkPicture(bytes, name)
  } catch (error) {
    if (error instanceof ImageError) return error.message
    throw error
  }
  return 'accepted'
}
