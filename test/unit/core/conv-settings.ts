import fc from 'fast-check'
import { createBank } from '../../../src/core/bank/bank.ts'
import type { FilterBank, Padding } from '../../../src/core/layers/layer.ts'
import type { Pair, Shape4 } from '../../../src/core/tensor.ts'
import { pair } from './arbitraries.ts'

/** A Conv2d by its numbers, and an input that it fits. */
export interface Setting {
  readonly input: Shape4
  readonly outChannels: number
  readonly groups: number
  readonly kernel: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly padding: Padding
  readonly hasBias: boolean
}

/** Settings that fit: channels are multiples of the groups, the image is larger than the kernel's reach. */
export const settings: fc.Arbitrary<Setting> = fc
  .record({
    n: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 8 }),
    inPerGroup: fc.integer({ min: 1, max: 6 }),
    outPerGroup: fc.integer({ min: 1, max: 6 }),
    kernel: pair(1, 7),
    dilation: pair(1, 3),
    room: pair(0, 40),
    stride: pair(1, 4),
    padding: fc.oneof(fc.constantFrom<Padding>('same', 'valid'), pair(0, 5)),
    hasBias: fc.boolean(),
  })
  .map(({ n, groups, inPerGroup, outPerGroup, kernel, dilation, room, stride, padding, hasBias }) => ({
    input: [
      n,
      groups * inPerGroup,
      dilation[0] * (kernel[0] - 1) + 1 + room[0],
      dilation[1] * (kernel[1] - 1) + 1 + room[1],
    ],
    outChannels: groups * outPerGroup,
    groups,
    kernel,
    stride: padding === 'same' ? [1, 1] : stride,
    dilation,
    padding,
    hasBias,
  }))

/** Its bank, of filters that pass their channels. */
export function bankOf({ input, outChannels, kernel, hasBias, ...params }: Setting): FilterBank {
  const bank = createBank(input[1], outChannels, kernel, params)
  return hasBias ? bank : { ...bank, bias: null }
}
