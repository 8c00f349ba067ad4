import { ImageError } from '../../src/core/errors.ts'
import { planesToRgba, workingSize, type Size } from '../../src/core/image/image-tensor.ts'
import type { PicturePart } from '../../src/core/picture-part.ts'
import type { InputSettings } from '../../src/core/layers/layer.ts'
import type { Context, MakeCanvas } from './canvas.ts'

/** Bytes of RGBA that are read back from the canvas at a time. */
const BAND_BYTES = 8 << 20
/** Pixels on a side of the canvas that pictures are read through: every browser has canvases of that size, and larger ones stay blank without a word. */
const MAX_SIDE = 16_384
/** Long side of the picture for the screen, in pixels. */
const MAX_PREVIEW = 2048

/**
 * Rows of the picture over the matte as opaque RGBA, from the top. The canvas composites in sRGB with 8 bits, so pixels
 * that are half transparent are exact to one level.
 * @param mostSide a picture is read in pieces of at most this width and height
 * @throws ImageError when the browser gives no pixels
 */
export function* readBands(
  makeCanvas: MakeCanvas,
  bitmap: ImageBitmap,
  matte: string,
  name: string,
  part: PicturePart = { x: 0, y: 0, width: bitmap.width, height: bitmap.height },
  mostSide = MAX_SIDE,
): Generator<Uint8ClampedArray> {
  const { x, width } = part
  const columns = Math.min(width, mostSide)
  const rows = Math.min(part.height, mostSide, Math.max(1, Math.floor(BAND_BYTES / (4 * width))))
  const context = contextOf(makeCanvas, columns, rows, name)
  context.fillStyle = matte
  for (let y = 0; y < part.height; y += rows) {
    const height = Math.min(rows, part.height - y)
    const band = columns === width ? null : new Uint8ClampedArray(4 * width * height)
    for (let left = 0; left < width; left += columns) {
      const piece = { x: x + left, y: part.y + y, width: Math.min(columns, width - left), height }
      const rgba = readPiece(context, bitmap, piece, name)
      if (band === null) yield rgba
      else copyPiece(rgba, piece.width, band, width, left)
    }
    if (band !== null) yield band
  }
}

/** What decoders of JPEG put where data is missing. */
const FILLED = 128

/** Whether anything of a damaged picture is there: a pixel that neither lets the matte through nor was filled in. */
export function hasPixels(makeCanvas: MakeCanvas, bitmap: ImageBitmap, name: string): boolean {
  const onBlack = readBands(makeCanvas, bitmap, '#000000', name)
  for (const white of readBands(makeCanvas, bitmap, '#ffffff', name)) {
    const next = onBlack.next()
    const black = next.done ? white : next.value
    for (let i = 0; i < white.length; i++) {
      const isClear = black[i] === 0 && white[i] === 255
      const isFilled = black[i] === FILLED && white[i] === FILLED
      if (i % 4 !== 3 && !isClear && !isFilled) return true
    }
  }
  return false
}

/** The picture for the screen from planes of values 0..1. */
export async function makePreview(
  planes: Float32Array,
  size: Size,
  light: InputSettings['light'],
): Promise<ImageBitmap> {
  const image = new ImageData(planesToRgba(planes, light), size.width, size.height)
  const { width, height } = workingSize(size, MAX_PREVIEW)
  return width === size.width && height === size.height
    ? await createImageBitmap(image)
    : await createImageBitmap(image, { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' })
}

function contextOf(makeCanvas: MakeCanvas, width: number, height: number, name: string): Context {
  const { context } = makeCanvas(width, height)
  if (context === null)
    throw new ImageError(`${name} cannot be read: the browser gave no canvas of ${width} × ${height} pixels.`)
  context.imageSmoothingEnabled = false
  return context
}

function readPiece(
  context: Context,
  bitmap: ImageBitmap,
  piece: PicturePart,
  name: string,
): Uint8ClampedArray {
  const { x, y, width, height } = piece
  context.fillRect(0, 0, width, height)
  context.drawImage(bitmap, x, y, width, height, 0, 0, width, height)
  const { data } = context.getImageData(0, 0, width, height)
  // a canvas that the browser lost reads as transparent black
  if (data[3] !== 255 || data.at(-1) !== 255) {
    throw new ImageError(
      `${name} cannot be read: the browser lost its pixels (${width} × ${height} of them). Open it again.`,
    )
  }
  return data
}

function copyPiece(
  rgba: Uint8ClampedArray,
  columns: number,
  band: Uint8ClampedArray,
  width: number,
  left: number,
) {
  for (let from = 0, to = 4 * left; from < rgba.length; from += 4 * columns, to += 4 * width)
    band.set(rgba.subarray(from, from + 4 * columns), to)
}
