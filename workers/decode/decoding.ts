import * as Comlink from 'comlink'
import { isChart } from '../../src/core/image/charts.ts'
import { drawChart } from '../../src/core/image/draw-chart.ts'
import { ImageError } from '../../src/core/errors.ts'
import { applyRange, orientPlanes, storedPart, turnedSize } from '../../src/core/image/image-tensor.ts'
import { framing, type Framing } from '../../src/core/image/framing.ts'
import { PlaneReducer } from '../../src/core/image/plane-reducer.ts'
import type { InputSettings } from '../../src/core/layers/layer.ts'
import type { DecodedPicture, DecodeOptions, DecodeWorker, PictureViewer } from './api.ts'
import type { Orientation } from '../../src/formats/exif-orientation.ts'
import type { MakeCanvas } from './canvas.ts'
import { openPicture } from './open-picture.ts'
import { makePreview } from './picture-pixels.ts'
import { bitmapSource, type PixelSource } from './pixel-source.ts'

/** Width and height of a drawn chart in pixels. */
const CHART_SIZE = 1024

interface FullPhoto {
  readonly source: PixelSource
  readonly orientation: Orientation
  readonly input: InputSettings
  readonly frame: Framing
}

/** What opens pictures: a worker exposes it, or the page where no worker can. @param makeCanvas for the canvases it reads from */
export function createDecoding(makeCanvas: MakeCanvas): DecodeWorker {
  let viewer: PictureViewer | null = null
  let full: FullPhoto | null = null

  /** @throws RangeError when the planes do not fit into memory */
  async function toTensor(
    source: PixelSource,
    orientation: Orientation,
    { input, longSide, into }: DecodeOptions,
  ): Promise<Pick<DecodedPicture, 'shape' | 'data' | 'preview'>> {
    const frame = framing(turnedSize(source, orientation), input, longSide)
    const { width, height } = frame.window
    const data = planesFor(3 * width * height, into)
    readPlanes(source, orientation, frame, input, data)
    const preview = await makePreview(data, { width, height }, input.light)
    applyRange(data, input.range)
    return { shape: [1, 3, height, width], data, preview }
  }

  return {
    useViewer(given) {
      viewer = given
    },

    async decode(file, name, options) {
      const { source, orientation, note } = await openPicture(file, name, options.input, viewer, makeCanvas)
      try {
        return sent({
          ...(await toTensor(source, orientation, options)),
          ...turnedSize(source, orientation),
          note,
        })
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        throw new ImageError(`${name} does not fit into memory at this size. Choose a lower resolution.`)
      } finally {
        source.close()
      }
    },

    async frame(bitmap, options) {
      try {
        const size = { width: bitmap.width, height: bitmap.height }
        const source = bitmapSource(bitmap, makeCanvas, 'The camera')
        return sent({ ...(await toTensor(source, 1, options)), ...size, note: '' })
      } finally {
        bitmap.close()
      }
    },

    async openFull(file, name, input) {
      full?.source.close()
      full = null
      const { source, orientation } = await openPicture(file, name, input, viewer, makeCanvas)
      const frame = framing(turnedSize(source, orientation), input, 0)
      full = { source, orientation, input, frame }
      const { width, height } = frame.window
      return { width, height }
    },

    rows(from, to, into) {
      if (full === null) throw new RangeError('no photo is open')
      const { source, orientation, input, frame } = full
      const window = { ...frame.window, y: frame.window.y + from, height: to - from }
      const length = 3 * window.width * window.height
      const fits = into !== undefined && into.byteLength >= 4 * length
      const data = fits ? new Float32Array(into, 0, length) : planesFor(length)
      readPlanes(source, orientation, { ...frame, window }, input, data)
      applyRange(data, input.range)
      return data
    },

    async draw(chart) {
      if (!isChart(chart)) throw new RangeError(`no chart ${chart}`)
      const { context, png } = makeCanvas(CHART_SIZE, CHART_SIZE)
      if (context === null) throw new ImageError('The chart cannot be drawn: the browser gave no canvas.')
      context.putImageData(new ImageData(drawChart(chart, CHART_SIZE), CHART_SIZE, CHART_SIZE), 0, 0)
      return await png()
    },
  }
}

/** A picture on its way to the page, without copies of what can be handed over. */
function sent(picture: DecodedPicture): DecodedPicture {
  const { preview, data } = picture
  return Comlink.transfer(picture, data.buffer instanceof ArrayBuffer ? [preview, data.buffer] : [preview])
}

/** Floats that the engine's workers can read without a copy, where memory is shared; in `into` if it fits well. */
function planesFor(length: number, into?: ArrayBufferLike): Float32Array {
  const bytes = 4 * length
  if (into !== undefined && into.byteLength >= bytes && into.byteLength <= 2 * bytes)
    return new Float32Array(into, 0, length)
  // some browsers isolate pages and still have no shared memory in workers
  const isShared = self.crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined'
  return isShared ? new Float32Array(new SharedArrayBuffer(bytes)) : new Float32Array(length)
}

/** Write the window of a picture into `data`, upright, as planes of values 0..1. */
function readPlanes(
  source: PixelSource,
  orientation: Orientation,
  { crop, scaled, window }: Framing,
  { light, matte }: InputSettings,
  data: Float32Array,
): void {
  const stored = storedPart(source, orientation, crop)
  const target = turnedSize(scaled, orientation)
  const seen = storedPart(target, orientation, window)
  const planes = orientation === 1 ? data : new Float32Array(data.length)
  const reducer = new PlaneReducer(stored, target, light, planes, seen)
  const { part } = reducer
  const read = { ...part, x: stored.x + part.x, y: stored.y + part.y }
  for (const band of source.bands(matte, read)) reducer.add(band)
  if (orientation !== 1) orientPlanes(planes, seen, orientation, data)
}
