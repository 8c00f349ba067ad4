import fc from 'fast-check'
import { DEFAULT_PARAMS } from '../../../src/core/bank/bank.ts'
import { validGroups } from '../../../src/core/layers/groups.ts'
import {
  GELU_FORMS,
  PADDING_MODES,
  UPSAMPLE_MODES,
  type FilterBank,
  type Layer,
  type PaddingMode,
  type Pipeline,
} from '../../../src/core/layers/layer.ts'
import { elementCount, type Pair, type Shape4 } from '../../../src/core/tensor.ts'

/** Seeded: every run of the suite tries the same examples. */
export const SEED = { seed: 20240607, numRuns: 200 }

export const pair = (least: number, most: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))

const float = fc.float({ noNaN: true, noDefaultInfinity: true })

export const floats = (length: number): fc.Arbitrary<Float32Array> =>
  fc.array(float, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values))

export const paddingMode = fc.constantFrom<PaddingMode>('zeros', 'reflect', 'replicate', 'circular')

/** A bank of up to 8 filters on these channels (up to 8 when not given), kernels up to 4 x 4. */
export function bank(channels?: number): fc.Arbitrary<FilterBank> {
  return fc
    .record({
      inChannels: channels === undefined ? fc.integer({ min: 1, max: 8 }) : fc.constant(channels),
      outChannels: fc.integer({ min: 1, max: 8 }),
      kernel: pair(1, 4),
      choice: fc.nat(7),
      stride: pair(1, 3),
      dilation: pair(1, 2),
      padding: pair(0, 3),
      word: fc.constantFrom('pair', 'same', 'valid'),
      paddingMode,
      hasBias: fc.boolean(),
    })
    .chain((p) => {
      const choices = validGroups(p.inChannels, p.outChannels)
      const groups = choices[p.choice % choices.length] ?? 1
      const shape: Shape4 = [p.outChannels, p.inChannels / groups, p.kernel[0], p.kernel[1]]
      return fc.record<FilterBank>({
        weight: fc.record({ shape: fc.constant(shape), data: floats(elementCount(shape)) }),
        bias: p.hasBias ? floats(p.outChannels) : fc.constant(null),
        params: fc.constant({
          stride: p.word === 'same' ? [1, 1] : p.stride,
          padding: p.word === 'pair' ? p.padding : p.word === 'same' ? 'same' : 'valid',
          paddingMode: p.paddingMode,
          dilation: p.dilation,
          groups,
        }),
        names: fc.array(fc.string({ maxLength: 8 }), { minLength: p.outChannels, maxLength: p.outChannels }),
      })
    })
}

/** A layer of any kind, valid by itself; its channels are those given, or any. */
export function layer(channels?: number): fc.Arbitrary<Layer> {
  const count = channels === undefined ? fc.integer({ min: 1, max: 8 }) : fc.constant(channels)
  const pool = pair(2, 4).chain((kernelSize) =>
    fc.record({
      kernelSize: fc.constant(kernelSize),
      stride: pair(1, 3),
      padding: pair(0, 1),
      dilation: pair(1, 2),
      ceilMode: fc.boolean(),
      countIncludePad: fc.boolean(),
    }),
  )
  return fc.oneof(
    bank(channels).map((b): Layer => ({ type: 'conv2d', bank: b })),
    pointwise(count),
    pool.map(({ kernelSize, stride, padding, dilation, ceilMode }): Layer => ({
      type: 'maxPool2d',
      kernelSize,
      stride,
      padding,
      dilation,
      ceilMode,
    })),
    pool.map(({ kernelSize, stride, padding, ceilMode, countIncludePad }): Layer => ({
      type: 'avgPool2d',
      kernelSize,
      stride,
      padding,
      ceilMode,
      countIncludePad,
    })),
    fc.tuple(count, fc.nat(7)).map(([c, choice]): Layer => {
      const choices = validGroups(c, c)
      return { type: 'channelShuffle', groups: choices[choice % choices.length] ?? 1 }
    }),
    fc.constant<Layer>({ type: 'globalAvgPool2d' }),
    bank(channels).chain((b) =>
      fc.record({ padding: pair(0, 1), outputPadding: pair(0, 1) }).map((own): Layer => {
        const params = { ...b.params, padding: own.padding, paddingMode: 'zeros' } as const
        const most = (i: 0 | 1) =>
          Math.min(own.outputPadding[i], Math.max(params.stride[i], params.dilation[i]) - 1)
        return { type: 'convTranspose2d', bank: { ...b, params }, outputPadding: [most(0), most(1)] }
      }),
    ),
    fc
      .record({
        padding: fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: -1, max: 2 }))),
        mode: fc.constantFrom(...PADDING_MODES),
        value: fc.double({ noNaN: true }),
      })
      .map(({ padding: [left = 0, right = 0, top = 0, bottom = 0], mode, value }): Layer => {
        return { type: 'pad', padding: [left, right, top, bottom], mode, value: mode === 'zeros' ? value : 0 }
      }),
    fc
      .record({
        scale: fc.tuple(fc.constantFrom(0.5, 1, 1.5, 2, 3), fc.constantFrom(0.5, 1, 4 / 3, 2)),
        mode: fc.constantFrom(...UPSAMPLE_MODES),
        align: fc.boolean(),
      })
      .map(({ scale, mode, align }): Layer => {
        return { type: 'upsample', scaleFactor: scale, mode, alignCorners: align && mode === 'bilinear' }
      }),
    fc
      .record({
        type: fc.constantFrom('pixelShuffle', 'pixelUnshuffle'),
        factor: fc.integer({ min: 1, max: 3 }),
      })
      .map((shuffle): Layer => shuffle),
  )
}

/** A layer that changes each value by itself, with any settings; its channels are those of `count`, where it is made for some. */
function pointwise(count: fc.Arbitrary<number>): fc.Arbitrary<Layer> {
  const number = fc.double({ noNaN: true })
  return fc.oneof(
    fc
      .constantFrom(
        ...([
          'abs',
          'hardsigmoid',
          'hardswish',
          'identity',
          'relu',
          'relu6',
          'sigmoid',
          'silu',
          'tanh',
        ] as const),
      )
      .map((type): Layer => ({ type })),
    fc.tuple(number, number).map(([min, max]): Layer => ({ type: 'clip', min, max })),
    fc.tuple(number, number).map(([beta, threshold]): Layer => ({ type: 'softplus', beta, threshold })),
    fc.constantFrom(...GELU_FORMS).map((approximate): Layer => ({ type: 'gelu', approximate })),
    number.map((alpha): Layer => ({ type: 'elu', alpha })),
    number.map((negativeSlope): Layer => ({ type: 'leakyRelu', negativeSlope })),
    fc
      .oneof(count, fc.constant(1))
      .chain(floats)
      .map((weight): Layer => ({ type: 'prelu', weight })),
    count
      .chain((c) => fc.record({ scale: floats(c), shift: floats(c) }))
      .map((affine): Layer => ({ type: 'affine', ...affine })),
  )
}

/** Small whole numbers: sums and products of few of them are exact in any order. */
const wholes = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.integer({ min: -4, max: 4 }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values))

/** What stands between two Conv2ds: layers that keep channels and whole numbers, and fit maps from 2 x 2 on. */
function between(channels: number): fc.Arbitrary<Layer> {
  const shuffles = validGroups(channels, channels)
  return fc.oneof(
    fc.constantFrom('relu', 'abs').map((type): Layer => ({ type })),
    fc.constantFrom(...shuffles).map((groups): Layer => ({ type: 'channelShuffle', groups })),
    fc
      .record({ scale: wholes(channels), shift: wholes(channels) })
      .map((affine): Layer => ({ type: 'affine', ...affine })),
    fc.constant<Layer>({
      type: 'maxPool2d',
      kernelSize: [2, 2],
      stride: [1, 1],
      padding: [1, 1],
      dilation: [1, 1],
      ceilMode: false,
    }),
  )
}

/**
 * Two to four Conv2ds that fit one another from 3 channels on, in groups where they can, other layers between them. Weights
 * are whole, so that maps are exact in any order of summation. Filter names are unique and begin with the layer's position.
 */
export const pipeline: fc.Arbitrary<Pipeline> = fc
  .array(fc.constantFrom(2, 3, 4, 6, 8, 12), { minLength: 2, maxLength: 4 })
  .chain((counts) =>
    fc.tuple(
      ...counts.map((outChannels, i) => {
        const inChannels = counts[i - 1] ?? 3
        const conv = fc
          .record({
            groups: fc.constantFrom(...validGroups(inChannels, outChannels)),
            k: fc.constantFrom(1, 3),
          })
          .chain(({ groups, k }) => {
            const shape: Shape4 = [outChannels, inChannels / groups, k, k]
            const padding: Pair = [k >> 1, k >> 1]
            return fc.record<FilterBank>({
              weight: fc.record({ shape: fc.constant(shape), data: wholes(elementCount(shape)) }),
              bias: fc.option(wholes(outChannels)),
              params: fc.constant({ ...DEFAULT_PARAMS, padding, groups }),
              names: fc.constant(Array.from({ length: outChannels }, (_, f) => `${i}:${f}`)),
            })
          })
        return fc
          .tuple(fc.array(between(inChannels), { maxLength: 2 }), conv)
          .map(([others, b]): Layer[] => [...(i === 0 ? [] : others), { type: 'conv2d', bank: b }])
      }),
    ),
  )
  .map((parts) => parts.flat())
