import { channelWords } from '../../core/layers/groups.ts'
import type { Conv2dParams } from '../../core/layers/layer.ts'
import type { Pair } from '../../core/tensor.ts'
import type { FoundConv } from './model-file.ts'

/** Settings to begin with, and why each of them is what it is, in words. */
export interface DefaultSettings {
  readonly params: Conv2dParams
  readonly reasons: Readonly<Record<keyof Conv2dParams, string>>
}

const SAID = 'the file says it'

/**
 * Settings for a convolution of a file: what the file says, else stride 1, dilation 1, zeros as padding that keeps the size of
 * the picture, and the groups that follow from the channels that come in.
 * @param channelsBefore channels of the layer before it, null where none is known
 */
export function defaultSettings(conv: FoundConv, channelsBefore: number | null): DefaultSettings {
  const { settings: said, weightShape } = conv
  const dilation = said.dilation ?? ([1, 1] as const)
  const groups =
    said.groups === undefined ? guessGroups(conv, channelsBefore) : { groups: said.groups, why: SAID }
  return {
    params: {
      stride: said.stride ?? [1, 1],
      padding: said.padding ?? keepingSize([weightShape[2], weightShape[3]], dilation),
      paddingMode: said.paddingMode ?? 'zeros',
      dilation,
      groups: groups.groups,
    },
    reasons: {
      stride: said.stride ? SAID : 'the file does not say it; 1 is the most usual',
      padding: said.padding ? SAID : 'the file does not say it; half the kernel keeps the size of the maps',
      paddingMode: said.paddingMode ? SAID : 'the file does not say it; zeros are the most usual',
      dilation: said.dilation ? SAID : 'the file does not say it; 1 is the most usual',
      groups: groups.why,
    },
  }
}

/** dilation * (kernel - 1) / 2, rounded down: exact for odd kernels, one pixel short for even ones. */
function keepingSize(kernel: Pair, dilation: Pair): Pair {
  const half = (axis: 0 | 1) => Math.floor((dilation[axis] * (kernel[axis] - 1)) / 2)
  return [half(0), half(1)]
}

function guessGroups(
  { name, weightShape, transposed }: FoundConv,
  before: number | null,
): { groups: number; why: string } {
  const [first, second] = weightShape
  // C_in/groups is the second size of a weight; of a transposed one the first is C_in
  if (transposed) return { groups: 1, why: 'the file does not say it; 1 is the most usual' }
  if (before === null) {
    return second === 1 && first > 1 && /dw|depth/i.test(name)
      ? { groups: first, why: 'by its name it is depthwise: a kernel for each channel' }
      : {
          groups: 1,
          why: `its filters read ${channelWords(second)}, and nothing is known of the layer before it`,
        }
  }
  if (second === before)
    return { groups: 1, why: `its filters read all ${channelWords(before)} that come in` }
  const groups = before / second
  if (Number.isInteger(groups) && groups > 0 && first % groups === 0) {
    const what = second === 1 ? 'depthwise: ' : ''
    return { groups, why: `${what}its filters read ${second} of the ${channelWords(before)} that come in` }
  }
  return {
    groups: 1,
    why: `its filters read ${channelWords(second)}, but ${before} come in: no groups fit that`,
  }
}
