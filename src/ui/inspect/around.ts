import type { PixelRun } from '../../core/layers/receptive-field.ts'

/** A run of `count` places with `size` places from `first` on in its middle. */
export function around(first: number, size: number, count: number): PixelRun {
  const from = first - Math.floor((count - size) / 2)
  return [from, from + count]
}
