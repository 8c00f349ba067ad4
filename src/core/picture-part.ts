/** A part of a picture in its pixels, or of a map in its elements. */
export interface PicturePart {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
