import type { InputSettings } from '../layers/layer.ts'

/** Settings of pictures that are not the one that the crop was drawn on: the exact size stays, the crop does not. */
export function withoutCrop(input: InputSettings): InputSettings {
  const { crop, ...rest } = input
  return crop === undefined ? input : rest
}
