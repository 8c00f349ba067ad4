import type { InputSettings } from '../layers/layer.ts'
import type { PicturePart } from '../picture-part.ts'
import { isWithin } from './crop.ts'
import { workingSize, type Size } from './image-tensor.ts'

/** How an upright picture becomes the tensor: `crop` is read and resized to `scaled`, of which `window` is the tensor. */
export interface Framing {
  /** In pixels of the upright picture. */
  readonly crop: PicturePart
  readonly scaled: Size
  /** In pixels of `scaled`; its width and height are those of the tensor. */
  readonly window: PicturePart
}

/**
 * How a picture is framed by the input settings. Sizes and offsets are torchvision's: of Resize(shorter) the other side is cut
 * off to a whole number, of CenterCrop an offset of half a pixel goes to the even neighbour, as Python rounds.
 * @param longSide of the working picture, 0 for no limit; of no account where there is an exact size
 */
export function framing(
  picture: Size,
  { crop: wanted, size }: Pick<InputSettings, 'crop' | 'size'>,
  longSide: number,
): Framing {
  const crop =
    wanted !== undefined && isWithin(wanted, picture)
      ? wanted
      : { x: 0, y: 0, width: picture.width, height: picture.height }
  const scaled =
    size === undefined
      ? workingSize(crop, longSide)
      : size.shorter === undefined
        ? size
        : resized(crop, size.shorter)
  const { width, height } = size ?? scaled
  return {
    crop,
    scaled: { width: scaled.width, height: scaled.height },
    window: {
      x: halfEven(scaled.width - width),
      y: halfEven(scaled.height - height),
      width,
      height,
    },
  }
}

/** torchvision's Resize(shorter). */
function resized({ width, height }: Size, shorter: number): Size {
  const longer = (long: number, short: number) => Math.trunc((shorter * long) / short)
  return width <= height
    ? { width: shorter, height: longer(height, width) }
    : { width: longer(width, height), height: shorter }
}

/** Half of a whole number >= 0, rounded as by Python's round. */
function halfEven(twice: number): number {
  const half = Math.floor(twice / 2)
  return twice % 2 === 1 && half % 2 === 1 ? half + 1 : half
}
