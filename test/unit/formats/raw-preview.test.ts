import { describe, expect, test } from 'vitest'
import { ImageError } from '../../../src/core/errors.ts'
import { joinedBytes } from '../../../src/formats/bytes.ts'
import { checkPicture } from '../../../src/formats/picture-check.ts'
import { rawPreview } from '../../../src/formats/raw-preview.ts'
import { jpeg } from '../../fixtures/small-pictures.ts'
import { directory, tiffFile, type Tag, type TiffOrder } from '../../fixtures/small-tiffs.ts'
import { lifeFile, ownImage } from '../core/image/fixtures.ts'

const DNG: Tag = [0xc612, 1, [1, 4, 0, 0]]
const photo = ownImage('orientation-1.jpg') // 48 x 32
const small = jpeg(3, []) // 4 x 4, no more than its header

/** A RAW photo: values of a sensor, parts behind them, and a directory behind those. */
function rawFile(
  tags: (partsAt: number, innerAt: number) => readonly Tag[],
  parts: readonly Uint8Array[],
  { inner = () => [], little = true }: { inner?: (partsAt: number) => readonly Tag[]; little?: boolean } = {},
): Uint8Array {
  const order: TiffOrder = {
    width: 2,
    height: 2,
    samples: 1,
    bits: 16,
    format: 1,
    values: [1, 2, 3, 4],
    little,
  }
  const file = (partsAt: number, innerAt: number) => tiffFile({ ...order, tags: tags(partsAt, innerAt) })
  const partsAt = file(0, 0).length
  const innerAt = partsAt + parts.reduce((sum, part) => sum + part.length, 0)
  const behind = directory(inner(partsAt), innerAt, little, false, false)
  return joinedBytes([file(partsAt, innerAt), ...parts, Uint8Array.from(behind)])
}

describe('the preview in a RAW photo', () => {
  test.each([true, false])('is named by its offset and length, little-endian %s', (little) => {
    const bytes = rawFile((at) => [DNG, [513, 4, [at]], [514, 4, [photo.length]], [274, 3, [8]]], [photo], {
      little,
    })
    expect(rawPreview(bytes)).toEqual({ jpeg: photo, size: { width: 48, height: 32 }, orientation: 8 })
    expect(checkPicture(bytes, 'a.dng')).toMatchObject({ kind: 'jpg', size: { width: 48, height: 32 } })
  })

  test('is the largest of them, in a directory within the first one, too', () => {
    const bytes = rawFile(
      (at, innerAt) => [DNG, [513, 4, [at]], [514, 4, [small.length]], [330, 4, [innerAt]]],
      [small, photo],
      {
        inner: (at) => [
          [259, 3, [7]],
          [273, 4, [at + small.length]],
          [279, 4, [photo.length]],
        ],
      },
    )
    expect(rawPreview(bytes)).toEqual({ jpeg: photo, size: { width: 48, height: 32 }, orientation: 1 })
  })

  test("is not the sensor's values as lossless JPEG", () => {
    const lossless = Uint8Array.from(photo)
    const frame = lossless.findIndex((byte, i) => byte === 0xff && lossless[i + 1] === 0xc0)
    lossless[frame + 1] = 0xc3
    const bytes = rawFile((at) => [DNG, [513, 4, [at]], [514, 4, [lossless.length]]], [lossless])
    expect(rawPreview(bytes)).toBeNull()
  })

  test('may be missing: then it is said what to do', () => {
    expect(() => checkPicture(lifeFile('kind_dng.dng'), 'a.dng')).toThrow(
      /^a\.dng is a camera RAW photo.*Export it as JPEG or TIFF/,
    )
    const beyond = rawFile((at) => [DNG, [513, 4, [at + 1e6]], [514, 4, [100]]], [photo])
    expect(() => checkPicture(beyond, 'a.dng')).toThrow(ImageError)
  })

  test('directories that name each other are looked at once', () => {
    const bytes = rawFile(
      (at) => [DNG, [513, 4, [at]], [514, 4, [small.length]], [330, 4, [1e6, 1e6, 8]]],
      [small],
    )
    expect(rawPreview(bytes)?.size).toEqual({ width: 4, height: 4 })
  })
})
