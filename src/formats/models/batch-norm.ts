import type { FilterBank } from '../../core/layers/layer.ts'
import type { StoredNorm } from './open-model.ts'

/** A BatchNorm with fixed statistics: y = x * scale[c] + shift[c], in float64. */
export interface ScaleShift {
  readonly scale: Float64Array
  readonly shift: Float64Array
}

/**
 * A BatchNorm2d in evaluation as one multiplication and one addition for each channel (torch.nn.BatchNorm2d:
 * y = (x - mean) / sqrt(var + eps) * weight + bias):
 * scale = weight / sqrt(var + eps), shift = bias - mean * scale.
 */
export async function scaleShift(
  { runningMean, runningVar, weight, bias }: StoredNorm,
  eps: number,
): Promise<ScaleShift> {
  const [mean, variance] = [await runningMean.read(), await runningVar.read()]
  const gamma = await weight?.read()
  const beta = await bias?.read()
  const scale = Float64Array.from(variance, (value, c) => (gamma?.[c] ?? 1) / Math.sqrt(value + eps))
  const shift = scale.map((value, c) => (beta?.[c] ?? 0) - (mean[c] ?? 0) * value)
  return { scale, shift }
}

/**
 * Filters that do what a convolution and the BatchNorm behind it do (torch.nn.utils.fusion.fuse_conv_bn_weights):
 * weight[o] * scale[o], bias[o] * scale[o] + shift[o]; in float64, rounded once.
 */
export function foldNorm(bank: FilterBank, { scale, shift }: ScaleShift): FilterBank {
  const { shape, data } = bank.weight
  const perFilter = data.length / scale.length
  return {
    ...bank,
    weight: { shape, data: data.map((value, i) => value * (scale[Math.floor(i / perFilter)] ?? NaN)) },
    bias: Float32Array.from(scale, (value, o) => (bank.bias?.[o] ?? 0) * value + (shift[o] ?? NaN)),
  }
}
