import { conv2dInfo, type Conv2dInfo } from '../../src/core/layers/conv2d.ts'
import type { Conv2dLayer, Conv2dParams } from '../../src/core/layers/layer.ts'
import { presetById } from '../../src/core/presets/presets.ts'
import { seededRandom } from '../../src/core/random.ts'
import { elementCount, type Shape4, type Tensor } from '../../src/core/tensor.ts'

/** One convolution that is measured. */
export interface BenchCase {
  readonly name: string
  /** In words, such as `3->8 3x3, 1024x1024`. */
  readonly title: string
  readonly input: Shape4
  readonly weight: Shape4
  readonly params: Conv2dParams
  /** Weights: random, or a Gaussian blur in every kernel. */
  readonly weights: 'random' | 'gaussian'
}

interface Settings {
  readonly stride?: number
  readonly dilation?: number
  readonly groups?: number
  readonly weights?: BenchCase['weights']
}

/** A square kernel of odd size, padded so that stride 1 keeps the size of the maps. */
function conv(
  name: string,
  [channelsIn, channelsOut, kernel]: readonly [number, number, number],
  [height, width]: readonly [number, number],
  { stride = 1, dilation = 1, groups = 1, weights = 'random' }: Settings = {},
): BenchCase {
  const padding = (dilation * (kernel - 1)) / 2
  const settings = [
    stride > 1 ? ` stride ${stride}` : '',
    dilation > 1 ? ` dilation ${dilation}` : '',
    groups > 1 ? ` groups ${groups}` : '',
    weights === 'gaussian' ? ' Gaussian' : '',
  ].join('')
  return {
    name,
    title: `${channelsIn}->${channelsOut} ${kernel}x${kernel}${settings}, ${width}x${height}`,
    input: [1, channelsIn, height, width],
    weight: [channelsOut, channelsIn / groups, kernel, kernel],
    params: {
      stride: [stride, stride],
      padding: [padding, padding],
      paddingMode: 'zeros',
      dilation: [dilation, dilation],
      groups,
    },
    weights,
  }
}

/** Every case of the benchmark. */
export const CASES: readonly BenchCase[] = [
  conv('S1', [3, 8, 3], [1024, 1024]),
  conv('S2', [3, 6, 3], [1024, 1024], { groups: 3 }),
  conv('S3a', [3, 64, 7], [224, 224], { stride: 2 }),
  conv('S3b', [3, 64, 7], [1024, 1024], { stride: 2 }),
  conv('S4', [64, 64, 3], [56, 56]),
  conv('S5', [128, 128, 3], [28, 28]),
  conv('S6', [32, 32, 3], [112, 112], { groups: 32 }),
  conv('S7', [64, 64, 3], [56, 56], { groups: 4 }),
  conv('S8', [128, 128, 1], [56, 56]),
  conv('S9', [3, 8, 11], [1024, 1024]),
  conv('S10', [256, 256, 3], [28, 28], { groups: 32 }),
  conv('B1', [3, 8, 3], [3000, 4000]),
  conv('B2', [3, 16, 5], [1250, 1600], { stride: 2 }),
  conv('B3', [64, 64, 3], [56, 56], { dilation: 2 }),
  conv('B4', [512, 512, 3], [7, 7]),
  conv('B5', [96, 96, 5], [56, 56], { groups: 96 }),
  conv('B6', [16, 16, 3], [512, 512], { groups: 2 }),
  conv('B7', [3, 3, 15], [1024, 1024], { groups: 3, weights: 'gaussian' }),
  conv('B8', [3, 32, 1], [1024, 1024]),
]

/** Cases whose time is nearly all arithmetic: two workers should take half of it. */
export const COMPUTE_BOUND: readonly string[] = ['S3b', 'S4', 'S5', 'S9']

/** Cases whose share of the peak is also measured without the faster algorithms. */
export const DIRECT_SHARE: readonly string[] = ['S4', 'S8']

/** Group counts of the comparison of grouped with dense: 64->64 3x3 on 56x56 maps. */
export const GROUPS: readonly BenchCase[] = [1, 2, 4, 8, 16, 32, 64].map((groups) =>
  conv(`g${groups}`, [64, 64, 3], [56, 56], { groups }),
)

/** The case of this name. @throws RangeError for an unknown one */
export function caseNamed(name: string): BenchCase {
  const found = [...CASES, ...GROUPS].find((candidate) => candidate.name === name)
  if (found === undefined) throw new RangeError(`no case ${name}`)
  return found
}

/** The shapes of a case. */
export function infoOf({ input, weight, params }: BenchCase): Conv2dInfo {
  return conv2dInfo(input, weight, params)
}

/** Multiply-adds of a case, those with padding included. */
export function macsOf(item: BenchCase): number {
  const [, inPerGroup, kH, kW] = item.weight
  return elementCount(infoOf(item).output) * inPerGroup * kH * kW
}

/** Values that a case reads and writes: its input and its output. */
export function valuesOf(item: BenchCase): number {
  return elementCount(item.input) + elementCount(infoOf(item).output)
}

/** The input of a case, uniform in [0, 1) as photos are, in shared memory as the decoder leaves them. */
export function inputOf({ input }: BenchCase): Tensor {
  const random = seededRandom(1)
  const data = new Float32Array(new SharedArrayBuffer(4 * elementCount(input)))
  for (let i = 0; i < data.length; i++) data[i] = random()
  return { shape: input, data }
}

/** Weights of a case; another seed differs in every filter. Random ones are uniform in +-1/sqrt(fan-in). */
export function weightsOf({ weight, weights }: BenchCase, seed: number): Float32Array<ArrayBuffer> {
  const [filters, inPerGroup, kH, kW] = weight
  const data = new Float32Array(elementCount(weight))
  if (weights === 'gaussian') {
    const kernel = presetById('gaussian').make(kH, kW)
    for (let k = 0; k < filters * inPerGroup; k++) data.set(scaled(kernel, 1 / seed), k * kH * kW)
    return data
  }
  const random = seededRandom(100 + seed)
  const bound = 1 / Math.sqrt(inPerGroup * kH * kW)
  for (let i = 0; i < data.length; i++) data[i] = bound * (2 * random() - 1)
  return data
}

function scaled(values: Float32Array, by: number): Float32Array {
  return values.map((value) => value * by)
}

/** A layer of our own with these weights. */
export function layerOf({ weight, params }: BenchCase, data: Float32Array): Conv2dLayer {
  const names = Array.from({ length: weight[0] }, () => '')
  return { type: 'conv2d', bank: { weight: { shape: weight, data }, bias: null, params, names } }
}
