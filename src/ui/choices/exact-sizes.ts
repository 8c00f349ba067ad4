import type { ExactSize, InputSettings } from '../../core/layers/layer.ts'

/** An exact size that is offered by name. */
export interface NamedSize {
  readonly id: string
  readonly label: string
  readonly size: ExactSize
}

/** What torchvision's weights were evaluated at, and what small data sets have. */
export const EXACT_SIZES: readonly NamedSize[] = [
  {
    id: 'imagenet',
    label: '224 × 224, centre crop, as in ImageNet',
    size: { width: 224, height: 224, shorter: 256 },
  },
  {
    id: 'inception',
    label: '299 × 299, centre crop, as Inception',
    size: { width: 299, height: 299, shorter: 342 },
  },
  { id: 'square', label: '512 × 512, the middle square', size: { width: 512, height: 512, shorter: 512 } },
  { id: 'cifar', label: '32 × 32, the middle square', size: { width: 32, height: 32, shorter: 32 } },
]

/** The named size that a size is, or undefined. */
export function namedSize({ width, height, shorter }: ExactSize): NamedSize | undefined {
  return EXACT_SIZES.find(
    ({ size }) => size.width === width && size.height === height && size.shorter === shorter,
  )
}

/** What becomes of a photo or its crop by an exact size, in a sentence. */
export function exactSizeWords({ width, height, shorter }: ExactSize): string {
  if (shorter === undefined)
    return `Both sides are brought to ${width} × ${height}, whatever their proportions.`
  const resize = `The shorter side is brought to ${shorter}`
  return shorter === width && shorter === height
    ? `${resize}, and the middle square of that is taken.`
    : `${resize}, then the middle ${width} × ${height} of that is taken.`
}

/** What many photos are brought to by the settings of the open one, in a sentence. */
export function ofEachPhoto({ crop, size }: Pick<InputSettings, 'crop' | 'size'>): string {
  const ofSize =
    size === undefined
      ? 'Each goes through the layers at its own size.'
      : `Each goes through the layers at ${size.width} × ${size.height}. ${exactSizeWords(size)}`
  return crop === undefined
    ? ofSize
    : `${ofSize} The crop is of the open photo alone: no photo here is cropped.`
}
