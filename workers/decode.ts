import * as Comlink from 'comlink'
import { drawChart, isChart } from '../src/core/charts.ts'
import { ImageError } from '../src/core/errors.ts'
import {
  applyRange,
  orientPlanes,
  PlaneReducer,
  planesToRgba,
  storedPart,
  swapsSides,
  workingSize,
  type Size,
} from '../src/core/image-tensor.ts'
import type { InputSettings } from '../src/core/layers.ts'
import type { DecodedPicture, DecodeOptions, DecodeWorker } from '../src/engine/decode-protocol.ts'
import { findOrientation, type Orientation } from '../src/formats/exif-orientation.ts'
import { bitsPerChannel } from '../src/formats/image-header.ts'
import { checkPicture } from '../src/formats/picture-check.ts'

/** Bytes of RGBA that are read back from the canvas at a time. */
const BAND_BYTES = 8 << 20
/** Long side of the picture for the screen, in pixels. */
const MAX_PREVIEW = 2048
/** Width and height of a drawn chart in pixels. */
const CHART_SIZE = 1024

/**
 * Decode a file by the browser, which converts colour profiles to sRGB and refuses files that are cut short. Orientation
 * is set to upright in a copy of the bytes and applied here, since browsers differ in which formats they turn.
 */
async function decode(file: Blob, name: string, { input, longSide }: DecodeOptions): Promise<DecodedPicture> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  checkPicture(bytes, name)
  const tag = findOrientation(bytes)
  if (tag !== null) bytes[tag.offset] = 1
  const orientation = tag?.orientation ?? 1
  const bitmap = await decodeBitmap(bytes, name)
  try {
    const picture: DecodedPicture = {
      ...(await toTensor(bitmap, name, orientation, { input, longSide })),
      ...upright(bitmap, orientation),
      note: bitsPerChannel(bytes) > 8 ? '16 bits per channel, read as 8.' : '',
    }
    const { preview, data } = picture
    return Comlink.transfer(picture, data.buffer instanceof ArrayBuffer ? [preview, data.buffer] : [preview])
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ImageError(`${name} does not fit into memory at this size. Choose a lower resolution.`)
  } finally {
    bitmap.close()
  }
}

/** @throws RangeError when the planes do not fit into memory */
async function toTensor(
  bitmap: ImageBitmap,
  name: string,
  orientation: Orientation,
  { input, longSide }: DecodeOptions,
): Promise<Pick<DecodedPicture, 'shape' | 'data' | 'preview'>> {
  const stored = workingSize(bitmap, longSide)
  const data = sharedFloats(3 * stored.width * stored.height)
  const planes = orientation === 1 ? data : new Float32Array(data.length)
  const reducer = new PlaneReducer(bitmap, stored, input.light, planes)
  for (const band of readBands(bitmap, input.matte, name)) reducer.add(band)
  if (orientation !== 1) orientPlanes(planes, stored, orientation, data)
  const size = upright(stored, orientation)
  const preview = await makePreview(data, size, input.light)
  applyRange(data, input.range)
  return { shape: [1, 3, size.height, size.width], data, preview }
}

async function decodeBitmap(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([bytes]))
  } catch {
    throw new ImageError(
      `${name} cannot be opened: it is damaged, or of a kind that this browser does not decode.`,
    )
  }
}

/**
 * Rows of the picture over the matte as opaque RGBA, from the top. The canvas composites in sRGB with 8 bits, so pixels
 * that are half transparent are exact to one level of 255.
 */
function* readBands(
  bitmap: ImageBitmap,
  matte: string,
  name: string,
  part = { x: 0, y: 0, width: bitmap.width, height: bitmap.height },
): Generator<Uint8ClampedArray> {
  const { x, width } = part
  const rows = Math.min(part.height, Math.max(1, Math.floor(BAND_BYTES / (4 * width))))
  const canvas = new OffscreenCanvas(width, rows)
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false })
  if (context === null)
    throw new ImageError(`${name} cannot be read: the browser gave no canvas of its size.`)
  context.imageSmoothingEnabled = false
  context.fillStyle = matte
  for (let y = 0; y < part.height; y += rows) {
    const height = Math.min(rows, part.height - y)
    context.fillRect(0, 0, width, height)
    context.drawImage(bitmap, x, part.y + y, width, height, 0, 0, width, height)
    yield context.getImageData(0, 0, width, height).data
  }
}

async function makePreview(
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

async function draw(chart: string): Promise<Blob> {
  if (!isChart(chart)) throw new RangeError(`no chart ${chart}`)
  const canvas = new OffscreenCanvas(CHART_SIZE, CHART_SIZE)
  const context = canvas.getContext('2d')
  if (context === null) throw new ImageError('The chart cannot be drawn: the browser gave no canvas.')
  context.putImageData(new ImageData(drawChart(chart, CHART_SIZE), CHART_SIZE, CHART_SIZE), 0, 0)
  return await canvas.convertToBlob({ type: 'image/png' })
}

/** Floats that the engine's workers can read without a copy, where the page is isolated. */
function sharedFloats(length: number): Float32Array {
  return self.crossOriginIsolated
    ? new Float32Array(new SharedArrayBuffer(4 * length))
    : new Float32Array(length)
}

/** A frame of the camera as decode() would give it from a file. */
async function frame(bitmap: ImageBitmap, options: DecodeOptions): Promise<DecodedPicture> {
  try {
    const size = { width: bitmap.width, height: bitmap.height }
    const picture = { ...(await toTensor(bitmap, 'The camera', 1, options)), ...size, note: '' }
    const { preview, data } = picture
    return Comlink.transfer(picture, data.buffer instanceof ArrayBuffer ? [preview, data.buffer] : [preview])
  } finally {
    bitmap.close()
  }
}

interface FullPhoto {
  readonly bitmap: ImageBitmap
  readonly name: string
  readonly orientation: Orientation
  readonly input: InputSettings
}
let full: FullPhoto | null = null

async function openFull(file: Blob, name: string, input: InputSettings): Promise<Size> {
  full?.bitmap.close()
  const bytes = new Uint8Array(await file.arrayBuffer())
  checkPicture(bytes, name)
  const tag = findOrientation(bytes)
  if (tag !== null) bytes[tag.offset] = 1
  const orientation = tag?.orientation ?? 1
  full = { bitmap: await decodeBitmap(bytes, name), name, orientation, input }
  return upright(full.bitmap, orientation)
}

/** Upright rows are rows of the stored picture, or its columns where orientation swaps the sides. */
function rows(from: number, to: number): Float32Array {
  if (full === null) throw new RangeError('no photo is open')
  const { bitmap, name, orientation, input } = full
  const { x, y, width, height } = storedPart(bitmap, orientation, from, to)
  const data = sharedFloats(3 * width * height)
  const planes = orientation === 1 ? data : new Float32Array(data.length)
  const size = { width, height }
  const reducer = new PlaneReducer(size, size, input.light, planes)
  for (const band of readBands(bitmap, input.matte, name, { x, y, ...size })) reducer.add(band)
  if (orientation !== 1) orientPlanes(planes, size, orientation, data)
  applyRange(data, input.range)
  return data
}

/** The size of a stored picture once it stands upright. */
function upright({ width, height }: Size, orientation: Orientation): Size {
  return swapsSides(orientation) ? { width: height, height: width } : { width, height }
}

const worker: DecodeWorker = { decode, frame, openFull, rows, draw }
Comlink.expose(worker)
