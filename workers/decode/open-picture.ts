import { ImageError } from '../../src/core/errors.ts'
import type { InputSettings } from '../../src/core/layers/layer.ts'
import type { PictureViewer } from './api.ts'
import { conversionNote, pictureFacts } from '../../src/formats/conversions.ts'
import { findOrientation, type Orientation } from '../../src/formats/exif-orientation.ts'
import { checkPicture, checkSize, type CheckedPicture } from '../../src/formats/picture-check.ts'
import { withEnd } from '../../src/formats/whole-picture.ts'
import type { MakeCanvas } from './canvas.ts'
import { ownPixels, pixelsInstead } from './own-pixels.ts'
import { hasPixels } from './picture-pixels.ts'
import { bitmapSource, samplesSource, type PixelSource } from './pixel-source.ts'

/** A decoded picture as it is stored, to be turned upright. */
export interface OpenedPicture {
  readonly source: PixelSource
  readonly orientation: Orientation
  /** What was converted or lost, in plain words; '' when nothing was. */
  readonly note: string
}

/** Longer sides are beyond what many decoders take. */
const LONG = 32_767

/**
 * Decode a file: by the browser, or by a decoder of ours where that keeps more of it. Decoding is the judge of what opens: only what is known to be too large is refused
 * before. Orientation is set to upright in a copy of the bytes and left to the caller, since browsers differ in which
 * formats they turn.
 * @throws ImageError
 */
export async function openPicture(
  file: Blob,
  name: string,
  input: InputSettings,
  viewer: PictureViewer | null,
  makeCanvas: MakeCanvas,
): Promise<OpenedPicture> {
  const whole = new Uint8Array(await file.arrayBuffer())
  const checked = checkPicture(whole, name)
  const { preview } = checked
  const bytes = preview === undefined ? whole : preview.jpeg.slice()
  const tag = findOrientation(bytes)
  if (tag !== null) bytes[tag.offset] = 1
  const decoded = await decodeBytes(bytes, name, checked, input.ownValues ?? false, viewer, makeCanvas)
  const { source, note, orientation = preview?.orientation ?? tag?.orientation ?? 1 } = decoded
  try {
    checkSize(source, name)
  } catch (error) {
    source.close()
    throw error
  }
  const { width, height } = source
  const from = preview === undefined ? '' : `the preview inside the RAW file, ${width} × ${height}`
  const notes = [from, note, orientation === 1 ? '' : 'turned upright']
  return { source, orientation, note: joined(notes) }
}

type Decoded = Omit<OpenedPicture, 'orientation'> & Partial<Pick<OpenedPicture, 'orientation'>>

function joined(notes: readonly string[]): string {
  return notes.filter((note) => note !== '').join(', ')
}

async function decodeBytes(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  { kind, size }: CheckedPicture,
  ownValues: boolean,
  viewer: PictureViewer | null,
  makeCanvas: MakeCanvas,
): Promise<Decoded> {
  const blob = new Blob([bytes])
  if (size === null) {
    const shown = (await viewer?.size(blob)) ?? null
    if (shown === null) throw new ImageError(`${name} is damaged: its header cannot be read.`)
    checkSize(shown, name) // before it is decoded
  }
  const facts = pictureFacts(bytes, kind)
  const file = { name, bytes, kind, facts, ownValues, makeCanvas }
  const own = await ownPixels(file)
  if (own !== null) return { ...own, source: samplesSource(own.samples) }
  const decoded = (bitmap: ImageBitmap, loss: string, colorsKept = ownValues) => ({
    source: bitmapSource(bitmap, makeCanvas, name),
    note: joined([loss, conversionNote(facts, { ownValues: colorsKept })]),
  })
  const whole = await tryBitmap(blob, ownValues)
  if (whole !== null) return decoded(whole, '')
  const instead = await pixelsInstead(file)
  if (instead !== null) return { ...instead, source: samplesSource(instead.samples) }
  const ended = withEnd(bytes, kind)
  const mended = ended && (await tryBitmap(new Blob([ended]), ownValues))
  if (mended !== null && hasPixels(makeCanvas, mended, name)) {
    return decoded(mended, 'the file has no end: what is missing is gray')
  }
  mended?.close()
  const shown = (await viewer?.pixels(blob)) ?? null
  if (shown !== null && hasPixels(makeCanvas, shown, name)) {
    return decoded(shown, 'damaged: what cannot be read shows the matte', false)
  }
  shown?.close()
  const isLong = size !== null && Math.max(size.width, size.height) > LONG
  const why = isLong
    ? `it is damaged, or longer than this browser decodes (${size.width} × ${size.height} pixels; ${LONG} a side are safe)`
    : 'it is damaged, or of a kind that this browser does not decode'
  throw new ImageError(`${name} cannot be opened: ${why}.`)
}

async function tryBitmap(blob: Blob, ownValues: boolean): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(blob, ownValues ? { colorSpaceConversion: 'none' } : {})
  } catch {
    return null // there is only one reason: it does not decode
  }
}
