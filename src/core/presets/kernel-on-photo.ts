import { createBank } from '../bank/bank.ts'
import type { Pipeline } from '../layers/layer.ts'
import type { Pair } from '../tensor.ts'

/** The channels of a photo. */
const COLOURS = ['Red', 'Green', 'Blue']

/**
 * One kernel on red, green and blue alike, each map as large as the photo: a depthwise Conv2d of three equal kernels, whose
 * borders repeat the photo's edge, so that they are not darkened.
 * @param values kH * kW numbers, row by row
 */
export function kernelOnPhoto(size: Pair, values: Float32Array): Pipeline {
  const channels = COLOURS.length
  const bank = createBank(channels, channels, size, {
    groups: channels,
    padding: 'same',
    paddingMode: 'replicate',
  })
  const data = Float32Array.from(
    { length: channels * values.length },
    (_, i) => values[i % values.length] ?? NaN,
  )
  return [{ type: 'conv2d', bank: { ...bank, weight: { ...bank.weight, data }, names: COLOURS } }]
}
