import type { InputSettings } from '../layers/layer.ts'
import type { PicturePart } from '../picture-part.ts'
import { withoutCrop } from './crop.ts'

/** Whether a part lies wholly in a picture. */
export function isWithin(
  { x, y, width, height }: PicturePart,
  picture: { readonly width: number; readonly height: number },
): boolean {
  return x >= 0 && y >= 0 && x + width <= picture.width && y + height <= picture.height
}

/** Settings for a picture: without a crop that reaches beyond it. @param picture null where there is none yet */
export function fitting(
  input: InputSettings,
  picture: { readonly width: number; readonly height: number } | null,
): InputSettings {
  const { crop } = input
  return crop === undefined || picture === null || isWithin(crop, picture) ? input : withoutCrop(input)
}
