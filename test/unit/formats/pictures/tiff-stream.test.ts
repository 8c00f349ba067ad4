import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { joinedBytes } from '../../../../src/formats/bytes.ts'
import { metadataOf, type Metadata } from '../../../../src/formats/pictures/metadata.ts'
import { exifOf } from '../../../../src/formats/pictures/exif.ts'
import { readDirectory } from '../../../../src/formats/pictures/tiff-entries.ts'
import { TiffStream, type TiffSample } from '../../../../src/formats/pictures/tiff-stream.ts'
import { seededRandom } from '../../../../src/core/random.ts'

const NO_METADATA: Metadata = { exif: null, profile: null }
const folder = mkdtempSync(join(tmpdir(), 'filterbank-tiff-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Whether a program is there. */
function has(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
const magick = has('convert', '-version')
const exiftool = has('exiftool', '-ver')

interface Made {
  readonly bytes: Uint8Array
  readonly pixels: Uint8Array
}

function made(
  width: number,
  height: number,
  channels: 1 | 3,
  sample: TiffSample,
  metadata: Metadata = NO_METADATA,
): Made {
  const parts: Uint8Array[] = []
  const random = seededRandom(width + height)
  const numbers = Array.from({ length: width * height * channels }, random)
  const values =
    sample === 'uint16' ? Uint16Array.from(numbers, (n) => 65_535 * n) : Float32Array.from(numbers, (n) => n)
  const pixels = new Uint8Array(values.buffer)
  const stream = new TiffStream({ width, height }, channels, sample, metadata, (bytes) => parts.push(bytes))
  const rowBytes = pixels.length / height
  // in bands that are no strips
  for (let row = 0; row < height; row += 7) stream.add(pixels.slice(row * rowBytes, (row + 7) * rowBytes))
  stream.end()
  return { bytes: joinedBytes(parts), pixels }
}

const CASES = [
  [1, 1, 1, 'uint16'],
  [61, 47, 3, 'uint16'],
  [700, 333, 1, 'float32'],
  [401, 211, 3, 'float32'],
  [15_000, 3, 3, 'float32'],
] as const

describe('a TIFF', () => {
  it.each(CASES)('%i x %i, %i channels of %s: every strip lies where the directory says', (...shape) => {
    const { bytes, pixels } = made(...shape)
    const entries = new Map(readDirectory(bytes, 8, true).map(({ tag, bytes: value }) => [tag, value]))
    const longs = (tag: number) => [...new Uint32Array((entries.get(tag) ?? new Uint8Array()).slice().buffer)]
    const strips = longs(273).map((start, i) => bytes.subarray(start, start + (longs(279)[i] ?? 0)))
    expect(Buffer.compare(joinedBytes(strips), pixels)).toBe(0)
    expect([longs(256), longs(257)]).toEqual([[shape[0]], [shape[1]]])
  })

  it.skipIf(!magick).each(CASES)(
    '%i x %i, %i channels of %s: ImageMagick reads the same pixels',
    (...shape) => {
      const { bytes, pixels } = made(...shape)
      const file = join(folder, 'read.tif')
      writeFileSync(file, bytes)
      const map = shape[2] === 3 ? 'rgb' : 'gray'
      const depth =
        shape[3] === 'uint16'
          ? ['-depth', '16']
          : ['-depth', '32', '-define', 'quantum:format=floating-point']
      const read = execFileSync('convert', [file, ...depth, '-endian', 'LSB', `${map}:-`], {
        maxBuffer: 2 ** 30,
      })
      if (shape[3] === 'uint16') {
        expect(Buffer.compare(read, pixels)).toBe(0)
        return
      }
      const [expected, found] = [pixels, new Uint8Array(read)].map(
        (each) => new Float32Array(each.slice().buffer),
      )
      expect(found?.length).toBe(expected?.length)
      const furthest = expected?.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (found?.[i] ?? NaN))),
        0,
      )
      // it computes in 16 bits
      expect(furthest).toBeLessThan(1 / 65_535)
    },
  )

  it('keeps EXIF and a profile among its entries', () => {
    const text = (letters: string) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0))
    const exif = {
      image: [{ tag: 0x0110, type: 2, bytes: text('Camera\0') } as const],
      photo: [{ tag: 0x829a, type: 5, bytes: Uint8Array.of(1, 0, 0, 0, 250, 0, 0, 0) } as const],
      gps: [{ tag: 1, type: 2, bytes: text('N\0') } as const],
    }
    const profile = joinedBytes([
      Uint8Array.of(0, 0, 0, 140),
      new Uint8Array(32),
      text('acsp'),
      new Uint8Array(100),
    ])
    const { bytes } = made(61, 47, 3, 'uint16', { exif, profile })
    expect(exifOf(bytes)).toEqual(exif)
    expect(readDirectory(bytes, 8, true).find(({ tag }) => tag === 34_675)?.bytes).toEqual(profile)
    // its values are read as they are, so what is made of them is in its colours
    const kept = metadataOf(bytes, { exif: false, gps: false, profile: false })
    expect(kept).toEqual({ exif: null, profile })
    if (!exiftool) return
    const file = join(folder, 'exif.tif')
    writeFileSync(file, bytes)
    const said = execFileSync('exiftool', [
      '-s',
      '-Model',
      '-ExposureTime',
      '-GPSLatitudeRef',
      '-Orientation',
      file,
    ]).toString()
    expect(said.replace(/ +/g, ' ').trim().split('\n')).toEqual([
      'Model : Camera',
      'ExposureTime : 1/250',
      'GPSLatitudeRef : North',
      'Orientation : Horizontal (normal)',
    ])
  })

  it('of more than 4 GiB is refused before a byte is written', () => {
    const sizes = { width: 40_000, height: 20_000 }
    expect(() => new TiffStream(sizes, 3, 'float32', NO_METADATA, () => expect.fail('written'))).toThrow(
      '4 GiB',
    )
  })
})
