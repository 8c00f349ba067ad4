import type { PaddingMode } from './layer.ts'

/**
 * Source index of position `index` of a padded axis of `size` elements (0 is the first element of the axis itself, so
 * `index` is negative before it and >= size behind it), or -1 where the padding is a zero. As torch.nn.functional.pad:
 * `reflect` mirrors about the edge element and reaches at most size - 1 out, `circular` wraps around at most once,
 * `replicate` reaches any distance.
 */
export function paddedIndex(mode: PaddingMode, index: number, size: number): number {
  if (index >= 0 && index < size) return index
  switch (mode) {
    case 'zeros':
      return -1
    case 'reflect':
      return index < 0 ? -index : 2 * (size - 1) - index
    case 'replicate':
      return index < 0 ? 0 : size - 1
    case 'circular':
      return index < 0 ? index + size : index - size
  }
}

/** As paddedIndex, of an axis whose elements have `spread - 1` zeros between them; its size counts these. */
export function spreadIndex(mode: PaddingMode, index: number, size: number, spread: number): number {
  if (spread === 1) return paddedIndex(mode, index, size)
  return index >= 0 && index < size && index % spread === 0 ? index / spread : -1
}
