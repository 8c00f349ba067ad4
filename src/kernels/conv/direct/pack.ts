import { tapOrder } from '../../maps/taps.ts'
import type { DirectForm } from './shape.ts'

/** Floats of one filter's packed weights and bias. */
export function directFloats({ inPerGroup, kernel: [height, width] }: Omit<DirectForm, 'block'>): number {
  return inPerGroup * height * width + 1
}

/**
 * Pack the weights of one tile, see Pack: for each block of `block.filters` filters (fewer in the last) their biases, then
 * [channel][tap, in tapOrder][filter of the block]. The target receives directFloats(form) floats for each filter.
 */
export function packDirect(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  { inPerGroup, kernel, block: { filters: most } }: DirectForm,
): void {
  const order = tapOrder(kernel)
  const taps = inPerGroup * order.length
  for (let first = 0; first < filters.length; first += most) {
    const block = filters.slice(first, first + most)
    const start = first * (taps + 1)
    for (const [i, filter] of block.entries()) {
      target[start + i] = bias?.[filter] ?? 0
      let at = start + block.length + i
      for (let channel = filter * taps; channel < (filter + 1) * taps; channel += order.length) {
        for (const tap of order) {
          target[at] = weight[channel + tap] ?? 0
          at += block.length
        }
      }
    }
  }
}
