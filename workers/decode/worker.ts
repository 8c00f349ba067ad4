import * as Comlink from 'comlink'
import { isChart } from '../../src/core/image/charts.ts'
import { drawChart } from '../../src/core/image/draw-chart.ts'
import { ImageError } from '../../src/core/errors.ts'
import {
  applyRange,
  orientPlanes,
  PlaneReducer,
  storedPart,
  swapsSides,
  workingSize,
  type Size,
} from '../../src/core/image/image-tensor.ts'
import type { InputSettings } from '../../src/core/layers/layer.ts'
import type { DecodedPicture, DecodeOptions, DecodeWorker, PictureViewer } from './api.ts'
import type { Orientation } from '../../src/formats/exif-orientation.ts'
import { openPicture } from './open-picture.ts'
import { makePreview, readBands } from './picture-pixels.ts'

/** Width and height of a drawn chart in pixels. */
const CHART_SIZE = 1024

let viewer: PictureViewer | null = null

async function decode(file: Blob, name: string, options: DecodeOptions): Promise<DecodedPicture> {
  const { input } = options
  const { bitmap, orientation, note } = await openPicture(file, name, input, viewer)
  try {
    return sent({
      ...(await toTensor(bitmap, name, orientation, options)),
      ...upright(bitmap, orientation),
      note,
    })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ImageError(`${name} does not fit into memory at this size. Choose a lower resolution.`)
  } finally {
    bitmap.close()
  }
}

/** A picture on its way to the page, without copies of what can be handed over. */
function sent(picture: DecodedPicture): DecodedPicture {
  const { preview, data } = picture
  return Comlink.transfer(picture, data.buffer instanceof ArrayBuffer ? [preview, data.buffer] : [preview])
}

/** @throws RangeError when the planes do not fit into memory */
async function toTensor(
  bitmap: ImageBitmap,
  name: string,
  orientation: Orientation,
  { input, longSide, into }: DecodeOptions,
): Promise<Pick<DecodedPicture, 'shape' | 'data' | 'preview'>> {
  const stored = workingSize(bitmap, longSide)
  const data = sharedFloats(3 * stored.width * stored.height, into)
  const planes = orientation === 1 ? data : new Float32Array(data.length)
  const reducer = new PlaneReducer(bitmap, stored, input.light, planes)
  for (const band of readBands(bitmap, input.matte, name)) reducer.add(band)
  if (orientation !== 1) orientPlanes(planes, stored, orientation, data)
  const size = upright(stored, orientation)
  const preview = await makePreview(data, size, input.light)
  applyRange(data, input.range)
  return { shape: [1, 3, size.height, size.width], data, preview }
}

async function draw(chart: string): Promise<Blob> {
  if (!isChart(chart)) throw new RangeError(`no chart ${chart}`)
  const canvas = new OffscreenCanvas(CHART_SIZE, CHART_SIZE)
  const context = canvas.getContext('2d')
  if (context === null) throw new ImageError('The chart cannot be drawn: the browser gave no canvas.')
  context.putImageData(new ImageData(drawChart(chart, CHART_SIZE), CHART_SIZE, CHART_SIZE), 0, 0)
  return await canvas.convertToBlob({ type: 'image/png' })
}

/** Floats that the engine's workers can read without a copy, where the page is isolated; in `into` if it fits well. */
function sharedFloats(length: number, into?: ArrayBufferLike): Float32Array {
  const bytes = 4 * length
  if (into !== undefined && into.byteLength >= bytes && into.byteLength <= 2 * bytes)
    return new Float32Array(into, 0, length)
  return self.crossOriginIsolated ? new Float32Array(new SharedArrayBuffer(bytes)) : new Float32Array(length)
}

/** A frame of the camera as decode() would give it from a file. */
async function frame(bitmap: ImageBitmap, options: DecodeOptions): Promise<DecodedPicture> {
  try {
    const size = { width: bitmap.width, height: bitmap.height }
    return sent({ ...(await toTensor(bitmap, 'The camera', 1, options)), ...size, note: '' })
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
  full = null
  const { bitmap, orientation } = await openPicture(file, name, input, viewer)
  full = { bitmap, name, orientation, input }
  return upright(bitmap, orientation)
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

function useViewer(given: PictureViewer): void {
  viewer = given
}

const worker: DecodeWorker = { useViewer, decode, frame, openFull, rows, draw }
Comlink.expose(worker)
