import type { InputSettings } from '../layers/layer.ts'
import type { PicturePart } from '../picture-part.ts'

/** Whether a part lies wholly in a picture. */
export function isWithin(
  { x, y, width, height }: PicturePart,
  picture: { readonly width: number; readonly height: number },
): boolean {
  return x >= 0 && y >= 0 && x + width <= picture.width && y + height <= picture.height
}

/** Settings of pictures that are not the one that the crop was drawn on: the exact size stays, the crop does not. */
export function withoutCrop(input: InputSettings): InputSettings {
  const { crop, ...rest } = input
  return crop === undefined ? input : rest
}

/** Settings for a picture: without a crop that reaches beyond it. @param picture null where there is none yet */
export function fitting(
  input: InputSettings,
  picture: { readonly width: number; readonly height: number } | null,
): InputSettings {
  const { crop } = input
  return crop === undefined || picture === null || isWithin(crop, picture) ? input : withoutCrop(input)
}
