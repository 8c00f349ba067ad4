import { readdirSync, readFileSync } from 'node:fs'
import { inSrgb, type ColorSpace } from '../../src/core/image/color-space.ts'
import { sampleRows } from '../../src/core/image/samples.ts'
import { ImageError } from '../../src/core/errors.ts'
import { profileName } from '../../src/formats/profile-name.ts'
import { joinedBytes } from '../../src/formats/bytes.ts'
import { crc32 } from '../../src/formats/crc32.ts'
import { conversionNote, pictureFacts } from '../../src/formats/conversions.ts'
import { heicColors, pngColors } from '../../src/formats/file-colors.ts'
import { readProfile } from '../../src/formats/matrix-profile.ts'
import { findOrientation } from '../../src/formats/exif-orientation.ts'
import { DECODABLE_KINDS, readSize } from '../../src/formats/image-header.ts'
import { readDeepPng } from '../../src/formats/photos/deep-png.ts'
import { checkPicture } from '../../src/formats/picture-check.ts'
import { fileKind } from '../../src/formats/picture-kind.ts'
import { tiffColors, tiffNote } from '../../src/formats/photos/tiff-note.ts'
import { readTiff } from '../../src/formats/photos/tiff.ts'
import { pngChunks, viewOf } from '../../src/formats/picture-parts.ts'
import { rawPreview } from '../../src/formats/raw-preview.ts'
import { withEnd } from '../../src/formats/whole-picture.ts'
import {
  avif,
  bmp,
  gif,
  iccp,
  jpeg,
  jxl,
  latin,
  matrixProfile,
  png,
  profile,
  u32,
  webp,
} from '../fixtures/small-pictures.ts'
import { tiffFile } from '../fixtures/small-tiffs.ts'
import type { FuzzedReader, Input, Read } from './fuzz.ts'
import { HEIF_READER } from './heif-reader.ts'

const IMAGES = 'test/fixtures/images'

function pictures(): Uint8Array[] {
  const files = readdirSync(IMAGES).map((name) => new Uint8Array(readFileSync(`${IMAGES}/${name}`)))
  const tiff = Uint8Array.from([
    ...latin('II*\0'),
    8,
    0,
    0,
    0,
    1,
    0,
    0x12,
    0xc6,
    3,
    0,
    1,
    0,
    0,
    0,
    6,
    0,
    0,
    0,
  ])
  const text = ['<svg ', '%PDF-1.4', 'P6\n1 1\n255\n', '\ufeff<html>', 'hello'].map((each) =>
    Buffer.from(each),
  )
  return [
    ...files,
    png(16, iccp(profile('Display P3', 2)), ['acTL', [...u32(12), ...u32(0)]]),
    png(8, ['cICP', [9, 16, 0, 1]], ['gAMA', u32(100000)], ['cHRM', []]),
    jpeg(3, profile('Adobe RGB', 4)),
    jpeg(4, []),
    gif(3),
    avif(),
    webp(),
    ...[12, 40].map(bmp),
    ...[true, false].map(jxl),
    tiff,
    ...text.map((each) => new Uint8Array(each)),
  ]
}

/** A reader of a picture's bytes that never throws, unless `refuses` says otherwise. */
function ofPictures(
  name: string,
  read: (bytes: Uint8Array<ArrayBuffer>) => Read,
  corpus: () => readonly Uint8Array[] = pictures,
  refuses: FuzzedReader['refuses'] = null,
): FuzzedReader {
  const asBytes = (input: Input) =>
    typeof input === 'string' ? new TextEncoder().encode(input) : new Uint8Array(input)
  return { name, corpus, read: (input) => read(asBytes(input)), refuses }
}

/** RAW photos: a JPEG behind a TIFF that names it. */
function raws(): Uint8Array[] {
  const order = { width: 2, height: 2, samples: 1, bits: 8, format: 1, values: [1, 2, 3, 4] } as const
  return [true, false].map((little) => {
    const file = (at: number) =>
      tiffFile({
        ...order,
        little,
        tags: [
          [513, 4, [at]],
          [514, 4, [100]],
          [330, 4, [at, 8]],
        ],
      })
    return joinedBytes([file(file(0).length), jpeg(3, profile('P', 4))])
  })
}

/** Pixels of a picture that a test may take the time for. */
const MOST_PIXELS = 10_000

function tiffs(): Uint8Array[] {
  const values = Array.from({ length: 60 }, (_, i) => (i * 37) % 200)
  const base = { width: 5, height: 4, samples: 3, bits: 8, format: 1, values } as const
  return [
    tiffFile({ ...base, compression: 5, predictor: 2 }),
    tiffFile({ ...base, bits: 16, little: false, compression: 8, tile: [16, 16] }),
    tiffFile({ ...base, bits: 32, format: 3, predictor: 3, planar: true, rows: 2 }),
    tiffFile({
      ...base,
      bits: 4,
      samples: 1,
      photometric: 3,
      big: true,
      tags: [[320, 3, new Array(48).fill(9)]],
    }),
    tiffFile({ ...base, samples: 4, photometric: 5, compression: 32_773, morePages: 2 }),
    tiffFile({ ...base, tags: [[34_675, 7, profile('Display P3', 4)]] }),
  ]
}

const profiles = () => [2, 4].map((version) => Uint8Array.from(profile('Display P3', version === 2 ? 2 : 4)))

export const PICTURE_READERS: readonly FuzzedReader[] = [
  ofPictures('picture-kind', (bytes) => ({ value: fileKind(bytes, 'photo.dng')?.kind })),
  ofPictures('picture-check', (bytes) => ({ value: checkPicture(bytes, 'photo.jpg') }), pictures, ImageError),
  ofPictures('picture-size', (bytes) => ({ value: DECODABLE_KINDS.map((kind) => readSize(bytes, kind)) })),
  ofPictures('orientation', (bytes) => {
    const value = findOrientation(bytes)
    // the byte that it names is the orientation: it is written over by those who decode
    return { value, again: () => value && { ...value, orientation: bytes[value.offset] } }
  }),
  ofPictures('conversions', (bytes) => {
    const notes = ['png', 'jpg', 'webp', 'gif', 'avif'].map((kind) =>
      conversionNote(pictureFacts(bytes, kind), { ownValues: false }),
    )
    return { value: notes, again: () => notes.map(plain) }
  }),
  ofPictures(
    'profile-name',
    (bytes) => ({ value: profileName(bytes), again: () => plain(profileName(bytes)) }),
    profiles,
  ),
  ofPictures(
    'file-colors',
    (bytes) => {
      const found = [
        pngColors(bytes, true),
        pngColors(bytes, false),
        heicColors(bytes),
        readProfile(bytes, false),
      ]
      const value = found.map((colors) => (typeof colors === 'string' ? plain(colors) : whiteAndGray(colors)))
      for (const each of value)
        if (Array.isArray(each) && !each.every((level) => level >= 0 && level <= 1))
          throw new RangeError('no colour')
      return { value }
    },
    () => [...pictures(), ...profiles(), matrixProfile()],
  ),
  ofPictures(
    'deep-png',
    (bytes) => {
      const { data, ...shape } = readDeepPng(withChecks(bytes)) ?? { data: [] }
      return { value: { ...shape, values: data.length } }
    },
    () => [png(16), new Uint8Array(readFileSync(`${IMAGES}/deep.png`))],
  ),
  ofPictures(
    'raw-preview',
    (bytes) => {
      const found = rawPreview(bytes)
      return { value: found && { ...found, jpeg: found.jpeg.length } }
    },
    raws,
  ),
  {
    name: 'tiff',
    corpus: tiffs,
    async read(input) {
      const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : new Uint8Array(input)
      const size = readSize(bytes, 'tiff')
      if (size !== null && size.width * size.height > MOST_PIXELS) throw new ImageError('large')
      const picture = await readTiff(bytes, 'it', () => Promise.reject(new Error('no decoder')))
      const note = tiffNote(picture, tiffColors(picture))
      return { value: note, again: () => plain(note) }
    },
    refuses: ImageError,
  },
  HEIF_READER,
  ofPictures('whole-picture', (bytes) => {
    const kind = fileKind(bytes, '')?.kind ?? ''
    const value = withEnd(bytes, kind)
    // what was given an end has one
    return { value, again: () => value && (withEnd(value, kind) ?? value) }
  }),
]

/** White and a gray of 8 bits, as a colour space has them in sRGB. */
function whiteAndGray(colors: ColorSpace): number[] {
  const [width, channels, data] = [2, 3 as const, Uint8Array.of(255, 255, 255, 100, 100, 100)]
  const samples = inSrgb({ width, height: 1, channels, data }, colors)
  return [...sampleRows(samples, { x: 0, y: 0, width, height: 1 }, '#ffffff')].flatMap((row) => [...row])
}

/** A PNG whose chunks have the right checks, without which nothing else of it is looked at. */
function withChecks(bytes: Uint8Array): Uint8Array {
  for (const { start, end } of pngChunks(bytes)) {
    if (end + 4 <= bytes.length) viewOf(bytes).setUint32(end, crc32(bytes.subarray(start - 4, end)))
  }
  return bytes
}

/** Words for the screen: of one line, and nothing hidden in them. */
function plain(words: string): string {
  return words.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 120)
}
