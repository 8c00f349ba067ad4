import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { createRequire } from 'node:module'
import { init } from '@jsquash/jxl/decode.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { ImageError } from '../../../../src/core/errors.ts'
import { fullScale, sampleRows, type Samples } from '../../../../src/core/image/samples.ts'
import { pictureFacts } from '../../../../src/formats/conversions.ts'
import { findOrientation } from '../../../../src/formats/exif-orientation.ts'
import { readDeepPng } from '../../../../src/formats/photos/deep-png.ts'
import { readHeif } from '../../../../src/formats/photos/heif.ts'
import { readTiff } from '../../../../src/formats/photos/tiff.ts'
import { checkPicture } from '../../../../src/formats/picture-check.ts'
import { openJxl } from '../../../../workers/decode/open-jxl.ts'
import { openLibheif } from '../../../fixtures/libheif.ts'
import { cellsOf, EVERY_FILE, levelsApart, storedCells, type Cells } from '../../../fixtures/photos/cells.ts'
import { DAMAGED, IN_PART, reasonOf } from '../../../fixtures/photos/outcomes.ts'
import { hasThirdParty, thirdParty, thirdPartyFiles } from '../../core/image/fixtures.ts'

const { heif } = openLibheif()

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('@jsquash/jxl/codec/dec/jxl_dec.wasm')
  await init(await WebAssembly.compile(readFileSync(wasm)))
})

/** Pixels of a file that a decoder of ours reads, and how far they may be from another program's, in levels of 8 bits. */
interface OwnPixels {
  readonly samples: Samples
  readonly within: number
}

/** A TIFF whose pieces are JPEGs has them decoded by the browser: test/browser/every-photo. */
const BY_BROWSER = 'no JPEG here'
const noJpeg = () => Promise.reject(new Error(BY_BROWSER))

async function ownPixels(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  kind: string,
): Promise<OwnPixels | null> {
  const { depth } = pictureFacts(bytes, kind)
  if (kind === 'heic') return { samples: readHeif(heif, bytes, depth > 8, path), within: 1 }
  if (kind === 'jxl') {
    const samples = (await openJxl({ bytes }))?.samples
    return samples === undefined ? null : { samples, within: 1 }
  }
  const samples =
    kind === 'tiff' ? (await readTiff(bytes, path, noJpeg)).samples : depth === 16 ? readDeepPng(bytes) : null
  // words and floats are exact; what is expected is told in words
  return samples && { samples, within: samples.data instanceof Uint8Array ? 0 : 255 / 65_535 }
}

function cellsOfSamples(samples: Samples): Cells {
  const { width, height } = samples
  const rows = [...sampleRows(samples, { x: 0, y: 0, width, height }, '#ffffff')]
  const rgba = Float64Array.from(rows.flatMap((band) => Array.from(band, (value) => value / fullScale(band))))
  return cellsOf(samples, (x, y, c) => rgba[4 * (y * width + x) + c] ?? NaN)
}

/** Who opens a file, or why it is refused. Pixels that are read here are compared. */
async function outcome(path: string): Promise<string> {
  const bytes = thirdParty(`images/${path}`)
  const expected = EVERY_FILE.get(path)
  if (expected === undefined) throw new Error(`${path} is new: run make_expected.py`)
  try {
    const { kind, size } = checkPicture(bytes, path)
    if (DAMAGED.has(path)) return 'damaged'
    if (IN_PART.has(path)) return 'in part'
    const own = await ownPixels(path, bytes, kind)
    // of HEIC the header has the size as coded, before it is cropped and turned
    const turned = kind !== 'avif' && (findOrientation(bytes)?.orientation ?? 1) >= 5
    const sides = [size?.width, size?.height]
    if (kind !== 'avif') expect(turned ? sides.reverse() : sides, path).toEqual(expected.size)
    if (own === null) return 'browser'
    const [actual, wanted] = [cellsOfSamples(own.samples), storedCells(expected)]
    expect([own.samples.width, own.samples.height], path).toEqual(expected.size)
    expect(levelsApart(actual.pixels, wanted.pixels), path).toBeLessThanOrEqual(own.within)
    expect(levelsApart(actual.means, wanted.means), path).toBeLessThanOrEqual(own.within + 255 / 65_535)
    return kind === 'jxl' ? 'browser' : 'own'
  } catch (error) {
    if (!(error instanceof ImageError)) throw error
    if (error.message.includes(BY_BROWSER)) return 'own'
    return reasonOf(error.message) ?? `refused without a reason: ${error.message}`
  }
}

const COLUMNS = ['own', 'browser', 'in part'] as const

/** A row of the table in docs/photos.md. */
function row(folder: string, outcomes: readonly string[]): string {
  const count = (of: string) => outcomes.filter((each) => each === of).length
  const reasons = [...new Set(outcomes)].filter((each) => !COLUMNS.some((column) => column === each)).sort()
  const refused = reasons.map((reason) => `${count(reason)} ${reason}`).join(', ')
  return `| ${[folder, outcomes.length, ...COLUMNS.map(count), refused].join(' | ')} |`
}

describe.skipIf(!hasThirdParty)('every file of fixtures/images (FIXTURES_DIR)', () => {
  test('opens with the pixels that another program reads, or is refused for a reason: the table in docs/photos.md', async () => {
    const root = `${process.env['FIXTURES_DIR'] ?? ''}/images`
    const paths = thirdPartyFiles('images')
      .map((path) => relative(root, path))
      .sort()
    expect(paths).toEqual([...EVERY_FILE.keys()].sort())
    const folders = new Map<string, string[]>()
    for (const path of paths) {
      const [folder = ''] = path.split('/')
      folders.set(folder, [...(folders.get(folder) ?? []), await outcome(path)])
    }
    const rows = [...folders].map(([folder, outcomes]) => row(folder, outcomes))
    const table = [...rows, row('all', [...folders.values()].flat())]
    const written = readFileSync('docs/photos.md', 'utf8')
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' '))
    for (const each of table) expect(written).toContain(each.replaceAll(/ +/g, ' '))
  })
})
