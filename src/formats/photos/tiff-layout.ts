import { ImageError } from '../../core/errors.ts'
import { CODECS } from './tiff-codecs.ts'
import { TAG, type Directory } from '../tiff-directory.ts'
import { isReadable, rowBytes, type NumberForm } from './tiff-rows.ts'

/** What the numbers of a pixel mean. */
export type Meaning = 'gray' | 'inverted gray' | 'rgb' | 'palette' | 'cmyk'

/** How a picture lies in a TIFF file; everything in it was checked against the file's size. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly form: NumberForm
  readonly meaning: Meaning
  /** Numbers of a pixel. */
  readonly samples: number
  /** What the first number behind the colours is. */
  readonly alpha: 'none' | 'premultiplied' | 'straight'
  /** Numbers of a pixel that stand side by side: all, or one where each channel lies in pieces of its own. */
  readonly together: number
  readonly compression: number
  /** Whether JPEGs in it are YCbCr; else they are RGB. */
  readonly isYcc: boolean
  /** Bits of each byte are stored the other way round. */
  readonly reversed: boolean
  /** Strips, which are as wide as the picture, or tiles, channel after channel where those are apart. */
  readonly pieces: {
    readonly width: number
    readonly height: number
    readonly across: number
    readonly down: number
    readonly offsets: readonly number[]
    readonly lengths: readonly number[]
  }
}

/** Compression of JPEG in pieces (TIFF Technical Note 2), which only the browser decodes. */
export const JPEG = 7
const YCBCR = 6
const MEANINGS: Readonly<Record<number, Meaning>> = {
  0: 'inverted gray',
  1: 'gray',
  2: 'rgb',
  3: 'palette',
  5: 'cmyk',
}
/** Numbers of a pixel that are colour. */
export const COLORS: Readonly<Record<Meaning, number>> = {
  gray: 1,
  'inverted gray': 1,
  rgb: 3,
  palette: 1,
  cmyk: 4,
}
const COLOR_NAMES: Readonly<Record<number, string>> = {
  6: 'YCbCr',
  8: 'CIELab',
  32_844: 'LogL',
  32_845: 'LogLuv',
}
const PACKINGS: Readonly<Record<number, string>> = {
  2: 'CCITT fax',
  3: 'CCITT fax',
  4: 'CCITT fax',
  6: 'JPEG of the old form',
  34_712: 'JPEG 2000',
  34_887: 'LERC',
  34_925: 'LZMA',
  50_000: 'Zstandard',
  50_001: 'WebP',
}
/** Numbers of a row, at most. */
const MOST_ROW = 1 << 26
const FORMATS: Readonly<Record<number, NumberForm['format']>> = {
  1: 'unsigned',
  2: 'signed',
  3: 'float',
  4: 'unsigned',
}
const WAY_OUT = 'Save it as TIFF with LZW, or as PNG.'

/**
 * What a page's directory says.
 * @param name the file's name, which messages begin with
 * @throws ImageError for what is damaged, or of a form that is not read here
 */
export function tiffLayout(page: Directory, little: boolean, name: string): Layout {
  const damaged = (what: string) => new ImageError(`${name} cannot be opened: it is damaged (${what}).`)
  const foreign = (what: string) =>
    new ImageError(
      `${name} cannot be opened: it is a TIFF ${what}, which Filterbank does not read. ${WAY_OUT}`,
    )
  const one = (tag: number, otherwise: number) => page.number(tag, otherwise)

  const compression = one(TAG.compression, 1)
  const photometric = one(TAG.photometric, 1)
  const isJpeg = compression === JPEG
  if (!isJpeg && CODECS[compression] === undefined)
    throw foreign(`packed as ${PACKINGS[compression] ?? `number ${compression}`}`)
  const meaning = isJpeg && photometric === YCBCR ? 'rgb' : MEANINGS[photometric]
  if (meaning === undefined)
    throw foreign(`with ${COLOR_NAMES[photometric] ?? `colours of number ${photometric}`}`)

  const samples = one(TAG.samplesPerPixel, 1)
  if (samples < COLORS[meaning]) throw damaged(`${samples} values for a pixel`)
  const bits = alike(page.numbers(TAG.bitsPerSample), 1)
  const formatNumber = alike(page.numbers(TAG.sampleFormat), 1)
  if (bits === null || formatNumber === null) throw foreign('whose channels differ in depth')
  const form = {
    bits,
    format: FORMATS[formatNumber] ?? 'unsigned',
    little,
    predictor: isJpeg ? 1 : one(TAG.predictor, 1),
  }
  if (!isReadable(form) || FORMATS[formatNumber] === undefined || (meaning === 'palette' && bits > 16))
    throw foreign(`with ${form.format} numbers of ${bits} bits and predictor ${form.predictor}`)
  const apart = one(TAG.planarConfiguration, 1) === 2 && samples > 1
  if (
    isJpeg &&
    (bits !== 8 || apart || meaning === 'palette' || meaning === 'cmyk' || samples !== COLORS[meaning])
  )
    throw foreign('with JPEG of a rare form')

  const [width, height] = [one(TAG.width, 0), one(TAG.height, 0)]
  if (width * height === 0 || width * samples > MOST_ROW) throw damaged(`${width} × ${height} pixels`)
  const together = apart ? 1 : samples
  const pieces = piecesOf(page, width, height, apart ? samples : 1)
  const needed = pieces.across * pieces.down * (apart ? samples : 1)
  if (pieces.offsets.length < needed || pieces.lengths.length < needed)
    throw damaged(`${Math.min(pieces.offsets.length, pieces.lengths.length)} of ${needed} pieces`)
  if (rowBytes(form, pieces.width * together) * pieces.height > 2 ** 31 - 1)
    throw damaged(`pieces of ${pieces.width} × ${pieces.height} pixels`)
  return {
    width,
    height,
    form,
    meaning,
    samples,
    alpha: alphaOf(page, meaning, samples),
    together,
    compression,
    isYcc: photometric === YCBCR,
    reversed: one(TAG.fillOrder, 1) === 2 && !isJpeg,
    pieces,
  }
}

function piecesOf(page: Directory, width: number, height: number, planes: number): Layout['pieces'] {
  const tiled = page.number(TAG.tileWidth, 0) > 0
  const [pieceWidth, pieceHeight] = tiled
    ? [page.number(TAG.tileWidth, 0), page.number(TAG.tileLength, 0)]
    : [width, Math.min(height, page.number(TAG.rowsPerStrip, height))]
  const offsets = page.numbers(tiled ? TAG.tileOffsets : TAG.stripOffsets)
  const [across, down] = [Math.ceil(width / pieceWidth), Math.ceil(height / pieceHeight)]
  let lengths = page.numbers(tiled ? TAG.tileByteCounts : TAG.stripByteCounts)
  // some old writers give no lengths: the only piece goes to the end of the file
  if (lengths.length === 0 && offsets.length === 1 && planes === 1) lengths = [Infinity]
  return { width: pieceWidth, height: pieceHeight, across, down, offsets, lengths }
}

function alphaOf(page: Directory, meaning: Meaning, samples: number): Layout['alpha'] {
  if (samples <= COLORS[meaning] || meaning === 'palette' || meaning === 'cmyk') return 'none'
  const kind = page.number(TAG.extraSamples, 0)
  return kind === 1 ? 'premultiplied' : kind === 2 ? 'straight' : 'none'
}

/** The one number that all of them are; null where they differ. */
function alike(numbers: readonly number[], otherwise: number): number | null {
  const [first = otherwise] = numbers
  return numbers.every((each) => each === first) ? first : null
}
