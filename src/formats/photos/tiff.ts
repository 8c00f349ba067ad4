import { ImageError } from '../../core/errors.ts'
import type { Samples } from '../../core/image/samples.ts'
import { MOST_GROWTH, CODECS } from './tiff-codecs.ts'
import { openTiff, TAG, type Directory } from '../tiff-directory.ts'
import { JPEG, tiffLayout, type Layout } from './tiff-layout.ts'
import { jpegOfPiece } from './tiff-jpeg.ts'
import { pixelWriter, type PixelWriter } from './tiff-pixels.ts'
import { rowBytes, rowReader } from './tiff-rows.ts'

/** Pixels of a JPEG as RGBA, in the colours that its values say; throws where it does not decode. */
export type DecodeJpeg = (
  jpeg: Uint8Array<ArrayBuffer>,
) => Promise<Pick<Samples, 'width' | 'height' | 'data'>>

/** The first page of a TIFF. */
export interface TiffPicture {
  /** As stored, before orientation. */
  readonly samples: Samples
  readonly layout: Layout
  /** As in EXIF, 1 where the file says nothing. */
  readonly orientation: number
  readonly pages: number
  /** The ICC profile, of no bytes where there is none. */
  readonly profile: Uint8Array
}

/**
 * Decode the first page of a TIFF (TIFF 6.0, BigTIFF and Adobe's supplements), with the bits that it has: see Samples; whole
 * numbers of 9 to 15 and 17 to 32 bits become floats 0..1, signed ones -1..1, floats stay what they are.
 * @param name the file's name, which messages begin with
 * @param decodeJpeg decodes pieces that are JPEGs
 * @throws ImageError; RangeError where memory does not suffice
 */
export async function readTiff(
  bytes: Uint8Array,
  name: string,
  decodeJpeg: DecodeJpeg,
): Promise<TiffPicture> {
  const tiff = openTiff(bytes)
  const pages = [...(tiff?.pages() ?? [])]
  const [page] = pages
  if (tiff === null || page === undefined)
    throw new ImageError(`${name} cannot be opened: it is damaged (it has no pages).`)
  const layout = tiffLayout(page, tiff.little, name)
  checkSizes(layout, bytes, name)
  const writer = pixelWriter(layout, page.numbers(TAG.colorMap))
  try {
    if (layout.compression === JPEG)
      await decodePieces(layout, bytes, page.bytes(TAG.jpegTables), decodeJpeg, writer)
    else unpackPieces(layout, bytes, writer)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ImageError(`${name} cannot be opened: it is damaged (${why}).`)
  }
  return {
    samples: writer.samples,
    layout,
    orientation: page.number(TAG.orientation, 1),
    pages: pages.filter(isWhole).length || 1,
    profile: page.bytes(TAG.profile),
  }
}

/** Whether a page is a picture of its own, and no smaller copy or mask of another. */
function isWhole(page: Directory): boolean {
  return (page.number(TAG.subfileType, 0) & 0b101) === 0
}

/** What pieces cannot be unpacked to is refused before there is memory for it. */
function checkSizes({ pieces, width, height, samples, form }: Layout, bytes: Uint8Array, name: string): void {
  const packed = pieces.lengths.reduce((sum, length) => sum + Math.min(length, bytes.length), 0)
  if (packed * MOST_GROWTH < rowBytes(form, width * samples) * height)
    throw new ImageError(`${name} cannot be opened: it is damaged (${packed} bytes of pixels).`)
}

/** A piece's place in the picture; `width` and `height` are the part of it that lies in the picture. */
interface Piece {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly plane: number
  readonly packed: Uint8Array
}

function* piecesOf(layout: Layout, bytes: Uint8Array): Generator<Piece> {
  const { pieces } = layout
  const { across, down } = pieces
  const planes = layout.samples / layout.together
  for (let i = 0; i < across * down * planes; i++) {
    const [x, y] = [(i % across) * pieces.width, (Math.floor(i / across) % down) * pieces.height]
    const [offset, length] = [pieces.offsets[i] ?? 0, pieces.lengths[i] ?? 0]
    yield {
      x,
      y,
      width: Math.min(pieces.width, layout.width - x),
      height: Math.min(pieces.height, layout.height - y),
      plane: Math.floor(i / (across * down)),
      packed: bytes.subarray(offset, offset + length),
    }
  }
}

function unpackPieces(layout: Layout, bytes: Uint8Array, { write }: PixelWriter): void {
  const { form, pieces, together, compression, reversed } = layout
  const unpack = CODECS[compression] ?? ((packed) => packed)
  const read = rowReader(form, together)
  const row = new Float64Array(pieces.width * together)
  const pitch = rowBytes(form, row.length)
  for (const { x, y, width, height, plane, packed } of piecesOf(layout, bytes)) {
    const size = pitch * height
    if (packed.length * MOST_GROWTH < size) throw new RangeError('a piece is too short')
    const unpacked = unpack(reversed ? packed.map(reversedBits) : packed, size)
    if (unpacked.length < size) throw new RangeError('a piece is too short')
    // predictors are undone in place, never in the file's own bytes
    const own = compression === 1 && form.predictor === 3 ? unpacked.slice() : unpacked
    for (let r = 0; r < height; r++) {
      read(own, pitch * r, row)
      write(row, x, y + r, width, plane)
    }
  }
}

function reversedBits(byte: number): number {
  let out = 0
  for (let bit = 0; bit < 8; bit++) out |= ((byte >> bit) & 1) << (7 - bit)
  return out
}

async function decodePieces(
  layout: Layout,
  bytes: Uint8Array,
  tables: Uint8Array,
  decodeJpeg: DecodeJpeg,
  { write }: PixelWriter,
): Promise<void> {
  const { pieces, samples, together } = layout
  const row = new Float64Array(pieces.width * together)
  for (const { x, y, width, height, packed } of piecesOf(layout, bytes)) {
    const { data, ...size } = await decodeJpeg(jpegOfPiece(packed, tables, layout))
    if (size.width < width || size.height < height) throw new RangeError('a piece is too small')
    for (let r = 0; r < height; r++) {
      for (let i = 0; i < width; i++)
        for (let c = 0; c < samples; c++) row[i * samples + c] = data[4 * (r * size.width + i) + c] ?? 0
      write(row, x, y + r, width, 0)
    }
  }
}
