import fc from 'fast-check'
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { joinedBytes } from '../../../../src/formats/bytes.ts'
import { findOrientation } from '../../../../src/formats/exif-orientation.ts'
import { PngStream } from '../../../../src/formats/pictures/png-stream.ts'
import { exifOf, writeExif, type Exif } from '../../../../src/formats/pictures/exif.ts'
import { profileOf } from '../../../../src/formats/pictures/embedded-profile.ts'
import {
  jpegWith,
  metadataOf,
  pngChunksOf,
  webpWith,
  type Metadata,
} from '../../../../src/formats/pictures/metadata.ts'
import type { TiffEntry, TiffType } from '../../../../src/formats/pictures/tiff-entries.ts'

const NO_METADATA: Metadata = { exif: null, profile: null }
const SIZE = { width: 40, height: 30 }
const text = (letters: string) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0))

/** Files without metadata, as browsers write them. */
const BARE = {
  jpeg: joinedBytes([
    Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16),
    text('JFIF\0'),
    Uint8Array.of(1, 1, 0, 0, 1, 0, 1, 0, 0),
    Uint8Array.of(0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9),
  ]),
  webp: joinedBytes([
    text('RIFF'),
    Uint8Array.of(15, 0, 0, 0),
    text('WEBPVP8 '),
    Uint8Array.of(3, 0, 0, 0, 1, 2, 3, 0),
  ]),
}

/** A file of each kind with metadata in it. */
const WRITERS: Readonly<Record<string, (metadata: Metadata) => Uint8Array>> = {
  JPEG: (metadata) => jpegWith(BARE.jpeg, metadata, SIZE),
  WebP: (metadata) => webpWith(BARE.webp, metadata, SIZE),
  PNG: (metadata) => {
    const parts: Uint8Array[] = []
    const stream = new PngStream(
      { width: 1, height: 1 },
      'gray',
      8,
      (bytes) => parts.push(bytes),
      pngChunksOf(metadata, SIZE),
    )
    stream.add(new Uint8Array(1))
    stream.end()
    return joinedBytes(parts)
  },
}

const entry = (tags: readonly number[]) =>
  fc
    .record({
      tag: fc.constantFrom(...tags),
      type: fc.constantFrom<TiffType>(1, 2, 3, 4, 5, 7, 9, 10, 12),
      values: fc.uint8Array({ minLength: 1, maxLength: 9 }),
    })
    .map(({ tag, type, values }): TiffEntry => {
      const size =
        type === 5 || type === 10 || type === 12 ? 8 : type === 4 || type === 9 ? 4 : type === 3 ? 2 : 1
      return {
        tag,
        type,
        bytes: new Uint8Array(size * values.length).map((_, i) => values[i % values.length] ?? 0),
      }
    })
const directory = (...tags: readonly number[]) =>
  fc
    .uniqueArray(entry(tags), { selector: ({ tag }) => tag, minLength: 1 })
    .map((entries) => entries.sort((a, b) => a.tag - b.tag))
const anyExif: fc.Arbitrary<Exif> = fc.record({
  image: directory(0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x8298),
  photo: directory(0x829a, 0x829d, 0x8827, 0x9003, 0x920a, 0x9286, 0xa434),
  gps: directory(0, 1, 2, 3, 4, 29),
})

const profile = joinedBytes([
  new Uint8Array(36),
  text('acsp'),
  new Uint8Array(150_000).map((_, i) => (i * i) % 251),
])

/** Big-endian, its maker's note and its thumbnail among the rest. */
function cameraTiff(): Uint8Array {
  const word = (...values: number[]) => values.flatMap((value) => [value >> 8, value & 255])
  const long = (value: number) => word(value >>> 16, value & 0xffff)
  const first = [...word(3), ...word(0x0110, 2), ...long(4), ...text('X1\0\0'), ...word(0x0112, 3), ...long(1), ...word(6, 0), ...word(0x8769, 4), ...long(1), ...long(50), ...long(0)] // oxfmt-ignore
  const exposure = [...long(1), ...long(250)]
  const photo = [...word(3), ...word(0x829a, 5), ...long(1), ...long(92), ...word(0x927c, 7), ...long(4), 1, 2, 3, 4, ...word(0xa002, 4), ...long(1), ...long(4000), ...long(0)] // oxfmt-ignore
  return Uint8Array.from([...text('MM\0*'), ...long(8), ...first, ...photo, ...exposure])
}

describe.each(Object.entries(WRITERS))('metadata in a %s', (_kind, write) => {
  it('comes back, upright and of the picture’s own size', () => {
    fc.assert(
      fc.property(anyExif, (exif) => {
        const file = write({ exif, profile: null })
        const { image, gps, photo } = exifOf(file) ?? {}
        expect({ image, photo, gps }).toEqual(exif)
        expect(findOrientation(file)?.orientation).toBe(1)
        expect(exifOf(write({ exif: { ...exif, gps: [] }, profile: null }))?.gps).toEqual([])
      }),
      { seed: 16, numRuns: 60 },
    )
  })

  it('keeps a profile of any length, and takes nothing where nothing is kept', () => {
    expect(profileOf(write({ exif: null, profile }))).toEqual(profile)
    const without = write(NO_METADATA)
    expect([exifOf(without), profileOf(without)]).toEqual([null, null])
  })

  it('ends in none where it is damaged, never in an error', () => {
    const file = write({ exif: exifOf(cameraTiff()), profile })
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), fc.nat(400), (at, byte, cut) => {
        const damaged = file.slice(0, file.length - cut)
        damaged[at % damaged.length] = byte
        metadataOf(damaged, { exif: true, gps: true, profile: true })
      }),
      { seed: 16, numRuns: 2000 },
    )
  })
})

describe('the EXIF of a camera', () => {
  it('is read whatever its order of bytes; the maker’s notes, the size and the orientation do not go on', () => {
    const exif = exifOf(cameraTiff())
    expect(exif).toEqual({
      image: [{ tag: 0x0110, type: 2, bytes: text('X1\0\0') }],
      photo: [{ tag: 0x829a, type: 5, bytes: Uint8Array.of(1, 0, 0, 0, 250, 0, 0, 0) }],
      gps: [],
    })
    if (exif === null) throw new Error('no EXIF')
    expect(exifOf(writeExif(exif, 40, 30))).toEqual(exif)
  })

  it('is left out unless it is asked for, and the place unless that is', () => {
    const gps = [{ tag: 1, type: 2, bytes: text('N\0') } as const]
    const file = jpegWith(BARE.jpeg, { exif: { image: [], photo: [], gps }, profile }, SIZE)
    const kept = (exif: boolean, place: boolean, own: boolean) => {
      const found = metadataOf(file, { exif, gps: place, profile: own })
      return [found.exif?.gps.length ?? null, found.profile !== null]
    }
    expect([kept(false, true, false), kept(true, false, true), kept(true, true, true)]).toEqual([
      [null, false],
      [0, true],
      [1, true],
    ])
  })

  it('of a PNG may be a bomb: a profile of more than 4 MB counts as none', () => {
    const bomb = zlibSync(new Uint8Array(64 * 2 ** 20))
    const parts: Uint8Array[] = []
    const data = joinedBytes([Uint8Array.of(0x61, 0, 0), bomb])
    new PngStream({ width: 1, height: 1 }, 'gray', 8, (bytes) => parts.push(bytes), [{ type: 'iCCP', data }])
    expect(profileOf(joinedBytes(parts))).toBeNull()
  })
})
