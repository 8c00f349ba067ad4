import { MAX_CHANNELS, MAX_KERNEL } from '../../core/layers/limits.ts'
import type { Shape4 } from '../../core/tensor.ts'

/**
 * (C_in, C_out) of a convolution of so many groups.
 * @param conv its weight (C_out, C_in/groups, kH, kW); of a transposed one (C_in, C_out/groups, kH, kW)
 */
export function channelsOf(
  { weightShape, transposed }: { readonly weightShape: Shape4; readonly transposed?: true },
  groups: number,
): [inChannels: number, outChannels: number] {
  const [first, second] = weightShape
  return transposed ? [first, second * groups] : [second * groups, first]
}

/** Whether a layer may have a weight of this shape. */
export function fitsLayer([first, second, height, width]: Shape4): boolean {
  return Math.max(first, second) <= MAX_CHANNELS && Math.max(height, width) <= MAX_KERNEL
}

/** Numbers of the first `filters` of a weight of this shape; undefined, which stands for all, where that is. */
export function valuesOfFilters(
  [, channels, height, width]: Shape4,
  filters: number | undefined,
): number | undefined {
  return filters === undefined ? undefined : filters * channels * height * width
}
