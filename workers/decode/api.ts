import type { InputSettings } from '../../src/core/layers/layer.ts'
import type { Shape4 } from '../../src/core/tensor.ts'

/** How a picture becomes a tensor. */
export interface DecodeOptions {
  readonly input: InputSettings
  /** Long side of the working picture in pixels; 0 is the photo's own size. Never enlarged. Not looked at with an exact size. */
  readonly longSide: number
  /** Shared memory to put the values into, where it is about as large as they need. */
  readonly into?: ArrayBufferLike | undefined
}

/** A decoded picture at its working size. */
export interface DecodedPicture {
  /** (1, 3, h, w) */
  readonly shape: Shape4
  /** Planes R, G, B; on a SharedArrayBuffer where the page is cross-origin isolated. */
  readonly data: Float32Array
  /** The working picture over its matte, upright, for the screen. */
  readonly preview: ImageBitmap
  /** Upright size of the photo itself. */
  readonly width: number
  readonly height: number
  /** What was converted or lost on the way, in plain words; '' when nothing was. */
  readonly note: string
}

/**
 * What an `<img>` of the page makes of a picture: it shows more than decoders give to workers, such as what is there of a
 * damaged file, and tells a size without decoding.
 */
export interface PictureViewer {
  /** Null when it cannot be shown. */
  size(picture: Blob): Promise<{ width: number; height: number } | null>
  /** What is shown, transparent where nothing is; null when nothing can be, or it is too large for that. */
  pixels(picture: Blob): Promise<ImageBitmap | null>
}

/** What the decode worker exposes. Every failure is an ImageError that names the file. */
export interface DecodeWorker {
  /** Have a second way for pictures that the worker cannot decode by itself. */
  useViewer(viewer: PictureViewer): void
  decode(file: Blob, name: string, options: DecodeOptions): Promise<DecodedPicture>
  /** A frame of the camera; it is closed. */
  frame(bitmap: ImageBitmap, options: DecodeOptions): Promise<DecodedPicture>
  /** Keep a photo decoded at its full size, for `rows`. Returns the size of what is seen of it: its crop, or the exact size. */
  openFull(file: Blob, name: string, input: InputSettings): Promise<{ width: number; height: number }>
  /** Rows [from, to) of what is seen of the photo kept, as planes R, G, B; shared where the page is isolated, in `into` where they fit. */
  rows(from: number, to: number, into?: SharedArrayBuffer): Float32Array
  /** A drawn chart as a PNG. */
  draw(chart: string): Promise<Blob>
}
