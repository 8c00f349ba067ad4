import { conv2dInfo, type Conv2dInfo } from './conv2d.ts'
import type { FilterBank, Layer, Pipeline, PointwiseLayer } from './layer.ts'
import { paddedIndex } from './padding.ts'
import { layerOutputShape } from './pipeline.ts'
import { pointwiseFormula } from './pointwise-formula.ts'
import { averageCounts, poolInfo, type PoolLayer } from './pool.ts'
import { at, eachElement, type ReferenceOutput, type ReferenceTensor } from './reference-tensor.ts'
import {
  referenceGlobalAvgPool,
  referencePad,
  referencePixelShuffle,
  referenceTransposed,
  referenceUpsample,
} from './reference-shapes.ts'
import { elementCount } from '../tensor.ts'
import type { WindowAxis } from './window.ts'

export type { ReferenceOutput, ReferenceTensor }

/*
 * The oracle: every layer computed in float64 by its definition, for clarity and not for speed. NaN and infinities do
 * what they do in PyTorch: a product with padding is a product with 0, maxima and ReLU let NaN through.
 */

/**
 * torch.nn.Conv2d in float64; N may be 0.
 * @throws ShapeError as conv2dInfo
 */
export function referenceConv2d(input: ReferenceTensor, bank: FilterBank): ReferenceOutput {
  const { weight, bias, params } = bank
  const info = conv2dInfo(input.shape, weight.shape, params)
  const { h, w, inPerGroup, outPerGroup } = info
  const [batch, filters] = info.output
  const [padded, height, width] = padInput(input, info)
  const area = h.out * w.out
  const data = new Float64Array(elementCount(info.output))
  // Each output begins with its bias and gets the terms of its sum in the order of the taps.
  for (let map = 0; map < batch * filters; map++) {
    const filter = map % filters
    const firstPlane =
      Math.floor(map / filters) * input.shape[1] + Math.floor(filter / outPerGroup) * inPerGroup
    const sums = data.subarray(map * area, (map + 1) * area)
    if (bias) sums.fill(at(bias, filter))
    for (let channel = 0; channel < inPerGroup; channel++) {
      for (let i = 0; i < h.kernel; i++) {
        for (let j = 0; j < w.kernel; j++) {
          const tap = at(weight.data, ((filter * inPerGroup + channel) * h.kernel + i) * w.kernel + j)
          let index = 0
          for (let y = 0; y < h.out; y++) {
            const row = (firstPlane + channel) * height + y * h.stride + i * h.dilation
            let pixel = row * width + j * w.dilation
            for (let x = 0; x < w.out; x++, index++, pixel += w.stride) {
              sums[index] = (sums[index] ?? NaN) + (padded[pixel] ?? NaN) * tap
            }
          }
        }
      }
    }
  }
  return { shape: info.output, data }
}

/** The input with its padding around each plane. @returns the values, height and width of a plane */
function padInput(input: ReferenceTensor, { h, w, paddingMode }: Conv2dInfo): [Float64Array, number, number] {
  const [height, width] = [h.before + h.size + h.after, w.before + w.size + w.after]
  const planes = input.shape[0] * input.shape[1]
  const columns = Array.from({ length: width }, (_, x) => paddedIndex(paddingMode, x - w.before, w.size))
  const padded = new Float64Array(planes * height * width)
  for (let y = 0; y < planes * height; y++) {
    const row = paddedIndex(paddingMode, (y % height) - h.before, h.size)
    const start = (Math.floor(y / height) * h.size + row) * w.size
    for (const [x, column] of columns.entries())
      if (row >= 0 && column >= 0) padded[y * width + x] = at(input.data, start + column)
  }
  return [padded, height, width]
}

/**
 * How far a float32 result may be from referenceConv2d, for each output element:
 * max(1e-6, (K + 1) * 2^-24) * (|b| + sum |x * w|), K the number of terms of a sum, C_in/groups * kH * kW.
 * Not finite where the sum is not.
 */
export function conv2dBound(input: ReferenceTensor, bank: FilterBank): Float64Array {
  const [, inPerGroup, height, width] = bank.weight.shape
  const relative = Math.max(1e-6, (inPerGroup * height * width + 1) * 2 ** -24)
  const { weight, bias } = bank
  const magnitudes = referenceConv2d(
    { ...input, data: input.data.map(Math.abs) },
    {
      ...bank,
      weight: { ...weight, data: weight.data.map(Math.abs) },
      bias: bias?.map(Math.abs) ?? null,
    },
  )
  return magnitudes.data.map((magnitude) => magnitude * relative)
}

/**
 * One layer in float64.
 * @throws ShapeError when it does not fit the input
 */
export function referenceLayer(input: ReferenceTensor, layer: Layer): ReferenceOutput {
  switch (layer.type) {
    case 'conv2d':
      return referenceConv2d(input, layer.bank)
    case 'maxPool2d':
    case 'avgPool2d':
      return pool(input, layer)
    case 'convTranspose2d':
      return referenceTransposed(input, layer)
    case 'globalAvgPool2d':
      return referenceGlobalAvgPool(input)
    case 'pad':
      return referencePad(input, layer)
    case 'upsample':
      return referenceUpsample(input, layer)
    case 'pixelShuffle':
    case 'pixelUnshuffle':
      return referencePixelShuffle(input, layer)
    case 'channelShuffle':
      return shuffle(input, layer.groups)
    default:
      return mapValues(input, layer)
  }
}

/** The output of every layer in turn, in float64 throughout. @throws ShapeError */
export function referencePipeline(input: ReferenceTensor, layers: Pipeline): ReferenceOutput[] {
  let current = input
  return layers.map((layer) => {
    const output = referenceLayer(current, layer)
    current = output
    return output
  })
}

function pool(input: ReferenceTensor, layer: PoolLayer): ReferenceOutput {
  const { output, h, w } = poolInfo(input.shape, layer)
  const outside = (size: number) => (i: number) => (i < 0 || i >= size ? -1 : i)
  const rows = sources(h, outside(h.size))
  const columns = sources(w, outside(w.size))
  const counts = layer.type === 'avgPool2d' ? averageCounts({ h, w }, layer.countIncludePad) : null
  const data = new Float64Array(elementCount(output))
  let index = 0
  eachElement(output, (n, c, y, x) => {
    const plane = (n * input.shape[1] + c) * h.size
    let result = counts ? 0 : -Infinity
    for (let i = 0; i < h.kernel; i++) {
      const row = at(rows, y * h.kernel + i)
      for (let j = 0; j < w.kernel; j++) {
        const column = at(columns, x * w.kernel + j)
        if (row < 0 || column < 0) continue
        const value = at(input.data, (plane + row) * w.size + column)
        result = counts ? result + value : Math.max(result, value)
      }
    }
    data[index++] = counts ? result / (at(counts.rows, y) * at(counts.columns, x)) : result
  })
  return { shape: output, data }
}

/** torch.nn.ChannelShuffle: channels as a (groups, C/groups) matrix, transposed. */
function shuffle(input: ReferenceTensor, groups: number): ReferenceOutput {
  const shape = layerOutputShape(input.shape, { type: 'channelShuffle', groups })
  const [batch, channels, height, width] = shape
  const area = height * width
  const each = channels / groups
  const data = new Float64Array(input.data.length)
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      const source = (c % groups) * each + Math.floor(c / groups)
      const from = (n * channels + source) * area
      data.set(input.data.subarray(from, from + area), (n * channels + c) * area)
    }
  }
  return { shape, data }
}

function mapValues(input: ReferenceTensor, layer: PointwiseLayer): ReferenceOutput {
  const f = pointwiseFormula(layer)
  const shape = layerOutputShape(input.shape, layer)
  const area = shape[2] * shape[3]
  const data = Float64Array.from(input.data, (x, i) => f(x, Math.floor(i / area) % shape[1]))
  return { shape, data }
}

/** Source index of tap t of window i at [i * kernel + t]; -1 for none. */
function sources(axis: WindowAxis, source: (index: number) => number): Int32Array {
  return Int32Array.from({ length: axis.out * axis.kernel }, (_, i) => {
    const window = Math.floor(i / axis.kernel)
    return source(window * axis.stride - axis.before + (i % axis.kernel) * axis.dilation)
  })
}
